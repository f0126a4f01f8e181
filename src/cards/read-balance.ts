import type { Balance, Ledger, LedgerAccount } from '../ledger/index.ts';
import type { Database } from '../platform/database.ts';

/** What an account has, for showing. */
export const readBalance = (database: Database, ledger: Ledger, account: LedgerAccount): Promise<Balance> =>
  database.work(async (tx) => (await ledger.open(tx, { accounts: [account] })).balance(account));
