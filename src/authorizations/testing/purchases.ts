import assert from 'node:assert/strict';
import { cardAccount, type CardNow } from '../../cards/index.ts';
import { testCards, testSecrets, type TestCards } from '../../cards/testing/cards.ts';
import { createEvents, type NewEvent, type StoredEvent } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { formatAmount, parseAmount } from '../../kernel/money.ts';
import { sql, type Queries } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import {
  createAuthorizations,
  sumEntries,
  type Ask,
  type Authorizations,
  type Authorize,
  type CardOperation,
  type CardOutcome,
  type CardTransaction,
  type Clear,
  type CompanyAnswer,
  type Merchant,
  type Money,
} from '../index.ts';
import { readEntries } from '../store/entries-store.ts';
import { readTransactions } from '../store/transactions-store.ts';
import { feeSum } from '../totals.ts';
import { holdOf } from '../types.ts';

export const shop: Merchant = {
  id: 'M-1',
  name: 'Test Shop',
  city: 'Lisbon',
  postCode: '1100',
  state: null,
  country: 'PRT',
  mcc: '5411',
};

export const traceId = '0af7651916cd43dd8448eb211c80319c';

/** `"12.34"` as cents. */
export function cents(text: string): bigint {
  const minor = parseAmount(text, 2);
  assert.equal(typeof minor, 'bigint', text);
  return minor as bigint;
}

export const usd = (text: string): Money => ({
  bill: cents(text),
  amount: cents(text),
  currency: 'USD',
  exchangeRate: null,
});

type Rest<O extends CardOperation> = Partial<Omit<O, 'kind' | 'company' | 'transaction' | 'money'>>;

const money = (amount: string | Money): Money => (typeof amount === 'string' ? usd(amount) : amount);

/** A purchase at the shop, as a network asks for it. */
export const swipeOf = (
  card: CardNow,
  amount: string | Money,
  rest: Rest<Authorize> = {},
): Authorize & { readonly kind: 'authorize' } => ({
  kind: 'authorize',
  company: card.company,
  traceId,
  key: null,
  card: card.id,
  transaction: newId('cardTransaction'),
  purpose: 'purchase',
  channel: 'POS',
  money: money(amount),
  merchant: shop,
  partialApproval: false,
  networkTransactionId: null,
  cardData: { cvv: null, expiry: null },
  initiatedBy: 'cardholder',
  challenge: null,
  refusal: null,
  ...rest,
});

/** One card and what a network can do to it, in decimal USD. */
export interface Purchases extends TestCards {
  readonly authorizations: Authorizations;
  readonly events: StoredEvent[];
  /** What companies answer; replace it to decide otherwise. */
  readonly company: TestCards['company'];
  answerWith(answer: CompanyAnswer | Ask): void;
  authorize(card: CardNow, amount: string | Money, rest?: Rest<Authorize>): Promise<CardOutcome>;
  clear(
    transaction: CardTransaction | null,
    amount: string | Money | null,
    rest?: Rest<Clear>,
  ): Promise<CardOutcome>;
  later(
    kind: Exclude<LaterKind, 'clear'>,
    transaction: CardTransaction | null,
    amount?: string | Money | null,
    rest?: object,
  ): Promise<CardOutcome>;
  first(
    kind: 'force_post' | 'stand_in' | 'refund_unlinked',
    card: CardNow,
    amount: string,
    rest?: object,
  ): Promise<CardOutcome>;
  /** Available and held of the card (`TOP_UP`) and of the holding, as decimal USD. */
  balances(card: CardNow): Promise<{ available: string; held: string; holding: string; holdingHeld: string }>;
  /** Totals = sums over entries = the ledger's hold. */
  audit(transaction: CardTransaction | null): Promise<void>;
}

const postedAndHeld = sql(
  'test.postedAndHeld',
  `SELECT name, credits - debits AS posted, held FROM ledger_accounts WHERE company_id = $1 AND name IN ('holding', $2)`,
);

const owingWrongly = sql(
  'test.owingWrongly',
  `SELECT k.card_id, k.overdrawn, a.credits - a.debits - a.held AS available
   FROM card_states k JOIN ledger_accounts a ON a.company_id = k.company_id AND a.name = 'card:' || k.card_id
   WHERE k.company_id = $1 AND k.overdrawn <> greatest(0, a.debits + a.held - a.credits)`,
);
const heldInLedger = sql(
  'test.heldInLedger',
  'SELECT held FROM ledger_holds WHERE company_id = $1 AND id = $2',
);

type LaterKind = Extract<CardOperation, { money: Money | null; transaction: Id<'cardTransaction'> }>['kind'];

const waiting = sql(
  'test.waitingForLocks',
  `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
);

/** Resolves once a statement, or so many, wait for a lock that somebody else has. */
export async function somebodyWaits(queries: Queries, atLeast = 1): Promise<void> {
  for (;;) {
    const [row] = await queries.query<{ count: number }>(waiting);
    if (row !== undefined && row.count >= atLeast) return;
  }
}

export async function testPurchases(): Promise<Purchases> {
  const world = await testCards();
  const { database, ledger } = world;
  const heard: StoredEvent[] = [];
  const stored = createEvents({
    database,
    fanout: async () => {},
    secrets: testSecrets('events'),
    checked: true,
  });
  let answer: Ask = () => Promise.resolve({ outcome: 'approve', durationMs: 1 });
  const ask: Ask = (question) => answer(question);
  const authorizations = createAuthorizations({
    database,
    ledger,
    ask,
    events: {
      async appendMany(tx, events: readonly NewEvent[]) {
        const written = await stored.appendMany(tx, events);
        tx.afterCommit(() => heard.push(...written));
        return written;
      },
    },
  });
  return {
    ...world,
    authorizations,
    events: heard,
    answerWith(next) {
      answer = typeof next === 'function' ? next : () => Promise.resolve(next);
    },
    authorize: (card, amount, rest = {}) => authorizations.submit(swipeOf(card, amount, rest)),
    first: (kind, card, amount, rest = {}) =>
      authorizations.submit({
        kind,
        company: card.company,
        traceId,
        key: null,
        card: card.id,
        transaction: newId('cardTransaction'),
        channel: 'POS',
        money: money(amount),
        merchant: shop,
        networkTransactionId: null,
        ...(kind === 'force_post' ? { final: true } : {}),
        ...rest,
      } as CardOperation),
    clear: (transaction, amount, rest = {}) => {
      assert.ok(transaction);
      return authorizations.submit({
        kind: 'clear',
        company: transaction.company,
        transaction: transaction.id,
        traceId,
        key: null,
        money: amount === null ? null : money(amount),
        final: true,
        ...rest,
      });
    },
    later: (kind, transaction, amount = null, rest = {}) => {
      assert.ok(transaction);
      return authorizations.submit({
        kind,
        company: transaction.company,
        transaction: transaction.id,
        traceId,
        key: null,
        money: amount === null ? null : money(amount),
        ...(kind === 'reverse' ? { remaining: null } : {}),
        ...(kind === 'expire' ? { due: null } : {}),
        ...(kind === 'cancel' ? { reason: 'Cancelled by the network.' } : {}),
        ...rest,
      } as CardOperation);
    },
    async balances(card) {
      const rows = await database.query<{ name: string; posted: bigint; held: bigint }>(postedAndHeld, [
        card.company,
        cardAccount(card.company, card.id).name,
      ]);
      const show = (name: string) => {
        const { posted = 0n, held = 0n } = rows.find((row) => row.name === name) ?? {};
        return { available: formatAmount(posted - held, 2), held: formatAmount(held, 2) };
      };
      const holding = show('holding');
      const own = card.approvalMethod === 'TOP_UP' ? show(cardAccount(card.company, card.id).name) : holding;
      return { ...own, holding: holding.available, holdingHeld: holding.held };
    },
    async audit(transaction) {
      assert.ok(transaction);
      const ref = { company: transaction.company, id: transaction.id };
      const [[row], entries, [hold], owing] = await Promise.all([
        readTransactions(database, [ref]),
        readEntries(database, ref),
        database.query<{ held: bigint }>(heldInLedger, [ref.company, holdOf(ref.id)]),
        database.query(owingWrongly, [ref.company]),
      ]);
      assert.ok(row);
      assert.deepEqual(owing, [], 'cards owe what the ledger says');
      const held = row.totals.held + feeSum(row.feesHeld);
      assert.equal(hold?.held ?? 0n, held, 'the ledger holds what is authorized, with its fees');
      if (row.deciding === null)
        assert.deepEqual(row.totals, sumEntries(entries), 'totals are sums over the entries');
      assert.equal(row.entries, entries.length);
      // Whoever hears of it alone knows all of this: the newest event says it, where there is one that was heard.
      const newest = heard.find(
        ({ subject, data }) => subject === row.id && data['sequence'] === row.sequence,
      );
      if (newest !== undefined)
        assert.deepEqual(
          [newest.data['state'], newest.data['fee_totals']],
          [
            row.state,
            { held: formatAmount(feeSum(row.feesHeld), 2), posted: formatAmount(feeSum(row.feesPosted), 2) },
          ],
        );
    },
  };
}
