import type { z } from 'zod';
import { failures } from '../../kernel/failures.ts';
import type { FailureCode } from '../../kernel/failures.ts';
import type { Access, Route } from '../route.ts';
import { bodyOf, illustrated } from './examples.ts';
import type { JsonSchema, SchemaBook } from './schemas.ts';

/** One route as an OpenAPI operation. */
export function operation(route: Route, book: SchemaBook): JsonSchema {
  const { access, answer } = route;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: [
      route.description,
      permission(access),
      route.sandboxOnly && 'Available only in the sandbox.',
    ]
      .filter(Boolean)
      .join('\n\n'),
    tags: [route.tag],
    security:
      access.kind === 'public' ? [] : [{ [access.kind === 'operator' ? 'operatorKey' : 'apiKey']: [] }],
    ...(access.kind === 'company' && { 'x-level': access.level, 'x-product': access.product }),
    ...(route.sandboxOnly === true && { 'x-sandbox-only': true }),
    parameters: parameters(route, book),
    ...(route.body !== undefined && {
      requestBody: {
        required: book.write(route.body as z.ZodType)['required'] !== undefined,
        content: { 'application/json': bodyContent(route.operationId, book.write(route.body as z.ZodType)) },
      },
    }),
    responses: {
      [answer.status]: {
        description: answer.description ?? 'Success.',
        headers: {
          'X-Trace-Id': { $ref: '#/components/headers/TraceId' },
          ...(takesIdempotencyKey(route) &&
            route.idempotency !== 'own' && {
              'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' },
            }),
          ...Object.fromEntries(Object.entries(answer.headers ?? {}).map(ownHeader)),
        },
        ...content(route, book),
      },
      ...Object.fromEntries(
        failureStatuses(route).map((status) => [status, { $ref: `#/components/responses/Failure${status}` }]),
      ),
    },
  };
}

/** A body, with the example that its schema has beside it: there readers and viewers look for one that can be sent. */
function bodyContent(operationId: string, { examples, ...schema }: JsonSchema): JsonSchema {
  const example: unknown = Array.isArray(examples) ? examples[0] : bodyOf(operationId);
  return { schema: illustrated(schema, operationId, 'body'), ...(example !== undefined && { example }) };
}

const ownHeader = ([name, text]: readonly [string, string]) =>
  [name, { description: text, required: true, schema: { type: 'string' } }] as const;

const levels = { 1: 'level 1 (read)', 2: 'level 2 (operational) or above', 3: 'level 3 (admin)' } as const;

function permission(access: Access): string {
  if (access.kind === 'public') return 'Requires no key.';
  if (access.kind === 'operator') return 'Requires the operator key.';
  return `Requires an API key of ${levels[access.level]} with the product \`${access.product}\`.`;
}

function content(route: Route, book: SchemaBook): JsonSchema {
  const { operationId } = route;
  const { schema, example, contentType } = route.answer;
  if (contentType !== undefined) return { content: { [contentType]: { schema: { type: 'string' } } } };
  if (schema === undefined) return {};
  return {
    content: {
      'application/json': {
        schema: illustrated(book.write(schema), operationId, 'answer'),
        ...(example !== undefined && { example }),
      },
    },
  };
}

const takesIdempotencyKey = (route: Route): boolean =>
  route.access.kind !== 'public' && ['POST', 'PUT', 'PATCH'].includes(route.method);

function parameters(route: Route, book: SchemaBook): JsonSchema[] {
  const list: JsonSchema[] = [];
  for (const place of ['params', 'query'] as const) {
    const schema = route[place] as z.ZodType | undefined;
    if (schema === undefined) continue;
    const { properties = {}, required = [] } = book.write(schema) as {
      properties?: Record<string, JsonSchema>;
      required?: string[];
    };
    for (const [name, property] of Object.entries(properties)) {
      const { description, ...rest } = property;
      list.push({
        name,
        in: place === 'params' ? 'path' : 'query',
        required: place === 'params' || required.includes(name),
        ...(description !== undefined && { description }),
        // Viewers fill in what is shown of a parameter: only what must be there.
        schema: place === 'params' ? illustrated(rest, route.operationId, name) : rest,
      });
    }
  }
  if (takesIdempotencyKey(route)) {
    const name = route.idempotency === 'required' ? 'RequiredIdempotencyKey' : 'IdempotencyKey';
    list.push({ $ref: `#/components/parameters/${name}` });
  }
  return list;
}

/** The codes that any route may answer, and those of this one. */
function failureStatuses(route: Route): number[] {
  const company = route.access.kind === 'company';
  const writes = ['POST', 'PUT', 'PATCH'].includes(route.method);
  const codes: FailureCode[] = [
    'VALIDATION_ERROR',
    'NOT_FOUND',
    'TOO_MANY_REQUESTS',
    'INTERNAL_ERROR',
    'UNAVAILABLE',
    ...(route.access.kind === 'public' ? [] : (['API_ERROR'] as const)),
    ...(writes ? (['CONFLICT', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(route.method === 'DELETE' ? (['BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(company ? (['VAL'] as const) : []),
    ...(route.failures ?? []),
  ];
  return [...new Set(codes.map((code) => failures[code].status))].sort((a, b) => a - b);
}
