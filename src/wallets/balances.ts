import type { Asset } from '../kernel/assets.ts';
import type { Ledger, LedgerAccount } from '../ledger/index.ts';
import type { Queries } from '../platform/database.ts';
import type { TokenBalance, WalletAsset } from './types.ts';

/** Of a deleted wallet only what came to it afterwards is shown, and where nothing did it is not there. */
export const isEmpty = (balances: readonly TokenBalance[]): boolean =>
  balances.every(({ balance }) => balance === 0n);

/** What there is of each of these assets on the ledger account that has it; for showing, zeros too. */
export async function readBalances(
  queries: Queries,
  ledger: Ledger,
  assets: readonly WalletAsset[],
  accountOf: (asset: Asset) => LedgerAccount,
): Promise<readonly TokenBalance[]> {
  const found = await ledger.balances(
    queries,
    assets.map(({ asset }) => accountOf(asset)),
  );
  return assets.map((asset, at) => Object.assign({}, asset, { balance: found[at]?.available ?? 0n }));
}
