import { type CardRef, cardKey } from '../../cards/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';
import { type TransactionRef, refColumns } from './transactions-store.ts';

/** Kinds of entries of which the first of a purchase counts against the velocity rules. */
const countedFirst = `'authorization', 'financial', 'authorization_advice', 'clearing'`;

// What counts against the velocity rules: approved authorizations and single messages; advices and force posts that are the first
// that was approved of their purchase. The latest ones: a rule is broken by so many, however many there are before them.
const recentApprovals = sql(
  'authorizations.recentApprovals',
  `SELECT r.company_id AS company, r.card_id AS card, latest.at
   FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::int[]) AS r(company_id, card_id, since, after, most),
   LATERAL (
     SELECT e.created_at AS at FROM card_entries e
     WHERE e.company_id = r.company_id AND e.card_id = r.card_id AND e.created_at >= r.since
       AND (e.created_at > r.since OR e.id > r.after)
       AND (e.kind IN ('authorization', 'financial') OR (e.kind IN ('authorization_advice', 'clearing') AND NOT EXISTS (
         SELECT FROM card_entries b WHERE b.company_id = e.company_id AND b.transaction_id = e.transaction_id
           AND b.number < e.number AND b.kind IN (${countedFirst}))))
     ORDER BY e.company_id DESC, e.card_id DESC, e.created_at DESC LIMIT r.most
   ) latest`,
);

export interface CountedSince extends CardRef {
  readonly since: Date;
  /** Of those at just that moment entries with a later id count, too. */
  readonly after: Id<'cardEntry'> | null;
  /** So many, the latest ones, say whether any rule is broken. */
  readonly most: number;
}

/** The moments of the latest approvals of these cards since a moment of each, by `cardKey`: ms since 1970, ascending. */
export async function readApprovals(
  queries: Queries,
  cards: readonly CountedSince[],
): Promise<Map<string, number[]>> {
  const approvals = new Map<string, number[]>(cards.map((card) => [cardKey(card), []]));
  if (cards.length === 0) return approvals;
  const rows = await queries.query<CardRef & { at: Date }>(recentApprovals, [
    cards.map((card) => card.company),
    cards.map((card) => card.card),
    cards.map((card) => card.since),
    cards.map((card) => card.after),
    cards.map((card) => card.most),
  ]);
  for (const row of rows) approvals.get(cardKey(row))?.push(row.at.getTime());
  for (const moments of approvals.values()) moments.sort((a, b) => a - b);
  return approvals;
}

const approvedAlready = sql(
  'authorizations.approvedAlready',
  `SELECT r.id FROM unnest($1::text[], $2::text[]) AS r(company_id, id)
   WHERE EXISTS (SELECT FROM card_entries e WHERE e.company_id = r.company_id AND e.transaction_id = r.id
     AND e.kind IN (${countedFirst}))`,
);

/** Which of these purchases have an entry that counted against the velocity rules, whatever became of it. */
export async function readApproved(
  queries: Queries,
  refs: readonly TransactionRef[],
): Promise<Id<'cardTransaction'>[]> {
  if (refs.length === 0) return [];
  const rows = await queries.query<Pick<TransactionRef, 'id'>>(approvedAlready, refColumns(refs));
  return rows.map(({ id }) => id);
}
