import { sql } from './database.ts';
import type { Database } from './database.ts';
import { withLease } from './lease.ts';

/** A table whose rows live for a number of days: partitioned by the day in their ids (migrations/0004). */
export interface DailyTable {
  readonly table: string;
  /** What its ids start with, the underscore included: `evt_`. */
  readonly idPrefix: string;
}

/** So far ahead partitions are made: what falls behind for a week still finds them. */
const daysAhead = 8;

const make = sql(
  'platform.makeDayPartitions',
  `SELECT make_day_partitions($1, $2, (now() AT TIME ZONE 'UTC')::date - 1, $3)`,
);
const drop = sql(
  'platform.dropDayPartitions',
  `SELECT drop_day_partitions($1, (now() AT TIME ZONE 'UTC')::date - $2::integer)`,
);

/** Makes the partitions of the coming days, and drops those whose rows are all older than `keptDays`. One process at a time. */
export function keepDayPartitions(
  database: Database,
  tables: readonly DailyTable[],
  keptDays: number,
): Promise<unknown> {
  return withLease(database, 'platform.day-partitions', async () => {
    for (const { table, idPrefix } of tables) {
      // Each by itself: both lock the table for a moment, and nobody is to wait for two such moments.
      await database.query(make, [table, idPrefix, daysAhead + 2]);
      await database.query(drop, [table, keptDays]);
    }
  });
}
