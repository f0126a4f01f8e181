import type { Asset } from '../../kernel/assets.ts';
import { notFound } from '../../kernel/failures.ts';
import type { Ledger, LedgerAccount } from '../../ledger/index.ts';
import type { Queries } from '../../platform/database.ts';
import { ownerAccount } from '../accounts.ts';
import type { TokenBalance, Wallet, WalletAsset } from '../types.ts';
import type { Assets } from '../wallets.ts';

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

/**
 * What its owner has in a wallet. Of a deleted one only what came to it afterwards is shown, and where nothing did it is not
 * there.
 *
 * @throws Failure NOT_FOUND, of `what`
 */
export async function readOwned(
  queries: Queries,
  ledger: Ledger,
  assets: Assets,
  wallet: Wallet,
  what: string,
): Promise<readonly TokenBalance[]> {
  const found = await readBalances(queries, ledger, assets.list(wallet.chain), (asset) =>
    ownerAccount(wallet, asset),
  );
  if (wallet.deletedAt !== null && found.every(({ balance }) => balance === 0n)) throw notFound(what);
  return found;
}
