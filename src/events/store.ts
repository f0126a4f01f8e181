import { bulkInsert, gatheredInsert } from '../platform/bulk.ts';
import { textColumn } from '../platform/columns.ts';
import { sql, type Queries, type Tx } from '../platform/database.ts';
import type { Id } from '../kernel/ids.ts';

/** A row of `events`. */
export interface EventRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'event'>;
  readonly type: string;
  readonly subject: string;
  readonly trace_id: string;
  readonly created_at: Date;
  readonly body: string;
  readonly sealed: boolean;
}

export const insertEvents = gatheredInsert<EventRow>('events.insert', 'events', [
  ['company_id', 'text', (row) => row.company_id],
  ['id', 'text', (row) => row.id],
  ['type', 'text', (row) => row.type],
  ['subject', 'text', (row) => row.subject],
  ['trace_id', 'text', (row) => row.trace_id],
  ['created_at', 'timestamptz', (row) => row.created_at],
  ['body', 'text', (row) => row.body],
  ['sealed', 'bool', (row) => row.sealed],
]);

/** A row of `events_taken_back`: what an event takes back. */
export interface TakenBackRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'event'>;
  readonly taken_id: Id<'event'>;
}

export const insertTakenBack = bulkInsert<TakenBackRow>('events.insertTakenBack', 'events_taken_back', [
  ['company_id', 'text', (row) => row.company_id],
  ['id', 'text', (row) => row.id],
  ['taken_id', 'text', (row) => row.taken_id],
]);

const takenBack = sql(
  'events.takenBack',
  'SELECT id, taken_id FROM events_taken_back WHERE company_id = $1 AND id = ANY($2::text[])',
);

export const selectTakenBack = (
  queries: Queries,
  company: string,
  ids: readonly string[],
): Promise<Pick<TakenBackRow, 'id' | 'taken_id'>[]> => queries.query(takenBack, [company, textColumn(ids)]);

const columns = 'company_id, id, type, subject, trace_id, created_at, body, sealed';

const selectOne = sql('events.one', `SELECT ${columns} FROM events WHERE company_id = $1 AND id = $2`);

export async function selectEvent(
  queries: Queries,
  company: string,
  id: string,
): Promise<EventRow | undefined> {
  return (await queries.query<EventRow>(selectOne, [company, id]))[0];
}

const selectMany = sql(
  'events.many',
  `SELECT ${columns} FROM events WHERE company_id = $1 AND id = ANY($2::text[]) ORDER BY id DESC`,
);

export const selectEvents = (
  queries: Queries,
  company: string,
  ids: readonly string[],
): Promise<EventRow[]> => queries.query<EventRow>(selectMany, [company, ids]);

/** What sending needs of an event. */
export interface BodyRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'event'>;
  readonly type: string;
  readonly subject: string;
  readonly trace_id: string;
  /** The moment as a number: reading dates is the dearest part of reading a row. */
  readonly created_ms: number;
  readonly body: string;
  readonly sealed: boolean;
}

const bodyColumns = `id, type, subject, trace_id, date_part('epoch', created_at) * 1000 AS created_ms, body, sealed`;

const bodiesOfMany = sql(
  'events.bodies',
  `SELECT e.* FROM unnest($1::text[], $2::text[]) AS k(company_id, id),
   LATERAL (SELECT company_id, ${bodyColumns} FROM events WHERE company_id = k.company_id AND id = k.id LIMIT 1) e`,
);

/** Events of any companies, for the dispatcher. The LIMIT makes it an index look-up each, whatever the planner believes. */
export const selectByKeys = (
  queries: Queries,
  keys: readonly { readonly company: string; readonly event: string }[],
): Promise<BodyRow[]> =>
  queries.query<BodyRow>(bodiesOfMany, [
    textColumn(keys.map((key) => key.company)),
    textColumn(keys.map((key) => key.event)),
  ]);

const bodiesOfOne = sql(
  'events.bodiesOfCompany',
  `SELECT $1 AS company_id, ${bodyColumns} FROM events
   WHERE company_id = $1 AND id = ANY($2::text[]) AND id >= $3 AND id <= $4`,
);

/**
 * Events of one company, for the dispatcher, from the first to the last of `ids`. Looking for the partition of each row by
 * itself costs five times what reading it does (15 µs against 3): the two ends find it once.
 */
export const selectBodiesOf = (
  queries: Queries,
  company: string,
  ids: readonly string[],
): Promise<BodyRow[]> => queries.query<BodyRow>(bodiesOfOne, [company, textColumn(ids), ...endsOf(ids)]);

function endsOf(ids: readonly string[]): [string, string] {
  let first = ids[0] ?? '';
  let last = first;
  for (const id of ids) {
    if (id < first) first = id;
    if (id > last) last = id;
  }
  return [first, last];
}

const typesOfOne = sql(
  'events.typesOfCompany',
  `SELECT id, type FROM events WHERE company_id = $1 AND id = ANY($2::text[]) AND id >= $3 AND id <= $4`,
);

/** What types events of one company have; those that are gone are missing. */
export const selectTypesOf = (
  queries: Queries,
  company: string,
  ids: readonly string[],
): Promise<{ readonly id: Id<'event'>; readonly type: string }[]> =>
  queries.query(typesOfOne, [company, textColumn(ids), ...endsOf(ids)]);

/** A stretch of a company's events, ends exclusive, and which of them are wanted. */
export interface EventSearch {
  readonly company: string;
  readonly after: string;
  readonly before: string;
  /** A type or the first parts of one. */
  readonly types: readonly string[];
  readonly subject: string | null;
  readonly size: number;
}

export interface EventMatches {
  /** Newest first. */
  readonly ids: readonly Id<'event'>[];
  /** How many were looked at, and the last of them. */
  readonly seen: number;
  readonly last: Id<'event'> | null;
}

/** So many events are looked at for one page; a filter that few events match must not read them all. */
export const mostSeen = 5000;

const wanted = `(cardinality($4::text[]) = 0 OR type = ANY($4) OR
  EXISTS (SELECT 1 FROM unnest($4) AS f(part) WHERE starts_with(type, f.part || '.')))
  AND ($5::text IS NULL OR subject = $5)`;

/**
 * A company's events between two ids. Row comparisons, as the planner, which knows no company when it plans for all, takes each
 * for small: with `company_id = $1` it reads and sorts all of a company's rows. The company is a query of its own, and so unknown to
 * the planner, which otherwise takes the rows behind the company that has nearly all for none, and sorts those.
 */
const stretch = (order: 'DESC' | 'ASC', limit: string): string =>
  `SELECT id, type, subject FROM events WHERE (company_id, id) > ((SELECT $1::text), $2) AND (company_id, id) < ((SELECT $1::text), $3)
   ORDER BY company_id ${order}, id ${order} LIMIT ${limit}`;

const search = (order: 'DESC' | 'ASC', edge: 'min' | 'max'): string =>
  `WITH seen AS MATERIALIZED (${stretch(order, String(mostSeen))})
   SELECT ARRAY(SELECT id::text FROM seen WHERE ${wanted} ORDER BY id ${order} LIMIT $6) AS ids,
     (SELECT count(*)::int4 FROM seen) AS seen, (SELECT ${edge}(id) FROM seen) AS last`;

const searchBackwards = sql('events.search', search('DESC', 'min'));
const searchForwards = sql('events.searchForwards', search('ASC', 'max'));

async function searchEvents(
  queries: Queries,
  statement: typeof searchBackwards,
  by: EventSearch,
): Promise<EventMatches> {
  const [row] = await queries.query<EventMatches>(statement, [
    by.company,
    by.after,
    by.before,
    by.types,
    by.subject,
    by.size,
  ]);
  return row ?? { ids: [], seen: 0, last: null };
}

/** Newest first. */
export const searchNewest = (queries: Queries, by: EventSearch): Promise<EventMatches> =>
  searchEvents(queries, searchBackwards, by);

/** Oldest first. */
export const searchOldest = (queries: Queries, by: EventSearch): Promise<EventMatches> =>
  searchEvents(queries, searchForwards, by);

const keys = sql(
  'events.keys',
  `WITH seen AS MATERIALIZED (${stretch('ASC', '$6')}), edge AS (SELECT count(*)::int4 AS seen, max(id) AS last FROM seen)
   SELECT edge.seen, edge.last, hits.id, hits.type, hits.subject
   FROM edge LEFT JOIN (SELECT * FROM seen WHERE ${wanted}) hits ON true ORDER BY hits.id`,
);

/** What an event is, without its body. */
export interface EventKeyRow {
  readonly id: Id<'event'>;
  readonly type: string;
  readonly subject: string;
}

/** Looks at the next `size` events of a stretch, oldest first: those that are wanted, and the last one where there are more. */
export async function selectStretch(
  queries: Queries,
  by: EventSearch,
): Promise<{ readonly rows: readonly EventKeyRow[]; readonly last: Id<'event'> | undefined }> {
  const rows = await queries.query<EventKeyRow & { seen: number; last: Id<'event'> | null }>(keys, [
    by.company,
    by.after,
    by.before,
    by.types,
    by.subject,
    by.size,
  ]);
  const [edge] = rows;
  const more = edge !== undefined && edge.seen === by.size;
  return { rows: rows.filter((row) => row.id !== null), last: more ? (edge.last ?? undefined) : undefined };
}

/** So many events of a company are found in one look. */
export const mostNews = 5000;

const news = sql(
  'events.news',
  `SELECT k.company_id AS company, found.ids FROM unnest($1::text[], $2::text[]) AS k(company_id, since),
   LATERAL (SELECT ARRAY(
     SELECT id::text FROM events WHERE company_id = k.company_id AND id > k.since ORDER BY id LIMIT ${mostNews}
   ) AS ids) found
   WHERE cardinality(found.ids) > 0`,
);

/** The events of each of these companies from an id on, oldest first; for whoever follows them in this process. */
export const selectNews = (
  queries: Queries,
  since: readonly { readonly company: Id<'company'>; readonly since: string }[],
): Promise<{ readonly company: Id<'company'>; readonly ids: readonly Id<'event'>[] }[]> =>
  queries.query(news, [
    textColumn(since.map(({ company }) => company)),
    textColumn(since.map((each) => each.since)),
  ]);

const replaceBody = sql(
  'events.replaceBody',
  'UPDATE events SET body = $3, sealed = false WHERE company_id = $1 AND id = $2',
);

export async function updateBody(queries: Queries, company: string, id: string, body: string): Promise<void> {
  await queries.execute(replaceBody, [company, id, body]);
}

const makePartitions = sql(
  'events.makePartitions',
  `SELECT make_day_partitions($1, $2, $3::date, $4) AS made`,
);
const dropPartitions = sql('events.dropPartitions', `SELECT drop_day_partitions($1, $2::date) AS dropped`);
const clearDefault = sql(
  'events.clearDefault',
  `SELECT clear_default_partition($1, $2, $3::date) AS cleared`,
);
const forgetTakenBack = sql(
  'events.forgetTakenBack',
  `DELETE FROM events_taken_back WHERE id < first_id_of_day('evt_', $1::date)`,
);
// Waiting for a lock on these tables would make everybody wait behind it.
const waitLittle = sql('events.lockTimeout', `SELECT set_config('lock_timeout', '2s', true)`);
const oneAtATime = sql('events.partitionsLock', `SELECT pg_advisory_xact_lock(hashtext('day partitions'))`);

const day = (at: Date, days: number): string =>
  new Date(at.getTime() + days * 86_400_000).toISOString().slice(0, 10);

// By the database's clock at most: that of a process may be ahead. And only where it was looked on each of the last days, too: with one
// look after a leap everything would be too old.
const lookBack = sql(
  'events.lookBack',
  `WITH today AS (SELECT least($1::date, (clock_timestamp() AT TIME ZONE 'UTC')::date) AS day),
     noted AS (INSERT INTO days_of_retention SELECT day FROM today ON CONFLICT DO NOTHING),
     forgotten AS (DELETE FROM days_of_retention d USING today WHERE d.day < today.day - 30)
   SELECT (today.day - $2::int)::text AS first,
     (SELECT count(*) FROM days_of_retention d WHERE d.day BETWEEN today.day - $3::int AND today.day - 1) = $3 AS certain
   FROM today`,
);
/** For so many days before it must have been looked. A clock that is wrong is noticed in the time. */
const certainDays = 3;

/**
 * The first day (UTC) of which something is kept: all before is older than `days`. Undefined where that is not certain, as after a
 * standstill or a leap of the clock: then nothing is dropped, for some days of looks at most.
 */
export async function firstDayKept(tx: Tx, now: Date, days: number): Promise<string | undefined> {
  const [row] = await tx.query<{ first: string; certain: boolean }>(lookBack, [
    day(now, 0),
    days,
    certainDays,
  ]);
  return row?.certain === true ? row.first : undefined;
}

/**
 * Makes the partitions of the coming week of a table whose ids begin with `prefix`, and drops those that only hold what
 * is of before the first day that is kept, with what came for such days since. Answers how many it dropped.
 */
export async function keepDayPartitions(
  tx: Tx,
  table: string,
  prefix: string,
  now: Date,
  firstKept: string | undefined,
): Promise<number> {
  await tx.query(waitLittle);
  await tx.query(oneAtATime);
  await tx.query(makePartitions, [table, `${prefix}_`, day(now, -1), 9]);
  if (firstKept === undefined) return 0;
  const [row] = await tx.query<{ dropped: number }>(dropPartitions, [table, firstKept]);
  await tx.query(clearDefault, [table, `${prefix}_`, firstKept]);
  return row?.dropped ?? 0;
}

export async function keepPartitions(tx: Tx, now: Date, days: number): Promise<number> {
  const first = await firstDayKept(tx, now, days);
  const dropped = await keepDayPartitions(tx, 'events', 'evt', now, first);
  if (first !== undefined) await tx.execute(forgetTakenBack, [first]);
  return dropped;
}
