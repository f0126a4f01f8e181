import { Failure } from '../../kernel/failures.ts';
import type { Effect } from '../effects/index.ts';
import { markEffect } from './store.ts';

/** One try to carry out a request under an idempotency key. */
export interface Claim {
  readonly scope: string;
  readonly keyHash: Buffer;
  readonly attempt: number;
}

/**
 * Marks the claim as done in the unit of work that does what the request is for, so that a process that dies after the
 * commit, and before the answer is stored, leaves the truth behind: the request is then never carried out a second time.
 *
 * Where the work goes through a batch it carries no mark. Routes that lead there hand `caller.idempotencyKey` on, and the
 * ledger's own key makes a second try find the first one's outcome.
 */
export const markDone = ({ scope, keyHash, attempt }: Claim): Effect => ({
  async write(tx) {
    if (!(await markEffect(tx, scope, keyHash, attempt))) throw inProgress();
  },
});

export const inProgress = (): Failure =>
  new Failure(
    'IDEMPOTENCY_IN_PROGRESS',
    'The first request with this idempotency key is still running. Wait a moment, then send it again.',
  );
