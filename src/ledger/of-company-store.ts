import type { Id } from '../kernel/ids.ts';
import { sql, type Queries } from '../platform/database.ts';
import type { LedgerAccount } from './types.ts';

const accounts = sql(
  'ledger.accountsOfCompany',
  `SELECT company_id AS company, name, asset FROM ledger_accounts
   WHERE company_id = $1 AND (debits <> credits OR held <> 0)`,
);

/** The ledger accounts of a company that have anything on them. */
export const accountsOfCompany = (queries: Queries, company: Id<'company'>): Promise<LedgerAccount[]> =>
  queries.query<LedgerAccount>(accounts, [company]);

const holds = sql('ledger.holdsOfCompany', 'SELECT id FROM ledger_holds WHERE company_id = $1 AND held > 0');

/** The holds of a company that set something aside. */
export async function holdsOfCompany(queries: Queries, company: Id<'company'>): Promise<Id<'hold'>[]> {
  const rows = await queries.query<{ id: Id<'hold'> }>(holds, [company]);
  return rows.map(({ id }) => id);
}
