import { AsyncLocalStorage } from 'node:async_hooks';
import { Failure } from '../../kernel/failures.ts';
import type { Database } from '../../platform/database.ts';
import { markEffect } from './store.ts';

/** A request under an idempotency key, while its handler runs. */
export interface Claim {
  readonly scope: string;
  readonly keyHash: Buffer;
  readonly attempt: number;
  /** Nothing is marked any more once the handler has ended. */
  open: boolean;
}

const current = new AsyncLocalStorage<Claim>();

/** Runs a handler so that what it commits through {@link markingDatabase} is marked as done under this claim. */
export const underClaim = <T>(claim: Claim, run: () => Promise<T>): Promise<T> => current.run(claim, run);

/**
 * The database that everything is to use whose work a request can ask for. Each unit of work that a request under an
 * idempotency key commits carries the mark that it has been done, so that a process that dies after the commit, and
 * before the answer is stored, leaves the truth behind: the request is then never carried out a second time.
 *
 * Work that is gathered into batches (authorizations) runs outside of the request and carries no mark: routes that lead
 * there hand `caller.idempotencyKey` on, and the ledger's own key makes a second try find the first one's outcome.
 */
export function markingDatabase(database: Database): Database {
  return {
    ...database,
    work(body) {
      const claim = current.getStore();
      if (claim?.open !== true) return database.work(body);
      return database.work(async (tx) => {
        const result = await body(tx);
        if (!(await markEffect(tx, claim.scope, claim.keyHash, claim.attempt))) throw inProgress();
        return result;
      });
    },
  };
}

export const inProgress = (): Failure =>
  new Failure(
    'IDEMPOTENCY_IN_PROGRESS',
    'The first request with this idempotency key is still running. Wait a moment and send it again.',
  );
