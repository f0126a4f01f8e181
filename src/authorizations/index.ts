/**
 * The life of a card transaction: authorize, clear, cancel. One door for real network messages and for simulated
 * ones; everything that happens on cards at the same moment is gathered and committed together.
 */
import type { Events } from '../events/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { createBatch } from '../platform/batch.ts';
import type { Database } from '../platform/database.ts';
import type { CardOperation, CardOutcome } from './operations.ts';
import { runOperations } from './run.ts';

export type * from './operations.ts';
export type * from './types.ts';
export { declineReason, merchantData } from './card-events.ts';
export { declines, isDeclineCode, type Decline, type DeclineCode } from './declines.ts';
export { merchantCategory } from './merchant-categories.ts';
export * from './reading.ts';

export interface Authorizations {
  /**
   * Decides and books one message; answers after the commit is durable.
   *
   * @throws Failure NOT_FOUND for an unknown card or transaction, VAL where the message fits no such transaction
   */
  submit(operation: CardOperation): Promise<CardOutcome>;
  /** Operations gathered or under way. */
  readonly depth: () => number;
  /** Resolves when everything handed over so far is answered. */
  drain(): Promise<void>;
}

export interface AuthorizationsDoors {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly events: Events;
}

export function createAuthorizations(doors: AuthorizationsDoors): Authorizations {
  const batch = createBatch<CardOperation, CardOutcome>({
    run: (operations, inDoubt) => runOperations(doors, operations, inDoubt),
  });
  return { submit: (operation) => batch.submit(operation), depth: batch.depth, drain: () => batch.drain() };
}
