import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import type { CardRef } from '../types.ts';

export type PageKind = 'PAN' | 'PIN';

const insertStatement = sql(
  'cards.insertPage',
  `INSERT INTO card_pages (company_id, token_hash, card_id, shows, expires_at)
   VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))`,
);
// A page that is just being opened is left to that: it is held there before its card, which is held here.
const purgeStatement = sql(
  'cards.purgePages',
  `DELETE FROM card_pages WHERE (company_id, token_hash) IN (
     SELECT company_id, token_hash FROM card_pages WHERE expires_at < clock_timestamp()
     ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED)`,
);

/** Keeps a page for so many seconds of wall time; of those that have expired a hundred go. */
export async function insertPage(
  tx: Tx,
  ref: CardRef,
  shows: PageKind,
  tokenHash: Buffer,
  seconds: number,
): Promise<void> {
  await Promise.all([
    tx.execute(purgeStatement),
    tx.execute(insertStatement, [ref.company, tokenHash, ref.card, shows, seconds]),
  ]);
}

const takeStatement = sql(
  'cards.takePage',
  `DELETE FROM card_pages WHERE company_id = $1 AND token_hash = $2
   RETURNING card_id, shows, expires_at > clock_timestamp() AS valid`,
);

/** What a page shows, the one time that it is asked for; `undefined` when it was opened, has expired, or never was. */
export async function takePage(
  queries: Queries,
  company: Id<'company'>,
  tokenHash: Buffer,
): Promise<{ readonly card: Id<'card'>; readonly shows: PageKind } | undefined> {
  const [row] = await queries.query<{ card_id: Id<'card'>; shows: PageKind; valid: boolean }>(takeStatement, [
    company,
    tokenHash,
  ]);
  return row?.valid === true ? { card: row.card_id, shows: row.shows } : undefined;
}
