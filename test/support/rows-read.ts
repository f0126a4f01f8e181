import { sql, type Database, type Tx } from '../../src/platform/database.ts';

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

const planForAll = sql('test.planForAll', 'SET LOCAL plan_cache_mode = force_generic_plan');

/** How many rows of a table and its partitions `look` reads, with plans that know no parameter: those that are kept. */
export const rowsReadBy = (
  database: Database,
  table: string,
  look: (tx: Tx) => Promise<unknown>,
): Promise<number> =>
  database.work(async (tx) => {
    await tx.execute(planForAll);
    // What earlier units of work of this connection have read may still be counted.
    const before = await rowsRead(tx, table);
    await look(tx);
    return (await rowsRead(tx, table)) - before;
  });
