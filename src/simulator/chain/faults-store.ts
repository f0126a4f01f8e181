import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';

const set = sql(
  'simulator.chainFaults.set',
  `INSERT INTO chain_faults (company_id, fail_next) VALUES ($1, $2)
   ON CONFLICT (company_id) DO UPDATE SET fail_next = excluded.fail_next`,
);

/** So many of the company's next transfers are to fail on the chain. */
export async function setChainFault(queries: Queries, company: Id<'company'>, next: number): Promise<void> {
  await queries.execute(set, [company, next]);
}

const read = sql('simulator.chainFaults.read', 'SELECT fail_next FROM chain_faults WHERE company_id = $1');

/** How many are still to fail. */
export async function readChainFault(queries: Queries, company: Id<'company'>): Promise<number> {
  const [row] = await queries.query<{ fail_next: number }>(read, [company]);
  return row?.fail_next ?? 0;
}

const take = sql(
  'simulator.chainFaults.take',
  'UPDATE chain_faults SET fail_next = fail_next - 1 WHERE company_id = $1 AND fail_next > 0',
);

/** Whether this transfer is to fail, in the unit of work that asks for it: counted when that commits. */
export const takeChainFault = async (tx: Tx, company: Id<'company'>): Promise<boolean> =>
  (await tx.execute(take, [company])) > 0;
