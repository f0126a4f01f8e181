import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';

// Nothing but a scenario lets a clock stand still. Those that were taken away are gone, or are disabled for the wallets that they have;
// disabled and without any was cut off while a step had it so.
const abandoned = sql(
  'simulator.scenarios.abandoned',
  `SELECT id FROM companies WHERE clock_stands_at IS NOT NULL AND created_at < $1
     AND (enabled OR NOT EXISTS (SELECT 1 FROM wallet_addresses w WHERE w.company_id = companies.id))
   ORDER BY id LIMIT 100`,
);

/** Throwaway companies that were made before this moment and are still there. */
export async function selectAbandoned(queries: Queries, madeBefore: Date): Promise<Id<'company'>[]> {
  const rows = await queries.query<{ id: Id<'company'> }>(abandoned, [madeBefore]);
  return rows.map(({ id }) => id);
}
