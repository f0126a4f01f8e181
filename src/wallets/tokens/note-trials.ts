import type { Transfer } from '../../chains/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { DepositParts, Sorted } from '../deposits/incoming.ts';
import { noteTrial } from './proofs-store.ts';
import type { TokenStates } from './states.ts';
import { isTrial } from './trial-size.ts';

/**
 * Notes, in the unit of work that sees them, which transfer by an account of ours shows whether an unproved token moves what its
 * logs say, and in the one that books it that it is confirmed. It is looked at in between (`try-tokens.ts`), as that needs a node.
 */
export async function noteTrials(
  tx: Tx,
  { clock }: Pick<DepositParts, 'clock'>,
  { sweeps, paid }: Pick<Sorted<Transfer>, 'sweeps' | 'paid'>,
  states: TokenStates,
  confirmed: boolean,
): Promise<void> {
  const noted = new Set<string>();
  for (const { transfer, asset } of [...sweeps, ...paid]) {
    const { address } = asset;
    if (address === null || !asset.exact || states(asset) !== 'unproved') continue;
    if (transfer.from === null || !isTrial(asset, transfer.amount)) continue;
    const { transactionHash, from: sender, to: recipient } = transfer;
    const key = `${asset.asset} ${transactionHash}`;
    // Many sweeps of one token in one chain transaction are one trial: that of the first.
    if (noted.has(key)) continue;
    noted.add(key);
    await noteTrial(tx, {
      asset: asset.asset,
      address,
      at: clock.now(),
      transactionHash,
      sender,
      recipient,
      confirmed,
    });
  }
}
