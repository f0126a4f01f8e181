import type { Asset } from '../kernel/assets.ts';
import type { Ledger, LedgerAccount } from '../ledger/index.ts';
import type { Queries } from '../platform/database.ts';
import type { TokenBalance, WalletAsset } from './types.ts';

/** So many ledger accounts are asked for at once. */
const most = 5_000;

/** What there is of each of these assets, summed over the accounts that have it; for showing, zeros too. */
export async function readBalances(
  queries: Queries,
  ledger: Ledger,
  assets: readonly WalletAsset[],
  accountsOf: (asset: Asset) => readonly LedgerAccount[],
): Promise<readonly TokenBalance[]> {
  const accounts = assets.flatMap(({ asset }, at) => accountsOf(asset).map((account) => ({ account, at })));
  const sums = assets.map(() => 0n);
  for (let from = 0; from < accounts.length; from += most) {
    const part = accounts.slice(from, from + most);
    const found = await ledger.balances(
      queries,
      part.map(({ account }) => account),
    );
    part.forEach(({ at }, index) => {
      sums[at] = (sums[at] ?? 0n) + (found[index]?.available ?? 0n);
    });
  }
  return assets.map((asset, at) => Object.assign({}, asset, { balance: sums[at] ?? 0n }));
}
