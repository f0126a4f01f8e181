import type { ConfirmedTransfer } from '../../chains/index.ts';
import type { Asset } from '../../kernel/assets.ts';
import type { Tx } from '../../platform/database.ts';
import type { DepositParts, Sorted } from '../deposits/incoming.ts';
import { noteTrial } from './proofs-store.ts';
import type { TokenStates } from './states.ts';
import { isTrial } from './trial-size.ts';

/**
 * Notes, in the unit of work that books them, which transfers by accounts of ours show whether an unproved token moves what
 * its logs say. They are looked at afterwards (`try-tokens.ts`), as that needs a node.
 */
export async function noteTrials(
  tx: Tx,
  { clock }: Pick<DepositParts, 'clock'>,
  { sweeps, paid }: Sorted<ConfirmedTransfer>,
  states: TokenStates,
): Promise<void> {
  const last = new Map<Asset, Parameters<typeof noteTrial>[1]>();
  for (const { transfer, asset } of [...sweeps, ...paid]) {
    const { address } = asset;
    if (address === null || !asset.exact || states(asset) !== 'unproved') continue;
    if (transfer.from === null || !isTrial(asset, transfer.amount)) continue;
    const { transactionHash, from: sender, to: recipient } = transfer;
    last.set(asset.asset, {
      asset: asset.asset,
      address,
      at: clock.now(),
      transactionHash,
      sender,
      recipient,
    });
  }
  for (const trial of last.values()) await noteTrial(tx, trial);
}
