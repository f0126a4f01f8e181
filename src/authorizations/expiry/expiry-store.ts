import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';
import type { TransactionRef } from '../store/transactions-store.ts';

/** A hold that has run out, and when. */
export interface DueHold extends TransactionRef {
  readonly card: Id<'card'>;
  readonly due: Date;
}

const dueOfCompany = sql(
  'authorizations.dueHoldsOfCompany',
  `SELECT company_id AS company, id, card_id AS card, expires_at AS due FROM card_transactions
   WHERE company_id = $1 AND held > 0 AND deciding_until IS NULL AND expires_at <= $2
     AND (expires_at, id) > ($3::timestamptz, $4::text)
   ORDER BY expires_at, id LIMIT $5`,
);

/** Holds of a company that run out until a moment, the earliest first, behind the one `after`. */
export const readDueHolds = (
  queries: Queries,
  company: Id<'company'>,
  until: Date,
  after: { readonly due: Date; readonly id: string },
  most: number,
): Promise<DueHold[]> => queries.query<DueHold>(dueOfCompany, [company, until, after.due, after.id, most]);

// Clocks that run with the wall are looked at together: both bounds are then constants, for which the block range index
// of the expiry dates is made. MATERIALIZED keeps the planner from going through the companies one by one instead (measured on
// 600,000 rows: 370 ms against 1). The few companies whose clock was moved are looked at so, and from far back where it was
// moved since the round before: whoever moved it may have died on the way. A clock that stands still makes nothing due.
const dueByClocks = sql(
  'authorizations.dueHoldsByClocks',
  `WITH due AS MATERIALIZED (
     SELECT company_id, id, card_id, expires_at FROM card_transactions
     WHERE held > 0 AND deciding_until IS NULL AND expires_at > $1 AND expires_at <= $2
   )
   SELECT t.company_id AS company, t.id, t.card_id AS card, t.expires_at AS due
   FROM due t JOIN companies o ON o.id = t.company_id
   WHERE o.clock_offset = '0' AND o.clock_stands_at IS NULL
   UNION ALL
   SELECT t.company_id, t.id, t.card_id, t.expires_at
   FROM companies o LEFT JOIN unnest($4::text[], $5::text[]) AS k(company_id, clock_offset)
     ON k.company_id = o.id AND k.clock_offset::interval = o.clock_offset,
   LATERAL (
     SELECT company_id, id, card_id, expires_at FROM card_transactions
     WHERE company_id = o.id AND held > 0 AND deciding_until IS NULL
       AND expires_at > CASE WHEN k.company_id IS NULL THEN $6 ELSE $1 END::timestamptz + o.clock_offset AND expires_at <= $2::timestamptz + o.clock_offset
   ) t
   WHERE o.clock_offset <> '0' AND o.clock_stands_at IS NULL
   ORDER BY due, id LIMIT $3`,
);

/** How far the clock of a company is from the wall's. */
export interface MovedClock {
  readonly company: Id<'company'>;
  readonly offset: string;
}

const movedClocks = sql(
  'authorizations.movedClocks',
  `SELECT id AS company, clock_offset::text AS offset FROM companies WHERE clock_offset <> '0' AND clock_stands_at IS NULL`,
);

/** The clocks that are not the wall's. */
export const readMovedClocks = (queries: Queries): Promise<MovedClock[]> =>
  queries.query<MovedClock>(movedClocks, []);

const decidingAndDue = sql(
  'authorizations.decidingAndDue',
  `SELECT FROM card_transactions t JOIN companies o ON o.id = t.company_id
   WHERE t.deciding_until IS NOT NULL AND o.clock_stands_at IS NULL AND t.expires_at <= $1::timestamptz + o.clock_offset
   LIMIT 1`,
);

/** Whether any hold that has run out by now, by its company's clock, waits for that company's word on more. */
export const waitsForWord = async (queries: Queries, now: Date): Promise<boolean> =>
  (await queries.query(decidingAndDue, [now])).length > 0;

/** What a worker looks at: by the clocks that it `knows`, and by the wall's, from `after`; by clocks that were moved since, from `farBack`. */
export interface ClockLook {
  readonly after: Date;
  readonly farBack: Date;
  readonly until: Date;
  readonly knows: readonly MovedClock[];
  readonly most: number;
}

/**
 * Holds of all companies that ran out between two moments of wall time, each by its company's clock, the earliest
 * first (a worker's claim across companies).
 */
export const readDueHoldsByClocks = (
  queries: Queries,
  { after, farBack, until, knows, most }: ClockLook,
): Promise<DueHold[]> =>
  queries.query<DueHold>(dueByClocks, [
    after,
    until,
    most,
    knows.map(({ company }) => company),
    knows.map(({ offset }) => offset),
    farBack,
  ]);
