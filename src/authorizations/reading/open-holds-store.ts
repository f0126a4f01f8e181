import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';
import type { Merchant } from '../types.ts';

/** Money of a purchase that is held and not yet cleared. */
export interface OpenHold {
  readonly transaction: Id<'cardTransaction'>;
  readonly merchant: Merchant;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** USD cents, fees included. */
  readonly held: bigint;
}

/** Some of what is held on a card, the oldest first, and all of it together. */
export interface OpenHolds {
  readonly holds: readonly OpenHold[];
  readonly count: number;
  /** USD cents, fees included. */
  readonly total: bigint;
}

const openHolds = sql(
  'authorizations.openHolds',
  `SELECT t.id AS transaction, t.merchant, t.created_at AS "createdAt", t.expires_at AS "expiresAt",
     t.held + t.atm_fee_held + t.fx_fee_held AS held, count(*) OVER ()::int AS count,
     sum(t.held + t.atm_fee_held + t.fx_fee_held) OVER () AS total
   FROM card_entries e JOIN card_transactions t ON t.company_id = e.company_id AND t.id = e.transaction_id
   WHERE e.company_id = $1 AND e.card_id = $2 AND e.number = 1 AND t.held > 0
   ORDER BY e.created_at, t.id LIMIT $3`,
);

/** What is held on a card now: at most so many one by one, and the sum of all. */
export async function readOpenHolds(
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
  most: number,
): Promise<OpenHolds> {
  type Row = OpenHold & Pick<OpenHolds, 'count' | 'total'>;
  const holds = await queries.query<Row>(openHolds, [company, card, most]);
  return { holds, count: holds[0]?.count ?? 0, total: holds[0]?.total ?? 0n };
}
