import { Failure, notFound } from '../../kernel/failures.ts';
import type { Wallet } from '../types.ts';
import { inWords } from './amount.ts';
import type { WalletAsset } from '../types.ts';

/**
 * Deleting a wallet disables it, too; what came to its address afterwards can leave it all the same.
 *
 * @throws Failure VAL for a wallet that is disabled: what comes in is still booked, and nothing leaves
 */
export function mustBeEnabled({ enabled, deletedAt }: Pick<Wallet, 'enabled' | 'deletedAt'>): void {
  if (!enabled && deletedAt === null)
    throw new Failure(
      'VAL',
      'This wallet is disabled: nothing can be sent from it until it is enabled again.',
    );
}

/** @throws Failure VAL when there is less of it; NOT_FOUND for a deleted wallet that has nothing */
export function mustHave(
  { deletedAt }: Pick<Wallet, 'deletedAt'>,
  asset: Pick<WalletAsset, 'decimals' | 'symbol'>,
  available: bigint,
  wanted: bigint,
): void {
  if (available >= wanted) return;
  if (deletedAt !== null && available === 0n) throw notFound('wallet');
  throw new Failure('VAL', `The wallet has only ${inWords(available, asset)} available.`);
}
