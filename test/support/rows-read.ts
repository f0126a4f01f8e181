import { sql, type Tx } from '../../src/platform/database.ts';

const read = sql(
  'test.rowsRead',
  `SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::int4 AS rows
   FROM pg_stat_xact_user_tables WHERE starts_with(relname, $1)`,
);

/** How many rows of a table and its partitions this unit of work has read so far. */
export async function rowsRead(tx: Tx, table: string): Promise<number> {
  const [row] = await tx.query<{ rows: number }>(read, [table]);
  return row!.rows;
}
