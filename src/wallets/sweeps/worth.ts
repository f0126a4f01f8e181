import type { ListedCoin, WalletAsset } from '../types.ts';

/**
 * What making a deposit address and moving one token of it takes at most. Measured in batches of test tokens: 66,000 the first time,
 * 18,000 later; tokens behind a proxy take about twice that, and one alone 21,000 more.
 */
const gasOfSweep = 150_000n;
const times = 10n;
const weiOfCoin = 10n ** 18n;

/** Whether an amount is worth more than ten times what moving it costs now. `gasPrice` in wei. */
export function isWorthSweeping(
  asset: Pick<WalletAsset, 'usdPrice' | 'decimals'>,
  amount: bigint,
  coin: Pick<ListedCoin, 'usdPrice'>,
  gasPrice: bigint,
): boolean {
  const cost = times * gasOfSweep * gasPrice * coin.usdPrice;
  return amount * asset.usdPrice * weiOfCoin > cost * 10n ** BigInt(asset.decimals);
}
