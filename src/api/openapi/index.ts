import { bodySchema, catalogue, exampleBody, typeName } from '../../events/index.ts';
import type { Route } from '../route.ts';
import { buildOpenApi } from './document.ts';
import type { JsonSchema } from './schemas.ts';

export { buildOpenApi } from './document.ts';
export type { DescribedEvent } from './document.ts';

/** The document of these routes and of every event in the catalogue. */
export function openApiOf(routes: readonly Route[]): JsonSchema {
  const events = [...catalogue.values()].map((type) => ({
    name: typeName(type),
    title: type.title,
    description: type.sent,
    schema: bodySchema(type),
    example: JSON.parse(exampleBody(type)) as unknown,
  }));
  return buildOpenApi(routes, events);
}
