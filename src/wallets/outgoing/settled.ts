import type { Settled } from '../../chains/index.ts';
import type { LedgerAccount } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { refOfCall } from './ask.ts';
import { conclude, lockConcluded } from './conclude.ts';
import type { OutgoingParts } from './parts.ts';
import * as store from './store.ts';

/**
 * What the chain says of signed calls becomes true in the books, in the unit of work in which the chain knows it. A call that
 * is none of ours is left alone.
 */
export const createSettled =
  (parts: OutgoingParts): Settled =>
  async (tx, calls) => {
    const ours = calls.flatMap((call) => {
      const ref = refOfCall(call.key);
      return ref === undefined ? [] : [{ call, ref }];
    });
    if (ours.length === 0) return;
    const rows = await store.lockOutgoings(
      tx,
      ours.map(({ ref }) => ref),
    );
    const heard = ours.flatMap(({ call, ref }) => {
      const row = rows.find(({ company, movement }) => company === ref.company && movement === ref.movement);
      if (row === undefined) return [];
      if (call.outcome === 'manual_check')
        parts.log.warn({ movement: ref.movement }, 'a transfer takes longer than it should; look at it');
      return [{ row, outcome: call.outcome, used: call.used }];
    });
    await conclude(parts, tx, heard);
  };

/**
 * Locks the rows of calls of which will be told in this unit of work, and answers the ledger accounts that will be booked on then. The
 * order is that of everything here: outgoing rows, movements, cards, accounts.
 */
export async function lockSettled(
  parts: OutgoingParts,
  tx: Tx,
  calls: readonly string[],
): Promise<readonly LedgerAccount[]> {
  const refs = calls.flatMap((key) => refOfCall(key) ?? []);
  return refs.length === 0 ? [] : await lockConcluded(parts, tx, await store.lockOutgoings(tx, refs));
}
