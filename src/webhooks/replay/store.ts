import type { Id } from '../../kernel/ids.ts';
import { bigintColumn, textColumn } from '../../platform/columns.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import { acceptedBefore } from '../delivery/attempts-store.ts';
import type { ReplayCount, ReplayKey } from '../dispatch/completions.ts';
import type { ReplayJob, ReplayOnly, ReplayQuery, ReplayState } from './types.ts';

interface JobRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'replay'>;
  readonly endpoint_id: Id<'endpoint'> | null;
  readonly since: Date;
  readonly until: Date;
  readonly only_what: ReplayOnly;
  readonly filters: string[];
  readonly state: ReplayState;
  readonly matched: bigint;
  readonly queued: bigint;
  readonly sent: bigint;
  readonly failed: bigint;
  readonly position: string | null;
  readonly created_at: Date;
}

const columns = `company_id, id, endpoint_id, since, until, only_what, filters, state, matched, queued, sent, failed, position, created_at`;

/**
 * Of one that is done everything has left the table of what is due: what was not accepted at its first try failed, also where it was
 * cancelled with its endpoint, which counts nothing. So the sum is right whoever took a delivery out of the table, and when.
 */
const toJob = (row: JobRow): ReplayJob => ({
  company: row.company_id,
  id: row.id,
  endpoint: row.endpoint_id,
  since: row.since,
  until: row.until,
  only: row.only_what,
  filters: row.filters,
  state: row.state,
  matched: Number(row.matched),
  queued: Number(row.queued),
  sent: Number(row.sent),
  failed: row.state === 'done' ? Math.max(0, Number(row.queued - row.sent)) : Number(row.failed),
  position: row.position,
  createdAt: row.created_at,
});

const insert = sql(
  'webhooks.replays.insert',
  `INSERT INTO webhook_replays (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
);

export async function insertJob(queries: Queries, job: ReplayJob): Promise<void> {
  await queries.execute(insert, [
    job.company,
    job.id,
    job.endpoint,
    job.since,
    job.until,
    job.only,
    job.filters,
    job.state,
    job.matched,
    job.queued,
    job.sent,
    job.failed,
    job.position,
    job.createdAt,
  ]);
}

const one = sql(
  'webhooks.replays.one',
  `SELECT ${columns} FROM webhook_replays WHERE company_id = $1 AND id = $2`,
);
const oneLocked = sql('webhooks.replays.lock', `${one.text} FOR UPDATE`);

export async function selectJob(
  queries: Queries,
  company: string,
  id: string,
  lock = false,
): Promise<ReplayJob | undefined> {
  const [row] = await queries.query<JobRow>(lock ? oneLocked : one, [company, id]);
  return row && toJob(row);
}

const page = sql(
  'webhooks.replays.page',
  `SELECT ${columns} FROM webhook_replays
   WHERE company_id = $1 AND id < $2 AND ($3::text[] IS NULL OR state = ANY ($3))
     AND ($4::text IS NULL OR endpoint_id IS NULL OR endpoint_id = $4)
   ORDER BY id DESC LIMIT $5`,
);

/** Newest first. */
export async function selectJobs(
  queries: Queries,
  company: string,
  { states, endpoint, after, size }: ReplayQuery,
): Promise<ReplayJob[]> {
  const asked = [
    company,
    after ?? '~',
    states === undefined ? null : textColumn(states),
    endpoint ?? null,
    size,
  ];
  return (await queries.query<JobRow>(page, asked)).map(toJob);
}

const setState = sql(
  'webhooks.replays.state',
  'UPDATE webhook_replays SET state = $3 WHERE company_id = $1 AND id = $2',
);

export async function updateState(queries: Queries, job: ReplayJob, state: ReplayState): Promise<void> {
  await queries.execute(setState, [job.company, job.id, state]);
}

const finish = sql(
  'webhooks.replays.finish',
  `UPDATE webhook_replays SET state = 'done' WHERE company_id = $1 AND id = $2 AND state = 'running'`,
);

/** It is done, unless somebody has stopped it meanwhile. */
export async function finishJob(queries: Queries, job: ReplayJob): Promise<void> {
  await queries.execute(finish, [job.company, job.id]);
}

const progress = sql(
  'webhooks.replays.progress',
  'UPDATE webhook_replays SET position = $3, queued = queued + $4 WHERE company_id = $1 AND id = $2',
);

export async function updateProgress(
  tx: Tx,
  job: ReplayJob,
  position: string,
  queued: number,
): Promise<void> {
  await tx.execute(progress, [job.company, job.id, position, queued]);
}

const free = `state = 'running' AND (taken_until IS NULL OR taken_until <= $1)`;

const take = sql(
  'webhooks.replays.take',
  `WITH turn AS (
     SELECT company_id, id FROM (
       SELECT company_id, id, taken_until, row_number() OVER (PARTITION BY company_id ORDER BY taken_until NULLS FIRST) AS place
       FROM webhook_replays WHERE ${free}
     ) waiting ORDER BY place, taken_until NULLS FIRST LIMIT 20
   ), taken AS (
     SELECT r.company_id, r.id FROM webhook_replays r JOIN turn ON turn.company_id = r.company_id AND turn.id = r.id
     WHERE ${free} FOR UPDATE OF r SKIP LOCKED
   )
   UPDATE webhook_replays r SET taken_until = $2 FROM taken WHERE r.company_id = taken.company_id AND r.id = taken.id
   RETURNING ${columns
     .split(', ')
     .map((column) => `r.${column}`)
     .join(', ')}`,
);

/**
 * Takes running jobs that nobody works on: one of each company, then a second of each, and so on; those first that nobody has worked on
 * for longest.
 */
export async function takeJobs(queries: Queries, now: Date, until: Date): Promise<ReplayJob[]> {
  const rows = await queries.query<JobRow>(take, [now, until]);
  return rows.map(toJob);
}

const release = sql(
  'webhooks.replays.release',
  'UPDATE webhook_replays SET taken_until = $3 WHERE company_id = $1 AND id = $2',
);

/** Lets others take it, who come to those first that were let go before it. */
export async function releaseJob(queries: Queries, job: ReplayJob, now: Date): Promise<void> {
  await queries.execute(release, [job.company, job.id, now]);
}

const olderUnits = sql(
  'webhooks.replays.olderUnits',
  `SELECT 1 FROM pg_stat_activity
   WHERE datname = current_database() AND backend_xid IS NOT NULL AND xact_start <= $1 LIMIT 1`,
);

/** Whether a unit of work is open that began by then and has written something; of those of this database's user. */
export const hasOlderUnits = async (queries: Queries, moment: Date): Promise<boolean> =>
  (await queries.query(olderUnits, [moment])).length > 0;

const count = sql(
  'webhooks.replays.count',
  `UPDATE webhook_replays r SET sent = r.sent + k.sent, failed = r.failed + k.failed
   FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[]) AS k(company_id, id, sent, failed)
   WHERE r.company_id = k.company_id AND r.id = k.id`,
);

const lockMany = sql(
  'webhooks.replays.lockMany',
  `SELECT FROM unnest($1::text[], $2::text[]) AS k(company_id, id)
   JOIN webhook_replays r ON r.company_id = k.company_id AND r.id = k.id ORDER BY r.id FOR UPDATE OF r`,
);

/** Locks these jobs in the order of their keys, before any delivery of theirs: so does whoever feeds or stops one. */
export async function lockJobs(tx: Tx, jobs: readonly ReplayKey[]): Promise<void> {
  await tx.execute(lockMany, [
    textColumn(jobs.map(({ company }) => company)),
    textColumn(jobs.map(({ replay }) => replay)),
  ]);
}

/** Adds what came of the first tries of replayed deliveries; rows are locked in the order of their keys. */
export async function countReplays(tx: Tx, counts: readonly ReplayCount[]): Promise<void> {
  if (counts.length === 0) return;
  const sorted = [...counts].sort((one, other) => (one.replay < other.replay ? -1 : 1));
  await tx.execute(count, [
    textColumn(sorted.map((each) => each.company)),
    textColumn(sorted.map((each) => each.replay)),
    bigintColumn(sorted.map((each) => BigInt(each.sent))),
    bigintColumn(sorted.map((each) => BigInt(each.failed))),
  ]);
}

const forget = sql(
  'webhooks.replays.forget',
  `DELETE FROM webhook_replays WHERE created_at < $1 AND (until < $1 OR state IN ('done', 'cancelled'))`,
);

/** Those that were over before, and those that have nothing to send any more, as events are kept no longer than that. */
export async function forgetJobs(queries: Queries, before: Date): Promise<void> {
  await queries.execute(forget, [before]);
}

const waiting = sql(
  'webhooks.replays.waiting',
  `SELECT count(*)::int4 AS waiting FROM (
     SELECT 1 FROM webhook_due WHERE company_id = $1 AND replay_id = $2 AND tries = 0 LIMIT $3
   ) w`,
);

/** How many deliveries of a job wait for their first try, counted to `most`. */
export async function countWaiting(queries: Queries, job: ReplayJob, most: number): Promise<number> {
  const [row] = await queries.query<{ waiting: number }>(waiting, [job.company, job.id, most]);
  return row?.waiting ?? 0;
}

// What waits for its first try is on its way already, and what some process has in its hands is being sent.
const forward = sql(
  'webhooks.replays.bringForward',
  `WITH forward AS (
     UPDATE webhook_due SET lane = 2, due_at = $4, tries = 0, replay_id = $3, leased = false
     WHERE company_id = $1 AND id = ANY($2::text[]) AND tries > 0 AND NOT (leased AND due_at > $4)
     RETURNING endpoint_id, line
   )
   UPDATE webhook_due w SET due_at = $4 FROM forward
   WHERE w.company_id = $1 AND w.endpoint_id = forward.endpoint_id AND w.line = forward.line
     AND w.tries = 0 AND w.lane < 9 AND w.due_at > $4 AND NOT w.leased`,
);

/** Makes retries that wait due now, as deliveries of a replay with a round of its own; and what stands behind them in their lines. */
export async function bringForward(
  tx: Tx,
  company: Id<'company'>,
  ids: readonly string[],
  replay: Id<'replay'>,
  now: Date,
): Promise<void> {
  await tx.execute(forward, [company, textColumn(ids), replay, now]);
}

const attempted = sql(
  'webhooks.replays.countAttempts',
  `UPDATE webhook_due w SET attempts = a.number FROM unnest($2::text[]) AS k(id),
   LATERAL (SELECT max(number) AS number FROM webhook_attempts WHERE company_id = $1 AND id = k.id) a
   WHERE w.company_id = $1 AND w.id = k.id AND w.replay_id = $3 AND w.attempts < a.number`,
);

/**
 * Tells what a replay has queued how many attempts it had. After it is queued: that waits for whoever is writing down the outcome of the
 * same delivery, and only a statement behind it sees the attempt.
 */
export async function countAttempts(
  tx: Tx,
  company: Id<'company'>,
  ids: readonly string[],
  replay: Id<'replay'>,
): Promise<void> {
  await tx.execute(attempted, [company, textColumn(ids), replay]);
}

const dropQueued = sql(
  'webhooks.replays.dropQueued',
  'DELETE FROM webhook_due WHERE company_id = $1 AND replay_id = $2 AND tries = 0 AND NOT (leased AND due_at > $3)',
);

/** Takes back what a job has queued and nobody has in his hands: that goes its way, and its outcome is written down. */
export async function deleteQueued(queries: Queries, job: ReplayJob, now: Date): Promise<void> {
  await queries.execute(dropQueued, [job.company, job.id, now]);
}

const settled = sql(
  'webhooks.deliveries.settled',
  `SELECT id FROM webhook_attempts WHERE company_id = $1 AND id = ANY($2::text[]) AND delivered
   UNION SELECT id FROM webhook_due WHERE company_id = $1 AND id = ANY($2::text[])`,
);

/** Which of these deliveries were accepted, or are on their way. */
export async function selectSettled(
  queries: Queries,
  company: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await queries.query<{ id: string }>(settled, [company, textColumn(ids)]);
  return new Set(rows.map((row) => row.id));
}

// Compared and unknown to the planner as in `reading/store.ts`, for the same reason.
const undelivered = sql(
  'webhooks.undelivered.page',
  `SELECT id, event_id, endpoint_id FROM webhook_undelivered w
   WHERE (company_id, id) > ((SELECT $1::text), $2) AND (company_id, id) < ((SELECT $1::text), $3)
     AND ($4::text IS NULL OR endpoint_id = $4) AND NOT ${acceptedBefore('w')}
   ORDER BY company_id, id LIMIT $5`,
);

export interface UndeliveredKey {
  readonly id: Id<'delivery'>;
  readonly event_id: Id<'event'>;
  readonly endpoint_id: Id<'endpoint'>;
}

export const selectUndelivered = (
  queries: Queries,
  company: string,
  after: string,
  before: string,
  endpoint: string | null,
  size: number,
): Promise<UndeliveredKey[]> =>
  queries.query<UndeliveredKey>(undelivered, [company, after, before, endpoint, size]);
