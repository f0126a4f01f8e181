import { firstIdAt } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { bulkInsert, gatheredInsert, type Column } from '../../platform/bulk.ts';
import { integerColumn, textColumn, timestampColumn } from '../../platform/columns.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import type { AttemptError } from '../types.ts';
import { keptHeaders } from './kept-headers.ts';

/** Where a delivery waits. Parked ones wait for their endpoint, all others for their moment. */
export const lanes = { first: 0, retry: 1, replay: 2, parked: 9 } as const;
export type Lane = (typeof lanes)[keyof typeof lanes];

/** A delivery that is not finished: a row of `webhook_due`. */
export interface DueRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'delivery'>;
  readonly event_id: Id<'event'>;
  readonly endpoint_id: Id<'endpoint'>;
  readonly lane: Lane;
  readonly due_at: Date;
  readonly attempts: number;
  readonly tries: number;
  readonly line: string | null;
  readonly replay_id: Id<'replay'> | null;
}

const dueColumns = [
  ['company_id', 'text', (row: DueRow) => row.company_id],
  ['id', 'text', (row: DueRow) => row.id],
  ['event_id', 'text', (row: DueRow) => row.event_id],
  ['endpoint_id', 'text', (row: DueRow) => row.endpoint_id],
  ['lane', 'int4', (row: DueRow) => row.lane],
  ['due_at', 'timestamptz', (row: DueRow) => row.due_at],
  ['attempts', 'int4', (row: DueRow) => row.attempts],
  ['tries', 'int4', (row: DueRow) => row.tries],
  ['line', 'text', (row: DueRow) => row.line],
  ['replay_id', 'text', (row: DueRow) => row.replay_id],
] as const;

export const insertDue = gatheredInsert<DueRow>('webhooks.due.insert', 'webhook_due', dueColumns);

/** For replays: a delivery that is still on its way is left as it is. */
export const insertDueUnlessThere = bulkInsert<DueRow>(
  'webhooks.due.insertUnlessThere',
  'webhook_due',
  dueColumns,
  'ON CONFLICT DO NOTHING',
);

// The moment as a number: reading dates is the dearest part of reading a claim.
const returned = `w.company_id, w.id, w.event_id, w.endpoint_id, w.lane, w.attempts, w.tries, w.line, w.replay_id,
  date_part('epoch', due.was_due) * 1000 AS was_due_ms`;

// What is locked is found again by its place (`ctid`), which cannot change while the lock is held: 4 µs a row less than by key.
const claim = sql(
  'webhooks.due.claim',
  `WITH due AS MATERIALIZED (
     SELECT ctid AS place, due_at AS was_due FROM webhook_due
     WHERE lane = $1 AND due_at > $2 AND due_at <= $3
       AND (lane > 0 OR (SELECT pg_try_advisory_xact_lock_shared(hashtextextended($7, 0))))
     ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED
   )
   UPDATE webhook_due w SET
     due_at = CASE WHEN w.endpoint_id = ANY($6::text[]) THEN $3 ELSE $5 END,
     leased = w.endpoint_id <> ALL($6::text[]),
     lane = CASE WHEN w.endpoint_id = ANY($6::text[]) THEN 9 ELSE w.lane END
   FROM due WHERE w.ctid = due.place
   RETURNING ${returned}`,
);

export interface Claim {
  readonly lane: Lane;
  /** Everything due up to here is known to be taken: dead rows before it are not walked again. */
  readonly after: Date;
  readonly now: Date;
  readonly leaseUntil: Date;
  readonly most: number;
  /** Endpoints that can take no more now: theirs are parked. */
  readonly full: readonly string[];
}

export type ClaimedRow = Omit<DueRow, 'due_at'> & { readonly was_due_ms: number };

/** Takes due deliveries of any company, oldest first, until `leaseUntil`; rows come back with their new lane. */
export const claimDue = (queries: Queries, by: Claim): Promise<ClaimedRow[]> =>
  queries.query<ClaimedRow>(claim, [
    by.lane,
    by.after,
    by.now,
    by.most,
    by.leaseUntil,
    textColumn(by.full),
    soleDispatcher,
  ]);

/** The lease of the only dispatcher: while it is held, nobody else takes first attempts. */
export const soleDispatcher = 'webhooks.soleDispatcher';

const firstFree = sql(
  'webhooks.due.firstFree',
  'SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1, 0)) AS free',
);

/** Whether nobody keeps first attempts to itself. */
export const isFirstFree = async (queries: Queries): Promise<boolean> =>
  (await queries.query<{ free: boolean }>(firstFree, [soleDispatcher]))[0]?.free === true;

const read = sql(
  'webhooks.due.read',
  `SELECT company_id, id, event_id, endpoint_id, lane, attempts, tries, line, replay_id,
     date_part('epoch', due_at) * 1000 AS was_due_ms
   FROM webhook_due WHERE lane = 0 AND due_at >= $1 AND due_at <= $2 AND (due_at > $1 OR id > $3)
   ORDER BY due_at, id LIMIT $4`,
);

export interface Reading {
  /** Behind this moment, and at it behind this id. */
  readonly after: Date;
  readonly afterId: string;
  readonly now: Date;
  readonly most: number;
}

/**
 * First attempts that are due, of any company, oldest first, not leased: for the only dispatcher, who keeps in mind what it has
 * taken. 1 µs a row and no log, where {@link claimDue} takes 8.5 and writes 620 bytes.
 */
export const readDue = (queries: Queries, by: Reading): Promise<ClaimedRow[]> =>
  queries.query<ClaimedRow>(read, [by.after, by.now, by.afterId, by.most]);

const claimParkedRows = sql(
  'webhooks.due.claimParked',
  `WITH wanted AS (
     SELECT * FROM unnest($1::text[], $2::text[], $3::int4[], $4::timestamptz[]) AS w(company_id, endpoint_id, most, after)
   ), due AS MATERIALIZED (
     SELECT d.place, d.due_at AS was_due FROM wanted, LATERAL (
       SELECT ctid AS place, due_at FROM webhook_due
       WHERE lane = 9 AND company_id = wanted.company_id AND endpoint_id = wanted.endpoint_id AND due_at > wanted.after
       ORDER BY due_at LIMIT wanted.most FOR UPDATE SKIP LOCKED
     ) d
   )
   UPDATE webhook_due w SET due_at = $5, leased = true, lane = CASE WHEN w.replay_id IS NOT NULL THEN 2 WHEN w.attempts > 0 THEN 1 ELSE 0 END
   FROM due WHERE w.ctid = due.place
   RETURNING ${returned}`,
);

export interface ParkedWanted {
  readonly company: string;
  readonly endpoint: string;
  readonly most: number;
  readonly after: Date;
}

/** Takes parked deliveries of these endpoints until `leaseUntil`. */
export const claimParked = (
  queries: Queries,
  wanted: readonly ParkedWanted[],
  leaseUntil: Date,
): Promise<ClaimedRow[]> =>
  queries.query<ClaimedRow>(claimParkedRows, [
    textColumn(wanted.map((each) => each.company)),
    textColumn(wanted.map((each) => each.endpoint)),
    integerColumn(wanted.map((each) => each.most)),
    timestampColumn(wanted.map((each) => each.after)),
    leaseUntil,
  ]);

const parked = sql(
  'webhooks.due.parkedEndpoints',
  `WITH RECURSIVE found AS (
     (SELECT company_id, endpoint_id FROM webhook_due WHERE lane = 9 ORDER BY company_id, endpoint_id LIMIT 1)
     UNION ALL
     SELECT next.company_id, next.endpoint_id FROM found, LATERAL (
       SELECT company_id, endpoint_id FROM webhook_due
       WHERE lane = 9 AND (company_id, endpoint_id) > (found.company_id, found.endpoint_id)
       ORDER BY company_id, endpoint_id LIMIT 1
     ) next
   ) SELECT company_id, endpoint_id FROM found LIMIT 20000`,
);

/** Endpoints that have parked deliveries. */
export const selectParkedEndpoints = (
  queries: Queries,
): Promise<{ readonly company_id: Id<'company'>; readonly endpoint_id: Id<'endpoint'> }[]> =>
  queries.query(parked);

const keyed = 'unnest($1::text[], $2::text[]) AS k(company_id, id)';

interface Key {
  readonly company: string;
  readonly id: string;
}

const keyColumns = (keys: readonly Key[]): Buffer[] => [
  textColumn(keys.map((key) => key.company)),
  textColumn(keys.map((key) => key.id)),
];

const extend = sql(
  'webhooks.due.extend',
  `UPDATE webhook_due w SET due_at = $3 FROM ${keyed} WHERE w.company_id = k.company_id AND w.id = k.id AND w.lane < 9`,
);

/** Lengthens the lease of deliveries that are still being sent. */
export async function extendLeases(queries: Queries, keys: readonly Key[], until: Date): Promise<void> {
  await queries.execute(extend, [...keyColumns(keys), until]);
}

const move = sql(
  'webhooks.due.move',
  `UPDATE webhook_due w SET lane = k.lane, due_at = k.due_at, leased = false
   FROM unnest($1::text[], $2::text[], $3::int4[], $4::timestamptz[]) AS k(company_id, id, lane, due_at)
   WHERE w.company_id = k.company_id AND w.id = k.id`,
);

/** Puts deliveries back unsent: parked, or for later. */
export async function moveDue(
  queries: Queries,
  rows: readonly (Key & { readonly lane: Lane; readonly dueAt: Date })[],
): Promise<void> {
  if (rows.length === 0) return;
  await queries.execute(move, [
    ...keyColumns(rows),
    integerColumn(rows.map((row) => row.lane)),
    timestampColumn(rows.map((row) => row.dueAt)),
  ]);
}

const lock = sql(
  'webhooks.due.lock',
  `SELECT w.id FROM ${keyed} JOIN webhook_due w ON w.company_id = k.company_id AND w.id = k.id
   ORDER BY w.company_id, w.id FOR UPDATE OF w`,
);

/** Locks those that are there, and waits for whoever has; answers their ids. */
export const lockDue = async (tx: Tx, keys: readonly Key[]): Promise<Id<'delivery'>[]> =>
  (await tx.query<{ id: Id<'delivery'> }>(lock, keyColumns(keys))).map(({ id }) => id);

const remove = sql(
  'webhooks.due.delete',
  `DELETE FROM webhook_due w USING ${keyed} WHERE w.company_id = k.company_id AND w.id = k.id`,
);

/** Answers how many there were. */
export const deleteDue = async (queries: Queries, keys: readonly Key[]): Promise<number> =>
  keys.length === 0 ? 0 : queries.execute(remove, keyColumns(keys));

const reschedule = sql(
  'webhooks.due.reschedule',
  `UPDATE webhook_due w SET lane = k.lane, due_at = k.due_at, leased = false, attempts = k.attempts, tries = k.tries, last_error = k.last_error
   FROM unnest($1::text[], $2::text[], $3::int4[], $4::timestamptz[], $5::int4[], $6::int4[], $7::text[])
     AS k(company_id, id, lane, due_at, attempts, tries, last_error)
   WHERE w.company_id = k.company_id AND w.id = k.id AND w.attempts < k.attempts`,
);

export interface Rescheduled extends Key {
  readonly lane: Lane;
  readonly dueAt: Date;
  readonly attempts: number;
  readonly tries: number;
  readonly lastError: string | null;
}

/** But for those that another process, which had them too, has tried as often since. Answers how many there were. */
export async function rescheduleDue(tx: Tx, rows: readonly Rescheduled[]): Promise<number> {
  if (rows.length === 0) return 0;
  return tx.execute(reschedule, [
    ...keyColumns(rows),
    integerColumn(rows.map((row) => row.lane)),
    timestampColumn(rows.map((row) => row.dueAt)),
    integerColumn(rows.map((row) => row.attempts)),
    integerColumn(rows.map((row) => row.tries)),
    textColumn(rows.map((row) => row.lastError)),
  ]);
}

/** A row of `webhook_attempts`. */
export interface AttemptRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'delivery'>;
  readonly number: number;
  readonly event_id: Id<'event'>;
  readonly endpoint_id: Id<'endpoint'>;
  readonly started_at: Date;
  readonly duration_ms: number;
  readonly delivered: boolean;
  readonly status_code: number | null;
  readonly error: AttemptError | null;
  readonly detail: string | null;
  readonly signature: string;
  readonly header_names: string | null;
  readonly response_headers: string | null;
  readonly response_body: string | null;
}

const attemptColumns: readonly Column<AttemptRow>[] = [
  ['company_id', 'text', (row) => row.company_id],
  ['id', 'text', (row) => row.id],
  ['number', 'int4', (row) => row.number],
  ['event_id', 'text', (row) => row.event_id],
  ['endpoint_id', 'text', (row) => row.endpoint_id],
  ['started_at', 'timestamptz', (row) => row.started_at],
  ['duration_ms', 'int4', (row) => row.duration_ms],
  ['delivered', 'bool', (row) => row.delivered],
  ['status_code', 'int4', (row) => row.status_code],
  ['error', 'text', (row) => row.error],
  ['detail', 'text', (row) => row.detail],
  ['signature', 'text', (row) => row.signature],
  ['header_names', 'text', (row) => row.header_names],
  ['response_headers', 'text', (row) => keptHeaders(row.response_headers)],
  ['response_body', 'text', (row) => row.response_body],
];

export const insertAttempts = bulkInsert<AttemptRow>(
  'webhooks.attempts.insert',
  'webhook_attempts',
  attemptColumns,
);

const attempted = sql(
  'webhooks.attempts.attempted',
  `SELECT k.id FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS k(company_id, id, started_at)
   JOIN webhook_attempts a ON a.company_id = k.company_id AND a.id = k.id AND a.started_at = k.started_at`,
);

/** Which of these attempts are there: the ids of their deliveries. */
export const selectAttempted = async (
  queries: Queries,
  attempts: readonly Pick<AttemptRow, 'company_id' | 'id' | 'started_at'>[],
): Promise<Id<'delivery'>[]> => {
  const rows = await queries.query<{ id: Id<'delivery'> }>(attempted, [
    textColumn(attempts.map((attempt) => attempt.company_id)),
    textColumn(attempts.map((attempt) => attempt.id)),
    timestampColumn(attempts.map((attempt) => attempt.started_at)),
  ]);
  return rows.map(({ id }) => id);
};

export interface UndeliveredRow {
  readonly company_id: string;
  readonly id: string;
  readonly event_id: string;
  readonly endpoint_id: string;
  readonly state: 'exhausted' | 'cancelled';
  readonly attempts: number;
  readonly last_error: string | null;
}

/**
 * Whether a delivery has been accepted before: then it is not undelivered, whatever the table of those says, as a delivery may be in the
 * hands of two, and be accepted while it is cancelled. A query of its own for each: as a join it would read all attempts.
 */
export const acceptedBefore = (row: string): string =>
  `coalesce((SELECT true FROM webhook_attempts a WHERE a.company_id = ${row}.company_id AND a.id = ${row}.id AND a.delivered LIMIT 1), false)`;

/** But for those that were accepted: another process may have had them, too, when the lease of one ran out. */
export const insertUndelivered = bulkInsert<UndeliveredRow>(
  'webhooks.undelivered.insert',
  'webhook_undelivered',
  [
    ['company_id', 'text', (row) => row.company_id],
    ['id', 'text', (row) => row.id],
    ['event_id', 'text', (row) => row.event_id],
    ['endpoint_id', 'text', (row) => row.endpoint_id],
    ['state', 'text', (row) => row.state],
    ['attempts', 'int4', (row) => row.attempts],
    ['last_error', 'text', (row) => row.last_error],
  ],
  `WHERE NOT ${acceptedBefore('r')}
   ON CONFLICT (company_id, id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts, last_error = excluded.last_error`,
);

const accepted = sql(
  'webhooks.undelivered.delete',
  `DELETE FROM webhook_undelivered w USING ${keyed} WHERE w.company_id = k.company_id AND w.id = k.id`,
);

/** What was undelivered is accepted after all. */
export async function deleteUndelivered(queries: Queries, keys: readonly Key[]): Promise<void> {
  if (keys.length > 0) await queries.execute(accepted, keyColumns(keys));
}

const unlist = sql(
  'webhooks.undelivered.unlist',
  `DELETE FROM webhook_undelivered w USING ${keyed} WHERE w.company_id = k.company_id AND w.id = k.id AND ${acceptedBefore('k')}`,
);

/** What was accepted once is not undelivered, whatever became of sending it again. */
export async function unlistAccepted(queries: Queries, keys: readonly Key[]): Promise<void> {
  if (keys.length > 0) await queries.execute(unlist, keyColumns(keys));
}

const count = sql(
  'webhooks.undelivered.count',
  `UPDATE webhook_undelivered w SET attempts = greatest(w.attempts, k.attempts)
   FROM unnest($1::text[], $2::text[], $3::int4[]) AS k(company_id, id, attempts) WHERE w.company_id = k.company_id AND w.id = k.id`,
);

/** Deliveries that were cancelled while they were sent have had so many attempts. */
export async function countUndelivered(
  queries: Queries,
  rows: readonly (Key & { readonly attempts: number })[],
): Promise<void> {
  await queries.execute(count, [...keyColumns(rows), integerColumn(rows.map((row) => row.attempts))]);
}

const cancel = sql(
  'webhooks.due.cancel',
  `WITH open AS (
     SELECT company_id, id FROM webhook_due WHERE company_id = $1 AND endpoint_id = $2
       AND NOT EXISTS (SELECT 1 FROM webhook_endpoints WHERE company_id = $1 AND id = $2 AND enabled)
     LIMIT 5000 FOR UPDATE SKIP LOCKED
   ), gone AS (
     DELETE FROM webhook_due w USING open WHERE w.company_id = open.company_id AND w.id = open.id
     RETURNING w.company_id, w.id, w.event_id, w.endpoint_id, w.attempts, w.last_error
   ), listed AS (
     INSERT INTO webhook_undelivered (company_id, id, event_id, endpoint_id, state, attempts, last_error)
     SELECT company_id, id, event_id, endpoint_id, 'cancelled', attempts, coalesce(last_error, $3) FROM gone
     WHERE attempts = 0 OR NOT ${acceptedBefore('gone')}
     ON CONFLICT (company_id, id) DO NOTHING
   )
   SELECT FROM gone`,
);

/** Cancels up to 5,000 open deliveries of an endpoint, unless it is switched on by now; answers how many. */
export const cancelSome = (
  queries: Queries,
  company: string,
  endpoint: string,
  why: string,
): Promise<number> => queries.execute(cancel, [company, endpoint, why]);

const acceptance = sql(
  'webhooks.attempts.acceptedSince',
  `SELECT 1 FROM webhook_attempts WHERE company_id = $1 AND id > $2 AND endpoint_id = $3 AND delivered AND started_at >= $4 LIMIT 1`,
);

/** Schedules may be longer, and events older that are replayed: few are. */
const oldestEventMs = 10 * 24 * 3_600_000;

/** Whether an endpoint has accepted anything since; of events that are older than that by ten days at most. */
export async function acceptedSince(
  queries: Queries,
  company: string,
  endpoint: string,
  since: Date,
): Promise<boolean> {
  const from = firstIdAt('dlv', new Date(since.getTime() - oldestEventMs));
  return (await queries.query(acceptance, [company, from, endpoint, since])).length > 0;
}

const line = sql(
  'webhooks.due.line',
  `SELECT d.* FROM unnest($1::text[], $2::text[], $3::text[]) AS k(company_id, endpoint_id, line),
   LATERAL (SELECT company_id, endpoint_id, line, id, due_at FROM webhook_due
     WHERE company_id = k.company_id AND endpoint_id = k.endpoint_id AND line = k.line ORDER BY event_id LIMIT 500) d`,
);

export interface LineRow {
  readonly company_id: string;
  readonly endpoint_id: string;
  readonly line: string;
  readonly id: Id<'delivery'>;
  readonly due_at: Date;
}

/** The first open deliveries of these lines of ordered endpoints, in their order. */
export const selectLines = (
  queries: Queries,
  keys: readonly { readonly company: string; readonly endpoint: string; readonly line: string }[],
): Promise<LineRow[]> =>
  queries.query<LineRow>(line, [
    textColumn(keys.map((key) => key.company)),
    textColumn(keys.map((key) => key.endpoint)),
    textColumn(keys.map((key) => key.line)),
  ]);

const goneTo = sql(
  'webhooks.deliveries.endpointsOf',
  `SELECT DISTINCT d.event_id, d.endpoint_id FROM unnest($2::text[]) AS k(event_id), LATERAL (
     SELECT endpoint_id, event_id FROM webhook_due WHERE company_id = $1
       AND id > 'dlv_' || substr(k.event_id, 5, 13) AND id < 'dlv_' || substr(k.event_id, 5, 13) || '~'
     UNION ALL
     SELECT endpoint_id, event_id FROM webhook_attempts WHERE company_id = $1
       AND id > 'dlv_' || substr(k.event_id, 5, 13) AND id < 'dlv_' || substr(k.event_id, 5, 13) || '~'
   ) d WHERE d.event_id = k.event_id`,
);

/** Which events went to which endpoints, or are on their way to them. */
export const selectGoneTo = (
  queries: Queries,
  company: string,
  events: readonly string[],
): Promise<{ readonly event_id: Id<'event'>; readonly endpoint_id: Id<'endpoint'> }[]> =>
  queries.query(goneTo, [company, events]);

/** The endpoints that these events went to, or are on their way to. */
export const selectEndpointsOf = async (
  queries: Queries,
  company: string,
  events: readonly string[],
): Promise<Set<Id<'endpoint'>>> =>
  new Set((await selectGoneTo(queries, company, events)).map((row) => row.endpoint_id));

interface HealthRow {
  readonly company_id: string;
  readonly endpoint_id: Id<'endpoint'>;
  readonly failing_since: Date;
  readonly failures: number;
  readonly open_until: Date | null;
}

const health = sql(
  'webhooks.health.byKeys',
  `SELECT h.* FROM unnest($1::text[], $2::text[]) AS k(company_id, endpoint_id)
   JOIN webhook_health h ON h.company_id = k.company_id AND h.endpoint_id = k.endpoint_id`,
);

export const selectHealth = (
  queries: Queries,
  keys: readonly { readonly company: string; readonly endpoint: string }[],
): Promise<HealthRow[]> =>
  queries.query<HealthRow>(health, [
    textColumn(keys.map((key) => key.company)),
    textColumn(keys.map((key) => key.endpoint)),
  ]);

const failing = sql(
  'webhooks.health.failing',
  `INSERT INTO webhook_health (company_id, endpoint_id, failing_since, failures, open_until) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (company_id, endpoint_id) DO UPDATE SET failures = excluded.failures, open_until = excluded.open_until`,
);

export async function upsertHealth(
  queries: Queries,
  of: {
    readonly company: string;
    readonly endpoint: string;
    readonly failingSince: Date;
    readonly failures: number;
    readonly openUntil: Date | null;
  },
): Promise<void> {
  await queries.execute(failing, [of.company, of.endpoint, of.failingSince, of.failures, of.openUntil]);
}

const well = sql(
  'webhooks.health.well',
  'DELETE FROM webhook_health WHERE company_id = $1 AND endpoint_id = $2',
);

export async function deleteHealth(queries: Queries, company: string, endpoint: string): Promise<void> {
  await queries.execute(well, [company, endpoint]);
}

const backlogOf = (lane: number): string =>
  `(SELECT count(*)::int4 FROM (SELECT 1 FROM webhook_due WHERE lane = ${lane} AND due_at <= now() LIMIT 100000) t)`;

const backlog = sql(
  'webhooks.due.backlog',
  `SELECT ${backlogOf(0)} AS first, ${backlogOf(1)} AS retry, ${backlogOf(2)} AS replay,
     (SELECT count(*)::int4 FROM (SELECT 1 FROM webhook_due WHERE lane = 9 LIMIT 100000) t) AS parked,
     coalesce(date_part('epoch', now() - (SELECT min(due_at) FROM (
       SELECT min(due_at) AS due_at FROM webhook_due WHERE lane = 0 UNION ALL
       SELECT min(due_at) FROM webhook_due WHERE lane = 1 UNION ALL SELECT min(due_at) FROM webhook_due WHERE lane = 2
     ) m WHERE due_at <= now())), 0) AS oldest_seconds,
     (SELECT count(*)::int4 FROM (
       SELECT 1 FROM webhook_due WHERE lane = 0 AND due_at < now() - interval '60 seconds' LIMIT 100000) t) AS unattempted`,
);

/** What is due and not taken, by lane, each counted to 100,000. */
export async function selectBacklog(queries: Queries): Promise<{
  readonly first: number;
  readonly retry: number;
  readonly replay: number;
  readonly parked: number;
  readonly oldest_seconds: number;
  readonly unattempted: number;
}> {
  const [row] = await queries.query<Awaited<ReturnType<typeof selectBacklog>>>(backlog);
  return row ?? { first: 0, retry: 0, replay: 0, parked: 0, oldest_seconds: 0, unattempted: 0 };
}
