import type { Settled } from '../../chains/index.ts';
import { Failure } from '../../kernel/failures.ts';
import type { LedgerAccount } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { OutgoingAnswer, Outgoing } from '../wallets.ts';
import { ask } from './ask.ts';
import type { Wanted } from './ask.ts';
import type { OutgoingParts } from './parts.ts';
import type { Plan } from './plan.ts';
import { resume } from './resume.ts';
import { returnDeposit } from './return-deposit.ts';
import { setVirtualBalance } from './set-virtual-balance.ts';
import { createSettled, lockSettled } from './settled.ts';
import { signAndSubmit } from './sign.ts';
import type { OutgoingRef } from './store.ts';
import { transferTreasury } from './transfer-treasury.ts';
import { withdrawHolding } from './withdraw-holding.ts';
import { withdrawVirtual } from './withdraw-virtual.ts';
import { withdrawWarranty } from './withdraw-warranty.ts';

/** Everything that leaves a wallet or moves between wallets, and what the chain tells of it. */
export function createOutgoing(parts: OutgoingParts): Omit<Outgoing, 'sweep'> & {
  readonly settled: Settled;
  /** See {@link lockSettled}. */
  readonly lockSettled: (tx: Tx, calls: readonly string[]) => Promise<readonly LedgerAccount[]>;
} {
  /**
   * It is booked by now, and the worker signs what is not signed here. So only a refusal, which ends it, fails its request: with
   * any other failure the caller would ask again, and it would leave twice.
   */
  const signFirst = async (ref: OutgoingRef): Promise<void> => {
    try {
      await signAndSubmit(parts, ref);
    } catch (error) {
      if (error instanceof Failure && error.code === 'VAL') throw error;
      parts.log.error(
        { err: error, movement: ref.movement },
        'a transfer was not signed at once: it is later',
      );
    }
  };
  const run = async ([wanted, plan]: readonly [Wanted, Plan]): Promise<OutgoingAnswer> => {
    const { movement, signs } = await ask(parts, wanted, (tx) => plan(parts, tx));
    if (signs) await signFirst({ company: movement.company, movement: movement.id });
    const { id, transactionHash, state } = movement;
    return { id, transactionHash, state };
  };
  return {
    transfer: (...asked) => run(transferTreasury(...asked)),
    withdrawVirtual: (...asked) => run(withdrawVirtual(...asked)),
    withdrawHolding: (...asked) => run(withdrawHolding(...asked)),
    withdrawWarranty: (...asked) => run(withdrawWarranty(...asked)),
    setVirtualBalance: (...asked) => setVirtualBalance(parts, ...asked),
    returnDeposit: (...asked) => run(returnDeposit(...asked)),
    resume: () => resume(parts),
    settled: createSettled(parts),
    lockSettled: (tx, calls) => lockSettled(parts, tx, calls),
  };
}
