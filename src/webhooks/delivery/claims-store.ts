import type { Id } from '../../kernel/ids.ts';
import { integerColumn, textColumn, timestampColumn } from '../../platform/columns.ts';
import { sql, type Queries } from '../../platform/database.ts';
import type { DueRow, Lane } from './store.ts';

// The moment as a number: reading dates is the dearest part of reading a claim.
const returned = `w.company_id, w.id, w.event_id, w.endpoint_id, w.lane, w.attempts, w.tries, w.line, w.replay_id,
  date_part('epoch', due.was_due) * 1000 AS was_due_ms`;

// What is locked is found again by its place (`ctid`), which cannot change while the lock is held: 4 µs a row less than by key.
// `lane < 9` is for the planner: the index has no parked ones, and a plan for any lane would read all that there are (54,000 rows
// for each claim of 500).
const claim = sql(
  'webhooks.due.claim',
  `WITH due AS MATERIALIZED (
     SELECT ctid AS place, due_at AS was_due FROM webhook_due
     WHERE lane = $1 AND lane < 9 AND due_at > $2 AND due_at <= $3
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
