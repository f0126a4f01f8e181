import { isWorth } from '../deposits/minimums.ts';
import type { WalletAsset } from '../types.ts';

const dollar = 1_000_000n;

/**
 * Whether a transfer is large enough to show anything: of one unit even a fee of ten percent is nothing. One USD at the listed
 * price, or one whole token of what has no price.
 */
export const isTrial = (asset: WalletAsset, amount: bigint): boolean =>
  asset.usdPrice === 0n ? amount >= 10n ** BigInt(asset.decimals) : isWorth(asset, amount, dollar);
