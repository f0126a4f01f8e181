import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';

/**
 * What stands before the key of an entry where it is the fingerprint under another key that names it: that of the request of an advice, or of
 * an advice of what was posted. No other fingerprint begins so.
 */
export const standsFor = '=';

/** A card transaction that a message names, and the key of the message in it that was named, where one was. */
export interface Named {
  readonly id: Id<'cardTransaction'>;
  readonly key: string | null;
}

// Step by step (OFFSET 0): joined, the planner walks through all that the company has, messages and transactions, beginning anew for
// each (measured on 400,000 and a million: more than 20 s against 1 ms).
const byKey = sql(
  'authorizations.namedByKey',
  `SELECT t.id, CASE left(m.fingerprint, 1) WHEN '${standsFor}' THEN substr(m.fingerprint, 2) ELSE m.key END AS key
   FROM unnest($3::text[]) AS r(prefix), LATERAL (
     SELECT key, fingerprint, transaction_id FROM card_messages
     WHERE company_id = $1 AND key >= r.prefix AND key < r.prefix || '~' OFFSET 0
   ) m, LATERAL (
     SELECT id, card_id FROM card_transactions WHERE company_id = $1 AND id = m.transaction_id OFFSET 0
   ) t
   WHERE t.card_id = $2 ORDER BY m.key DESC LIMIT 16`,
);

/** Transactions of a card to which messages belong whose keys begin so; of a request that never came, the advice of it. */
export const namedByKey = (
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
  prefixes: readonly string[],
): Promise<Named[]> => queries.query<Named>(byKey, [company, card, prefixes]);

// What waits for the company's decision has no entry yet. The fourth part of a key is the retrieval reference, which has an index.
const byReference = sql(
  'authorizations.namedByReference',
  `(SELECT t.id, t.deciding->>'networkKey' AS key FROM card_transactions t
    WHERE t.deciding_until IS NOT NULL AND t.company_id = $1 AND t.card_id = $2
      AND right(t.deciding->>'networkKey', length($3)) = $3
      AND ($4::text IS NULL OR strpos(t.deciding->>'networkKey', $4) > 0) LIMIT 1)
   UNION ALL
   (SELECT e.transaction_id, CASE WHEN $4::text IS NOT NULL THEN e.network_key END FROM card_entries e
    WHERE e.company_id = $1 AND e.card_id = $2 AND split_part(e.network_key, '|', 4) = split_part($3, '|', 2)
      AND split_part(e.network_key, '|', 4) <> '' AND right(e.network_key, length($3)) = $3
      AND ($4::text IS NULL OR strpos(e.network_key, $4) > 0)
    ORDER BY e.created_at DESC LIMIT CASE WHEN $4::text IS NULL THEN 1 ELSE 16 END)`,
);

/**
 * The newest transaction of a card with a message whose key ends in this `|reference`; where `within` is given, those with messages that have it
 * in their keys, and these, newest first.
 */
export const namedByReference = (
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
  ending: string,
  within: string | null,
): Promise<Named[]> => queries.query<Named>(byReference, [company, card, ending, within]);

const byNetworkId = sql(
  'authorizations.namedByNetworkId',
  `SELECT id, NULL AS key FROM card_transactions
   WHERE company_id = $1 AND card_id = $2 AND network_transaction_id = $3`,
);

/** The transaction of a card that has this network transaction id. */
export const namedByNetworkId = (
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
  networkTransactionId: string,
): Promise<Named[]> => queries.query<Named>(byNetworkId, [company, card, networkTransactionId]);

const answeredKey = sql(
  'authorizations.answeredKey',
  'SELECT 1 FROM card_messages WHERE company_id = $1 AND key = $2 AND transaction_id IS NOT NULL',
);

/** Whether a message with this key was answered before, and left something behind. */
export async function isAnswered(queries: Queries, company: Id<'company'>, key: string): Promise<boolean> {
  return (await queries.query(answeredKey, [company, key])).length > 0;
}

const reversedFirst = sql(
  'authorizations.reversedFirst',
  'SELECT 1 FROM card_messages WHERE company_id = $1 AND key = ANY ($2::text[]) AND transaction_id IS NULL',
);

/** Whether it is remembered of any of these keys that its message was reversed before it came. */
export async function isReversedFirst(
  queries: Queries,
  company: Id<'company'>,
  keys: readonly string[],
): Promise<boolean> {
  return (await queries.query(reversedFirst, [company, keys])).length > 0;
}

const forget = sql(
  'authorizations.forgetMessages',
  `DELETE FROM card_messages WHERE ctid = ANY (ARRAY(
     SELECT ctid FROM card_messages WHERE ctid >= $2 AND ctid < $3 AND recorded_at < $1 FOR UPDATE SKIP LOCKED))`,
);

/** Forgets the keys of all companies that were recorded before a moment and stand in these pages of the table; answers how many. */
export const forgetMessages = (
  queries: Queries,
  before: Date,
  pages: { readonly from: number; readonly to: number },
): Promise<number> => queries.execute(forget, [before, `(${pages.from},0)`, `(${pages.to},0)`]);

const pagesOfMessages = sql(
  'authorizations.pagesOfMessages',
  `SELECT (pg_relation_size('card_messages') / current_setting('block_size')::int)::int4 AS pages`,
);

/** How many pages the table of messages has. */
export const countPages = async (queries: Queries): Promise<number> =>
  (await queries.query<{ pages: number }>(pagesOfMessages))[0]?.pages ?? 0;
