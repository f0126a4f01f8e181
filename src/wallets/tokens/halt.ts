import type { ConfirmedTransfer } from '../../chains/index.ts';
import type { Book } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { custodyAccount } from '../accounts.ts';
import type { DepositParts, Sorted } from '../deposits/incoming.ts';
import { mismatches } from '../sweeps/mismatch.ts';
import { haltToken } from './proofs-store.ts';

/**
 * Looks, before they are booked, whether sweeps moved what their addresses had by the books; a token that moved anything else
 * is credited no more, with an alarm. The books must be open on the custody of the addresses.
 */
export async function haltMismatched(
  tx: Tx,
  { log, clock }: Pick<DepositParts, 'log' | 'clock'>,
  { deposits, sweeps }: Sorted<ConfirmedTransfer>,
  book: Book,
): Promise<void> {
  if (sweeps.length === 0) return;
  const sources = new Set(sweeps.map(({ from }) => from.wallet));
  const found = mismatches(
    {
      deposits: deposits
        .filter(({ wallet }) => sources.has(wallet.id))
        .map(({ transfer, wallet: { company, id } }) => ({ transfer, company, wallet: id })),
      sweeps: sweeps.map(({ transfer, from: { company, wallet } }) => ({ transfer, company, wallet })),
    },
    (company, wallet, asset) => book.balance(custodyAccount(company, wallet, asset)).posted,
  );
  for (const { asset, address, wallet, transactionHash, expected, moved } of found) {
    const reason = `The sweep of ${wallet} in ${transactionHash} moved ${moved} minor units, and the logs before it had brought ${expected}.`;
    await haltToken(tx, { asset, address, since: clock.now(), reason });
    log.error(
      { asset, wallet, transactionHash, expected, moved },
      'a token moves other than its logs say: nothing of it is credited until somebody has looked',
    );
  }
}
