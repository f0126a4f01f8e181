import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';

// Nothing but a scenario lets a clock stand still, and none leaves its company enabled.
const abandoned = sql(
  'simulator.scenarios.abandoned',
  `SELECT id FROM companies WHERE clock_stands_at IS NOT NULL AND enabled AND created_at < $1 ORDER BY id LIMIT 100`,
);

/** Throwaway companies that were made before this moment and are still there. */
export async function selectAbandoned(queries: Queries, madeBefore: Date): Promise<Id<'company'>[]> {
  const rows = await queries.query<{ id: Id<'company'> }>(abandoned, [madeBefore]);
  return rows.map(({ id }) => id);
}
