import type { Settled } from '../../chains/index.ts';
import type { OutgoingAnswer, Outgoing } from '../wallets.ts';
import { ask } from './ask.ts';
import type { Wanted } from './ask.ts';
import type { OutgoingParts } from './parts.ts';
import type { Plan } from './plan.ts';
import { resume } from './resume.ts';
import { returnDeposit } from './return-deposit.ts';
import { setVirtualBalance } from './set-virtual-balance.ts';
import { createSettled } from './settled.ts';
import { signAndSubmit } from './sign.ts';
import { transferTreasury } from './transfer-treasury.ts';
import { withdrawHolding } from './withdraw-holding.ts';
import { withdrawVirtual } from './withdraw-virtual.ts';
import { withdrawWarranty } from './withdraw-warranty.ts';

/** Everything that leaves a wallet or moves between wallets, and what the chain tells of it. */
export function createOutgoing(
  parts: OutgoingParts,
): Omit<Outgoing, 'sweep'> & { readonly settled: Settled } {
  const run = async ([wanted, plan]: readonly [Wanted, Plan]): Promise<OutgoingAnswer> => {
    const { movement, signs } = await ask(parts, wanted, (tx) => plan(parts, tx));
    if (signs) await signAndSubmit(parts, { company: movement.company, movement: movement.id });
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
  };
}
