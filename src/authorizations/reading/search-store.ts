import { present } from '../../kernel/assert.ts';
import { allCurrencies } from '../../kernel/currencies.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries, type Statement } from '../../platform/database.ts';
import { movementOperationNames, movementOperations, type MovementOperation } from './movement-operations.ts';
import { entryOf, type EntryRow } from '../store/entries-store.ts';
import { transactionOf, type TransactionRow } from '../store/transactions-store.ts';
import type { CardEntry, CardTransaction, Channel, EntryKind, Merchant } from '../types.ts';

const latestColumns = {
  held: 't.held > 0',
  cleared: 't.cleared > 0',
  refundable: 't.cleared > t.refunded',
} as const;

const latestStatements = Object.fromEntries(
  Object.entries(latestColumns).map(([which, condition]) => [
    which,
    sql(
      `authorizations.latest.${which}`,
      `SELECT t.* FROM card_entries e
       JOIN card_transactions t ON t.company_id = e.company_id AND t.id = e.transaction_id
       WHERE e.company_id = $1 AND e.card_id = $2 AND e.number = 1 AND ${condition}
       ORDER BY e.created_at DESC, e.transaction_id DESC LIMIT 1`,
    ),
  ]),
) as Record<keyof typeof latestColumns, Statement>;

/** The latest transaction of a card of which something is held, has cleared, or can be refunded. */
export async function readLatest(
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
  which: keyof typeof latestColumns,
): Promise<CardTransaction | undefined> {
  return (await queries.query<TransactionRow>(latestStatements[which], [company, card])).map(
    transactionOf,
  )[0];
}

const inQuotes = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** An amount of any currency as the number that is shown: minor units of two, of three decimals, are not alike. */
const amountShown = `e.amount / CASE ${[0, 1, 3, 4]
  .map((decimals) => [10 ** decimals, allCurrencies().filter((one) => one.decimals === decimals)] as const)
  .filter(([, currencies]) => currencies.length > 0)
  .map(([unit, ones]) => `WHEN e.currency IN (${inQuotes(ones.map(({ code }) => code))}) THEN ${unit}`)
  .join(' ')} ELSE 100 END::numeric`;

/** A refusal is shown as what was asked. N001 answers nothing but reversals: one from before that was written down is known by it. */
const kindAsked = `coalesce(e.asked, CASE WHEN e.decline_code = 'N001' AND e.number > 1 THEN 'reversal' ELSE e.kind END)`;

const operationShown = `CASE ${movementOperationNames
  .map((name) => `WHEN ${kindAsked} IN (${inQuotes(movementOperations[name])}) THEN '${name}'`)
  .join(' ')} END`;

/** What movements can be sorted by, and the expression that says it. */
export const movementOrders = {
  datetime: 'e.created_at',
  bill_amount: 'e.bill',
  transaction_amount: amountShown,
  operation: operationShown,
  merchant_name: "t.merchant->>'name'",
} as const;

export interface EntrySearch {
  readonly company: Id<'company'>;
  readonly card: Id<'card'>;
  /** What they were, or were to be. */
  readonly operations: readonly MovementOperation[];
  /** What they were; null is any of these operations. */
  readonly kinds: readonly EntryKind[] | null;
  /** Inclusive; null is open. */
  readonly from: Date | null;
  /** Exclusive; null is open. */
  readonly to: Date | null;
  readonly sortBy: keyof typeof movementOrders;
  readonly descending: boolean;
  readonly size: number;
  readonly offset: number;
}

/** An entry as a movement of its card, with the merchant and channel of its transaction. */
export interface FoundEntry extends CardEntry {
  readonly operation: MovementOperation;
  readonly merchant: Merchant;
  readonly channel: Channel;
}

// A period in a form that the index of a card's entries by date knows.
const movementFilter = `e.company_id = $1 AND e.card_id = $2 AND ${operationShown} = ANY ($3::text[])
  AND ($6::text[] IS NULL OR e.kind = ANY ($6))
  AND e.created_at >= coalesce($4::timestamptz, '-infinity') AND e.created_at < coalesce($5::timestamptz, 'infinity')`;

const countMovements = sql(
  'authorizations.countMovements',
  `SELECT count(*)::int AS total FROM card_entries e WHERE ${movementFilter}`,
);

const merchantOf = `LATERAL (
    SELECT merchant, channel FROM card_transactions WHERE company_id = e.company_id AND id = e.transaction_id LIMIT 1
  ) t`;

/**
 * The page is cut out first, and the transactions of its entries are found one by one: joined before, each page of a card with 100,000
 * entries reads as many transactions. An order by their merchants needs them all.
 */
function pageStatement(name: keyof typeof movementOrders, order: 'ASC' | 'DESC'): Statement {
  const ordered = `ORDER BY ${movementOrders[name]} ${order}, e.transaction_id ${order}, e.number ${order}`;
  const cut = `WHERE ${movementFilter} ${ordered} LIMIT $7 OFFSET $8`;
  const columns = `e.*, ${operationShown} AS operation, t.merchant, t.channel`;
  return sql(
    `authorizations.movements.${name}.${order}`,
    name === 'merchant_name'
      ? `SELECT ${columns} FROM card_entries e, ${merchantOf} ${cut}`
      : `SELECT ${columns} FROM (SELECT * FROM card_entries e ${cut}) e, ${merchantOf} ${ordered}`,
  );
}

const pageStatements = new Map<string, Statement>();
for (const name of Object.keys(movementOrders) as (keyof typeof movementOrders)[]) {
  for (const order of ['ASC', 'DESC'] as const)
    pageStatements.set(`${name} ${order}`, pageStatement(name, order));
}

/** One page of a card's entries in a stable order, and how many match in all. */
export async function searchEntries(
  queries: Queries,
  search: EntrySearch,
): Promise<{ readonly found: readonly FoundEntry[]; readonly total: number }> {
  const filter = [search.company, search.card, search.operations, search.from, search.to, search.kinds];
  const page = present(
    pageStatements.get(`${search.sortBy} ${search.descending ? 'DESC' : 'ASC'}`),
    'a sort order',
  );
  const [[counted], rows] = await Promise.all([
    queries.query<{ total: number }>(countMovements, filter),
    queries.query<EntryRow & Pick<FoundEntry, 'operation' | 'merchant' | 'channel'>>(page, [
      ...filter,
      search.size,
      search.offset,
    ]),
  ]);
  return {
    found: rows.map((row) => {
      const { operation, merchant, channel } = row;
      return Object.assign(entryOf(row), { operation, merchant, channel });
    }),
    total: counted?.total ?? 0,
  };
}
