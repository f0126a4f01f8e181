export type * from './types.ts';
import type { Tx } from '../platform/database.ts';
import type { NewEvent, StoredEvent } from './types.ts';

export interface Events {
  /** Stores events and their deliveries in the caller's unit of work, one statement for each table. */
  appendMany(tx: Tx, events: readonly NewEvent[]): Promise<readonly StoredEvent[]>;
}
