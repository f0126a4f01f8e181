import { present } from '../../kernel/assert.ts';
import type { Balance, Ledger, LedgerAccount } from '../../ledger/index.ts';
import type { Queries } from '../../platform/database.ts';

/** What an account has, for showing: nothing may be decided on it. */
export async function readBalance(
  queries: Queries,
  ledger: Ledger,
  account: LedgerAccount,
): Promise<Balance> {
  const [balance] = await ledger.balances(queries, [account]);
  return present(balance, 'a balance for each account');
}
