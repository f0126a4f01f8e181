import { firstIdAt } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';

/** What became of the sends of events of one stretch of time. */
export interface SentInTime {
  readonly at: Date;
  readonly delivered: number;
  readonly failed: number;
}

/** How an endpoint does. */
export interface EndpointStatistics {
  readonly endpoint: Id<'endpoint'>;
  readonly delivered: number;
  readonly failed: number;
  /** Due or waiting for a retry; 10,000 stands for as many or more. */
  readonly waiting: number;
}

export interface DeliveryStatistics {
  /** Oldest first; stretches without a send are left out. */
  readonly buckets: readonly SentInTime[];
  /** From the event to the answer of the endpoint, in ms, of what was delivered; null where nothing was. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly endpoints: readonly EndpointStatistics[];
  /** The moment of the oldest event that is not delivered and still tried; null where there is none. */
  readonly oldestWaiting: Date | null;
}

/** So many rows are looked at, the latest, so that asking costs the same however busy a company is. */
const mostSent = 20_000;
const mostWaiting = 10_000;

/** The moment that a delivery's id holds (the one of its event), in ms since 1970. */
const momentMs = `('x' || substr(id, 5, 8) || substr(id, 14, 4))::bit(48)::bigint`;

const sentStatement = sql(
  'webhooks.statistics.sent',
  `WITH seen AS MATERIALIZED (
     SELECT endpoint_id, delivered, floor(extract(epoch FROM started_at) / $3) AS slot,
       extract(epoch FROM started_at) * 1000 + duration_ms - ${momentMs} AS ms
     FROM webhook_attempts WHERE company_id = $1 AND id >= $2 ORDER BY id DESC LIMIT ${mostSent}
   )
   SELECT 'slot' AS what, to_timestamp(slot * $3) AS at, NULL AS endpoint, count(*) FILTER (WHERE delivered)::int AS delivered,
     count(*) FILTER (WHERE NOT delivered)::int AS failed, NULL::float8 AS p50, NULL::float8 AS p99
   FROM seen GROUP BY slot
   UNION ALL
   SELECT 'endpoint', NULL, endpoint_id, count(*) FILTER (WHERE delivered)::int, count(*) FILTER (WHERE NOT delivered)::int, NULL, NULL
   FROM seen GROUP BY endpoint_id
   UNION ALL
   SELECT 'times', NULL, NULL, 0, 0, percentile_disc(0.5) WITHIN GROUP (ORDER BY ms)::float8,
     percentile_disc(0.99) WITHIN GROUP (ORDER BY ms)::float8
   FROM seen WHERE delivered
   ORDER BY at`,
);

const waitingStatement = sql(
  'webhooks.statistics.waiting',
  `SELECT endpoint_id AS endpoint, count(*)::int AS waiting, min(id) AS oldest
   FROM (SELECT endpoint_id, id FROM webhook_due WHERE company_id = $1 ORDER BY id LIMIT ${mostWaiting}) due GROUP BY endpoint_id`,
);

interface Row {
  readonly what: 'slot' | 'endpoint' | 'times';
  readonly at: Date;
  readonly endpoint: Id<'endpoint'>;
  readonly delivered: number;
  readonly failed: number;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** A row of what waits. */
interface WaitingRow {
  readonly endpoint: Id<'endpoint'>;
  readonly waiting: number;
  readonly oldest: string;
}

/** How a company's deliveries since a moment went, in stretches of so many seconds, and what waits now. */
export async function selectStatistics(
  queries: Queries,
  company: Id<'company'>,
  since: Date,
  bucketSeconds: number,
): Promise<{ readonly sent: readonly Row[]; readonly waiting: readonly WaitingRow[] }> {
  const [sent, waiting] = await Promise.all([
    queries.query<Row>(sentStatement, [company, firstIdAt('dlv', since), bucketSeconds]),
    queries.query<WaitingRow>(waitingStatement, [company]),
  ]);
  return { sent, waiting };
}
