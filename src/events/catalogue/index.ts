import { z } from 'zod';
import { present } from '../../kernel/assert.ts';
import { writeBody } from '../body.ts';
import { cardEvents } from './cards.ts';
import { typeName, type EventType, type EventTypeName } from './entry.ts';
import { exampleEvent } from './examples.ts';
import { treasuryEvents, virtualWalletEvents } from './wallets.ts';
import { webhookEvents } from './webhooks.ts';

export { purchaseStates, type PurchaseState } from './purchase-states.ts';
export { typeName, type EventType, type EventTypeName } from './entry.ts';

/** Everything that the platform may ever send, by name. */
export const catalogue: ReadonlyMap<EventTypeName, EventType> = new Map(
  [...cardEvents, ...treasuryEvents, ...virtualWalletEvents, ...webhookEvents].map((type) => [
    typeName(type),
    type,
  ]),
);

/** The kind of event with this name, which must be one of the catalogue. */
export const eventType = (name: EventTypeName): EventType =>
  present(catalogue.get(name), `event type ${name} in the catalogue`);

/** A whole body of this kind, as text: what an endpoint would receive. */
export const exampleBody = (type: EventType, id: string = exampleEvent): string =>
  writeBody({ ...type, data: type.example }, id);

/** JSON Schema 2020-12 of `data`. */
export const dataSchema = (type: EventType): Record<string, unknown> =>
  z.toJSONSchema(type.data, { io: 'input' });

/** JSON Schema 2020-12 of the whole body. */
export function bodySchema(type: EventType): Record<string, unknown> {
  const reason =
    type.reason === undefined
      ? {}
      : { reason: { type: 'string', description: 'Why, in one plain sentence' } };
  return {
    type: 'object',
    properties: {
      operation: { const: type.operation },
      sub_operation: { const: type.subOperation },
      operation_id: {
        type: 'string',
        description: 'The same on every retry and replay: the key to deduplicate on',
      },
      status: { const: type.status },
      ...reason,
      data: dataSchema(type),
    },
    required: ['operation', 'sub_operation', 'operation_id', 'status', ...Object.keys(reason), 'data'],
  };
}
