import { spendingAt, spend, noSpending, type Spending } from '../../cards/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { mulDivHalfUp } from '../../kernel/money.ts';
import { startOfDay } from '../../kernel/time.ts';
import { sql, type Database } from '../../platform/database.ts';
import { entryOf, type EntryRow } from '../store/entries-store.ts';
import { transactionOf, type TransactionRow } from '../store/transactions-store.ts';
import { sumEntries } from '../totals.ts';
import type { CardEntry, CardTransaction, Counted, EntryKind } from '../types.ts';

const transactionsOf = sql(
  'test.recompute.transactions',
  'SELECT * FROM card_transactions WHERE company_id = $1 ORDER BY id',
);
const entriesOf = sql(
  'test.recompute.entries',
  'SELECT * FROM card_entries WHERE company_id = $1 ORDER BY transaction_id, number',
);
const postedOf = sql(
  'test.recompute.posted',
  `SELECT e.reference AS id, p.account, sum(p.credit - p.debit)::int8 AS change FROM ledger_entries e
   JOIN ledger_postings p ON p.company_id = e.company_id AND p.entry_id = e.id
   WHERE e.company_id = $1 AND p.account IN ('holding', 'network_payable', 'fees') GROUP BY 1, 2`,
);
const heldOf = sql('test.recompute.held', 'SELECT id, held FROM ledger_holds WHERE company_id = $1');
const accountsOf = sql(
  'test.recompute.accounts',
  `SELECT a.name FROM ledger_accounts a
   LEFT JOIN (SELECT account, asset, sum(debit) AS debits, sum(credit) AS credits FROM ledger_postings WHERE company_id = $1 GROUP BY 1, 2) p
     ON p.account = a.name AND p.asset = a.asset
   LEFT JOIN (SELECT name, asset, sum(held) AS held FROM ledger_holds, unnest(accounts, assets) AS u(name, asset) WHERE company_id = $1 GROUP BY 1, 2) h
     ON h.name = a.name AND h.asset = a.asset
   WHERE a.company_id = $1
     AND (a.debits, a.credits, a.held) <> (coalesce(p.debits, 0), coalesce(p.credits, 0), coalesce(h.held, 0))`,
);
const cardsOf = sql(
  'test.recompute.cards',
  `SELECT k.card_id AS id, k.last_at, k.spent_day, k.spent_week, k.spent_month, k.overdrawn, k.blocked_by, k.velocity_reset_at,
     k.velocity_reset_after, coalesce(a.debits + a.held - a.credits, 0)::int8 AS owes, k.deleted_at IS NOT NULL AS deleted
   FROM card_states k LEFT JOIN ledger_accounts a ON a.company_id = k.company_id AND a.name = 'card:' || k.card_id
   WHERE k.company_id = $1`,
);

interface CardRow {
  readonly id: Id<'card'>;
  readonly last_at: Date;
  readonly spent_day: bigint;
  readonly spent_week: bigint;
  readonly spent_month: bigint;
  readonly overdrawn: bigint;
  readonly blocked_by: string | null;
  readonly velocity_reset_at: Date;
  readonly velocity_reset_after: string | null;
  readonly owes: bigint;
  readonly deleted: boolean;
}

interface Rule {
  readonly maxAuthorizations: number;
  readonly timeWindowSeconds: number;
}

/**
 * Computes all that there is of the purchases of a company anew, slowly, from their entries alone: sums, holds, postings, fees, what counts
 * against limits, what a velocity rule has seen. Answers what differs. Nothing may be under way.
 */
export async function recompute(
  database: Database,
  company: Id<'company'>,
  rules: readonly Rule[] = [],
): Promise<string[]> {
  const wrong: string[] = [];
  const same = (is: unknown, computed: unknown, what: string): void => {
    if (is !== computed) wrong.push(`${what}: it is ${String(is)}, and comes to ${String(computed)}`);
  };
  const [transactions, entries, posted, holds, accounts, cards] = await Promise.all([
    database.query<TransactionRow>(transactionsOf, [company]),
    database.query<EntryRow>(entriesOf, [company]),
    database.query<{ id: string; account: string; change: bigint }>(postedOf, [company]),
    database.query<{ id: string; held: bigint }>(heldOf, [company]),
    database.query<{ name: string }>(accountsOf, [company]),
    database.query<CardRow>(cardsOf, [company]),
  ]);
  for (const { name } of accounts) wrong.push(`${name} is not what was posted to it and is held on it`);
  const lives = Map.groupBy(entries.map(entryOf), ({ transaction }) => transaction);
  const change = new Map(posted.map((row) => [`${row.id} ${row.account}`, row.change]));
  const held = new Map(holds.map((hold) => [hold.id, hold.held]));
  const counted = new Map<Id<'card'>, Spending>(cards.map(({ id, last_at }) => [id, noSpending(last_at)]));

  for (const transaction of transactions.map(transactionOf)) {
    const { id, card, totals } = transaction;
    const life = lives.get(id) ?? [];
    same(transaction.deciding, null, `${id} deciding`);
    same(life.map(({ number }) => number).join(), life.map((_, at) => at + 1).join(), `${id} numbers`);
    const sums = sumEntries(life);
    for (const name of ['authorized', 'reversed', 'cleared', 'refunded', 'held'] as const)
      same(totals[name], sums[name], `${id} ${name}`);
    const end = relive(transaction, life, (problem) => wrong.push(`${id} ${problem}`));
    for (const name of ['atm', 'fx'] as const) {
      same(transaction.feesHeld[name], end.feesHeld[name], `${id} ${name} fee held`);
      same(transaction.feesPosted[name], end.feesPosted[name], `${id} ${name} fee posted`);
    }
    const fees = end.feesPosted.atm + end.feesPosted.fx;
    same(
      held.get(`hold_${id.slice(3)}`) ?? 0n,
      sums.held + end.feesHeld.atm + end.feesHeld.fx,
      `${id} in the ledger`,
    );
    same(change.get(`${id} holding`) ?? 0n, sums.refunded - sums.cleared - fees, `${id} on the holding`);
    same(
      change.get(`${id} network_payable`) ?? 0n,
      sums.cleared - sums.refunded,
      `${id} owed to the network`,
    );
    same(change.get(`${id} fees`) ?? 0n, fees, `${id} on fees`);
    same(countedText(transaction.counted), countedText(end.counted), `${id} counts`);
    for (const part of end.counted) {
      const sum = counted.get(card);
      if (sum !== undefined) counted.set(card, spend(sum, part.at, part.amount));
    }
  }
  for (const card of cards) {
    const sum = spendingAt(counted.get(card.id) ?? noSpending(card.last_at), card.last_at);
    same(card.spent_day, sum.day, `${card.id} spent that day`);
    same(card.spent_week, sum.week, `${card.id} spent that week`);
    same(card.spent_month, sum.month, `${card.id} spent that month`);
    same(card.overdrawn, card.owes > 0n ? card.owes : 0n, `${card.id} owes`);
    if (card.deleted) same(card.owes, 0n, `${card.id}, which is deleted, has`);
    wrong.push(...wrongBlocks(card, rules, lives));
  }
  return wrong;
}

const charges: ReadonlySet<EntryKind> = new Set([
  'clearing',
  'clearing_reversal',
  'financial',
  'financial_reversal',
]);

/** Goes through the life of a purchase: its fees, and what of it counts since when. */
function relive(
  { purpose, channel, currency, terms }: CardTransaction,
  life: readonly CardEntry[],
  tell: (problem: string) => void,
) {
  const isCash = purpose === 'atm' || channel === 'ATM';
  const fx = (bill: bigint): bigint =>
    currency === 'USD' ? 0n : mulDivHalfUp(bill, terms.fxPpm, 1_000_000n);
  let feesPosted = { atm: 0n, fx: 0n };
  let feesHeld = { atm: 0n, fx: 0n };
  const counted: Counted[] = [];
  let before = 0n;
  for (const [at, entry] of life.entries()) {
    const { held, cleared } = sumEntries(life.slice(0, at + 1));
    if (held < 0n || cleared < 0n) tell(`is below zero after entry ${entry.number}`);
    if (charges.has(entry.kind))
      feesPosted = { atm: isCash && cleared > 0n ? terms.atmFlat : 0n, fx: fx(cleared) };
    feesHeld = { atm: isCash && held > 0n && feesPosted.atm === 0n ? terms.atmFlat : 0n, fx: fx(held) };
    const now = held + cleared + feesPosted.atm + feesPosted.fx + feesHeld.atm + feesHeld.fx;
    if (now > before) counted.push({ at: entry.createdAt, amount: now - before });
    for (let less = before - now; less > 0n;) {
      const last = counted.pop();
      if (last === undefined) break;
      if (last.amount > less) counted.push({ at: last.at, amount: last.amount - less });
      less -= last.amount;
    }
    before = now;
  }
  return { feesPosted, feesHeld, counted };
}

/** What counts, day by day: what a company is asked about counts from the moment it is held, a little before its entry. */
const countedText = (parts: readonly Counted[]): string =>
  [...Map.groupBy(parts, ({ at }) => startOfDay(at).toISOString())]
    .map(([day, these]) => `${these.reduce((sum, { amount }) => sum + amount, 0n)} on ${day}`)
    .join(', ');

const approves: ReadonlySet<EntryKind> = new Set([
  'authorization',
  'financial',
  'authorization_advice',
  'clearing',
]);

/** Purchases that were approved beyond a rule or refused without need, and blocks that are missing or were not needed. */
function wrongBlocks(
  card: CardRow,
  rules: readonly Rule[],
  lives: ReadonlyMap<string, readonly CardEntry[]>,
): string[] {
  const reset = card.velocity_reset_at;
  const since = [...lives.values()]
    .flatMap((life) => {
      const first = life.find(({ kind }) => approves.has(kind));
      return life.map((entry) => ({
        ...entry,
        counts: entry.kind === 'authorization' || entry.kind === 'financial' || entry === first,
      }));
    })
    .filter(
      ({ card: of, createdAt, id }) =>
        of === card.id &&
        (createdAt > reset ||
          (createdAt.getTime() === reset.getTime() && id > (card.velocity_reset_after ?? ''))),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const breaks = (at: number): boolean =>
    rules.some(({ maxAuthorizations, timeWindowSeconds }) => {
      const from = (since[at]?.createdAt.getTime() ?? 0) - timeWindowSeconds * 1_000;
      const seen = since.slice(0, at).filter(({ counts, createdAt }) => counts && createdAt.getTime() > from);
      return seen.length + 1 > maxAuthorizations;
    });
  const wrong: string[] = [];
  let isBroken = false;
  for (const [at, { kind, decline, counts, transaction }] of since.entries()) {
    const broken = breaks(at);
    if (broken && (kind === 'authorization' || kind === 'financial'))
      wrong.push(`${transaction} breaks a rule`);
    if (!broken && decline?.code === 'M210') wrong.push(`${transaction} breaks no rule`);
    isBroken ||= broken && (counts || decline?.code === 'M210');
  }
  if (isBroken && card.blocked_by === null) wrong.push(`${card.id} should be blocked`);
  if (!isBroken && card.blocked_by === 'VELOCITY') wrong.push(`${card.id} is blocked without need`);
  return wrong;
}
