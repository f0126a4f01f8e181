export type * from './types.ts';
export { createEvents, type Events, type EventsOptions } from './events.ts';
export {
  bodySchema,
  catalogue,
  dataSchema,
  eventType,
  exampleBody,
  purchaseStates,
  type PurchaseState,
  typeName,
  type EventType,
  type EventTypeName,
} from './catalogue/index.ts';
export { firstIdAt, lastIdAt, momentOf } from './id-range.ts';
export type { EventKey, EventPage, EventQuery, EventReader, EventStretch, Sendable } from './read.ts';
export { firstDayKept, keepDayPartitions } from './store.ts';
export { testSubject } from './test-subject.ts';
