import type { Id } from '../../kernel/ids.ts';
import { integerColumn, textColumn } from '../../platform/columns.ts';
import { sql, type Queries } from '../../platform/database.ts';

// A retry that waits and one that is just being sent look alike, but for the attempt that is soon counted. Moving the lease
// of the latter does no harm: the process that sends it takes it again and finds it in its own hands.
const waits = 'company_id = $1 AND attempts > 0 AND lane < 9';

const anyEndpoint = sql(
  'webhooks.time.anyEndpoint',
  'SELECT 1 FROM webhook_endpoints WHERE company_id = $1 AND enabled LIMIT 1',
);

export const hasEndpoint = async (queries: Queries, company: Id<'company'>): Promise<boolean> =>
  (await queries.query(anyEndpoint, [company])).length > 0;

const next = sql('webhooks.time.nextRetry', `SELECT min(due_at) AS due_at FROM webhook_due WHERE ${waits}`);

/** When the first retry of a company is due. */
export async function selectNextRetry(queries: Queries, company: Id<'company'>): Promise<Date | undefined> {
  const [row] = await queries.query<{ due_at: Date | null }>(next, [company]);
  return row?.due_at ?? undefined;
}

export interface Tried {
  readonly id: Id<'delivery'>;
  readonly attempts: number;
}

// Never before now: dispatchers look from where they have looked last.
const bring = sql(
  'webhooks.time.bringForward',
  `UPDATE webhook_due SET due_at = greatest(due_at - make_interval(secs => $2), $3) WHERE ${waits}
   RETURNING id, attempts, due_at <= $3 AS due`,
);

/** Brings all retries of a company forward by so many seconds; answers those that are due now. */
export async function bringRetriesForward(
  queries: Queries,
  company: Id<'company'>,
  seconds: number,
  now: Date,
): Promise<Tried[]> {
  const rows = await queries.query<Tried & { readonly due: boolean }>(bring, [company, seconds, now]);
  return rows.filter(({ due }) => due);
}

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
  `SELECT count(*)::int4 AS count FROM unnest($2::text[], $3::int4[]) AS k(id, attempts)
   JOIN webhook_due w ON w.company_id = $1 AND w.id = k.id AND w.attempts = k.attempts`,
);

/** How many of these have not been tried since. */
export async function countUntried(
  queries: Queries,
  company: Id<'company'>,
  tried: readonly Tried[],
): Promise<number> {
  const [row] = await queries.query<{ count: number }>(still, [
    company,
    textColumn(tried.map(({ id }) => id)),
    integerColumn(tried.map(({ attempts }) => attempts)),
  ]);
  return row?.count ?? 0;
}

const fresh = sql(
  'webhooks.time.neverTried',
  `SELECT count(*)::int4 AS count FROM (SELECT 1 FROM webhook_due WHERE company_id = $1 AND tries = 0 LIMIT 1000) t`,
);

/** How many deliveries of a company wait for their first try, counted to a thousand. */
export async function countNeverTried(queries: Queries, company: Id<'company'>): Promise<number> {
  const [row] = await queries.query<{ count: number }>(fresh, [company]);
  return row?.count ?? 0;
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
