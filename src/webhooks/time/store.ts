import type { Id } from '../../kernel/ids.ts';
import { integerColumn, textColumn } from '../../platform/columns.ts';
import { sql, type Queries } from '../../platform/database.ts';

const waits = 'company_id = $1 AND attempts > 0 AND lane < 9';

const anyEndpoint = sql(
  'webhooks.time.anyEndpoint',
  'SELECT 1 FROM webhook_endpoints WHERE company_id = $1 AND enabled LIMIT 1',
);

export const hasEndpoint = async (queries: Queries, company: Id<'company'>): Promise<boolean> =>
  (await queries.query(anyEndpoint, [company])).length > 0;

const next = sql(
  'webhooks.time.nextRetry',
  `SELECT min(due_at) AS due_at FROM webhook_due WHERE ${waits} AND endpoint_id <> ALL ($2::text[])`,
);

/** When the first retry of a company is due, but for those to `but`. */
export async function selectNextRetry(
  queries: Queries,
  company: Id<'company'>,
  but: readonly Id<'endpoint'>[],
): Promise<Date | undefined> {
  const [row] = await queries.query<{ due_at: Date | null }>(next, [company, textColumn(but)]);
  return row?.due_at ?? undefined;
}

const silent = sql(
  'webhooks.time.silentEndpoints',
  `SELECT DISTINCT w.endpoint_id AS endpoint FROM (
     SELECT id, endpoint_id, attempts FROM webhook_due WHERE ${waits} LIMIT 1000
   ) w, LATERAL (
     SELECT status_code, duration_ms FROM webhook_attempts
     WHERE company_id = $1 AND id = w.id ORDER BY started_at DESC LIMIT 1
   ) last WHERE last.status_code IS NULL AND last.duration_ms >= $2`,
);

/** Endpoints whose last attempt had no answer, and took so long to get none; of a thousand retries that wait. */
export async function selectSilent(
  queries: Queries,
  company: Id<'company'>,
  leastMs: number,
): Promise<Id<'endpoint'>[]> {
  const rows = await queries.query<{ endpoint: Id<'endpoint'> }>(silent, [company, leastMs]);
  return rows.map(({ endpoint }) => endpoint);
}

export interface Tried {
  readonly id: Id<'delivery'>;
  readonly endpoint: Id<'endpoint'>;
  readonly attempts: number;
}

// What some process has in its hands is being sent: it counts as due, and is not touched: its outcome may be being written down, together
// with others, and whoever waited for one of those while another one waited for him would wait for ever.
const held = 'leased AND due_at > $3';
// What stands behind a retry in its line has the moment of that one, and comes forward with it; it is tried when that one is done.
const behind = 'attempts = 0 AND line IS NOT NULL AND due_at > $3 AND lane < 9';
// Never before now: dispatchers look from where they have looked last.
const bring = sql(
  'webhooks.time.bringForward',
  `WITH moved AS (
     UPDATE webhook_due SET due_at = greatest(due_at - make_interval(secs => $2), $3)
     WHERE ((${waits}) OR (company_id = $1 AND ${behind})) AND NOT (${held})
     RETURNING id, endpoint_id, attempts, due_at
   )
   SELECT id, endpoint_id AS endpoint, attempts FROM moved WHERE attempts > 0 AND due_at <= $3
   UNION ALL SELECT id, endpoint_id, attempts FROM webhook_due WHERE ${waits} AND ${held}`,
);

/** Brings all retries of a company forward by so many seconds; answers those that are due now. */
export const bringRetriesForward = (
  queries: Queries,
  company: Id<'company'>,
  seconds: number,
  now: Date,
): Promise<Tried[]> => queries.query<Tried>(bring, [company, seconds, now]);

const failing = sql(
  'webhooks.time.failingSince',
  `UPDATE webhook_health SET failing_since = failing_since - make_interval(secs => $2), open_until = NULL WHERE company_id = $1`,
);

/** What fails fails so much longer. */
export async function moveFailingSince(
  queries: Queries,
  company: Id<'company'>,
  seconds: number,
): Promise<void> {
  await queries.execute(failing, [company, seconds]);
}

const still = sql(
  'webhooks.time.stillWaiting',
  `SELECT DISTINCT w.endpoint_id AS endpoint FROM unnest($2::text[], $3::int4[]) AS k(id, attempts)
   JOIN webhook_due w ON w.company_id = $1 AND w.id = k.id AND w.attempts = k.attempts`,
);

/** The endpoints of those of these that have not been tried since. */
export async function selectUntried(
  queries: Queries,
  company: Id<'company'>,
  tried: readonly Tried[],
): Promise<Id<'endpoint'>[]> {
  const rows = await queries.query<{ endpoint: Id<'endpoint'> }>(still, [
    company,
    textColumn(tried.map(({ id }) => id)),
    integerColumn(tried.map(({ attempts }) => attempts)),
  ]);
  return rows.map(({ endpoint }) => endpoint);
}

const fresh = sql(
  'webhooks.time.neverTried',
  `SELECT DISTINCT endpoint_id AS endpoint FROM (
     SELECT endpoint_id FROM webhook_due w WHERE company_id = $1 AND tries = 0 AND endpoint_id <> ALL ($2::text[])
       AND (line IS NULL OR NOT EXISTS (
         SELECT FROM webhook_due front WHERE front.company_id = w.company_id AND front.endpoint_id = w.endpoint_id AND front.line = w.line
           AND (coalesce(front.place, 0), front.event_id) < (coalesce(w.place, 0), w.event_id) AND front.attempts > 0 AND front.due_at > $3 AND NOT front.leased))
     LIMIT 1000
   ) t`,
);

/**
 * The endpoints, but for `but`, to which deliveries of a company wait for their first try; of a thousand that wait. What stands behind
 * a retry in its line waits for that one.
 */
export async function selectNeverTried(
  queries: Queries,
  company: Id<'company'>,
  but: readonly Id<'endpoint'>[],
  now: Date,
): Promise<Id<'endpoint'>[]> {
  const rows = await queries.query<{ endpoint: Id<'endpoint'> }>(fresh, [company, textColumn(but), now]);
  return rows.map(({ endpoint }) => endpoint);
}

const clocks = sql(
  'webhooks.time.clocks',
  'SELECT id AS company, clock_of(clock_offset, clock_stands_at) AS now FROM companies WHERE id = ANY($1::text[])',
);

/** What time it is for these companies. */
export async function selectClocks(
  queries: Queries,
  companies: readonly Id<'company'>[],
): Promise<ReadonlyMap<Id<'company'>, Date>> {
  const rows = await queries.query<{ company: Id<'company'>; now: Date }>(clocks, [companies]);
  return new Map(rows.map(({ company, now }) => [company, now]));
}
