import type { Id } from '../../kernel/ids.ts';
import { bulkInsert, gatheredInsert } from '../../platform/bulk.ts';
import { integerColumn, textColumn, timestampColumn } from '../../platform/columns.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import { acceptedBefore } from './attempts-store.ts';
import { keyColumns, keyed, type Key } from './keys.ts';

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

const extend = sql(
  'webhooks.due.extend',
  `UPDATE webhook_due w SET due_at = $4 FROM unnest($1::text[], $2::text[], $3::int4[]) AS k(company_id, id, attempts)
   WHERE w.company_id = k.company_id AND w.id = k.id AND w.lane < 9 AND w.attempts = k.attempts`,
);

/** Lengthens the lease of deliveries that are still being sent, but for those that another process, which had them too, has tried since. */
export async function extendLeases(
  queries: Queries,
  held: readonly (Key & { readonly attempts: number })[],
  until: Date,
): Promise<void> {
  await queries.execute(extend, [
    ...keyColumns(held),
    integerColumn(held.map(({ attempts }) => attempts)),
    until,
  ]);
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
  `SELECT w.company_id, w.id, w.attempts, w.tries, w.replay_id, ${acceptedBefore('w')} AS accepted
   FROM ${keyed} JOIN webhook_due w ON w.company_id = k.company_id AND w.id = k.id
   ORDER BY w.company_id, w.id FOR UPDATE OF w`,
);

/** A delivery as it stands in the table of what is due, and whether it was accepted in an earlier round. */
export type StandingRow = Pick<DueRow, 'company_id' | 'id' | 'attempts' | 'tries' | 'replay_id'> & {
  readonly accepted: boolean;
};

/** Locks those that are there, and waits for whoever has. */
export const lockDue = (tx: Tx, keys: readonly Key[]): Promise<StandingRow[]> =>
  tx.query<StandingRow>(lock, keyColumns(keys));

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

// Of what some process has in its hands `due_at` is the end of the lease, and it is done long before; so it is of a first attempt that
// was only read. A retry that waits has its moment.
const line = sql(
  'webhooks.due.line',
  `SELECT d.* FROM unnest($1::text[], $2::text[], $3::text[]) AS k(company_id, endpoint_id, line),
   LATERAL (SELECT company_id, endpoint_id, line, id,
       CASE WHEN leased OR attempts = 0 THEN least(due_at, now()) ELSE due_at END AS due_at
     FROM webhook_due
     WHERE company_id = k.company_id AND endpoint_id = k.endpoint_id AND line = k.line
     ORDER BY place NULLS FIRST, event_id LIMIT 500) d`,
);

export interface LineRow {
  readonly company_id: string;
  readonly endpoint_id: string;
  readonly line: string;
  readonly id: Id<'delivery'>;
  /** From when on it is worth looking whether it is done; past where it may be at any moment. */
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
