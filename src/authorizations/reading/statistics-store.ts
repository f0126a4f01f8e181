import { firstIdAt } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql } from '../../platform/database.ts';
import type { Queries } from '../../platform/database.ts';

/** What became of the purchases that began in one stretch of time. */
export interface DecidedInTime {
  readonly at: Date;
  readonly approved: number;
  readonly declined: number;
}

export interface DecisionStatistics {
  /** Oldest first; stretches in which nothing began are left out. */
  readonly buckets: readonly DecidedInTime[];
  /** How long companies took to decide, in ms; null where none was asked. */
  readonly p50: number | null;
  readonly p95: number | null;
}

/** So many purchases are looked at, the latest, so that asking costs the same however busy a company is. */
const mostSeen = 20_000;

const bucketsStatement = sql(
  'authorizations.statistics',
  `WITH seen AS MATERIALIZED (
     SELECT state, floor(extract(epoch FROM ('x' || substr(id, 4, 8) || substr(id, 13, 4))::bit(48)::bigint / 1000 * interval '1 second') / $3) AS slot,
       (decision->>'duration_ms')::float8 AS ms
     FROM card_transactions WHERE company_id = $1 AND id >= $2 ORDER BY id DESC LIMIT ${mostSeen}
   ), slots AS (
     SELECT slot, count(*) FILTER (WHERE state NOT IN ('declined', 'deciding'))::int AS approved,
       count(*) FILTER (WHERE state = 'declined')::int AS declined
     FROM seen GROUP BY slot
   ), times AS (
     SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS p50, percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) AS p95 FROM seen
   )
   SELECT to_timestamp(slot * $3) AS at, approved, declined, p50, p95 FROM times LEFT JOIN slots ON true ORDER BY slot`,
);

/**
 * How a company's purchases since a moment were decided, in stretches of so many seconds of wall time.
 *
 * @param bucketSeconds a whole number
 */
export async function readDecisionStatistics(
  queries: Queries,
  company: Id<'company'>,
  since: Date,
  bucketSeconds: number,
): Promise<DecisionStatistics> {
  const rows = await queries.query<
    DecidedInTime & { at: Date | null; p50: number | null; p95: number | null }
  >(bucketsStatement, [company, firstIdAt('tx', since), bucketSeconds]);
  const { p50 = null, p95 = null } = rows[0] ?? {};
  return {
    // One row without a stretch stands for none.
    buckets: rows
      .filter((row) => row.at !== null)
      .map(({ at, approved, declined }) => ({ at, approved, declined })),
    p50,
    p95,
  };
}
