import { Failure } from '../../kernel/failures.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { ownerAccount } from '../accounts.ts';
import { isUnderWay } from '../records-store.ts';
import type { Wallet, WalletAsset } from '../types.ts';

/**
 * Refuses to delete a wallet that somebody still owns something in. Its row must be locked, so that nothing begins to leave
 * it meanwhile; what comes to it later is booked all the same. What waits in suspense does not count, or anybody could
 * keep a wallet alive by sending it a millionth of a cent.
 *
 * @throws Failure VAL
 */
export async function mustBeEmpty(
  tx: Tx,
  ledger: Ledger,
  wallet: Wallet,
  assets: readonly WalletAsset[],
): Promise<void> {
  if (await isUnderWay(tx, wallet.company, wallet.id))
    throw new Failure(
      'VAL',
      'Transfers to or from this wallet are still under way. Wait until they have ended, then delete it.',
    );
  const accounts = assets.map(({ asset }) => ownerAccount(wallet, asset));
  const book = await ledger.open(tx, { accounts });
  const left = assets.filter((_, at) => {
    const account = accounts[at];
    return account !== undefined && book.balance(account).posted !== 0n;
  });
  if (left.length > 0)
    throw new Failure(
      'VAL',
      `This wallet still has ${left.map(({ symbol }) => symbol).join(', ')}. Send it elsewhere, then delete the wallet.`,
    );
}
