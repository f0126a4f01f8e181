/**
 * A seeded workload on real cards beside an auditor who keeps the expected books in memory. After every step both must
 * agree. What comes at the same moment is in at-once.test.ts.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardNow } from '../cards/index.ts';
import { Failure } from '../kernel/failures.ts';
import { formatAmount, maxBigint } from '../kernel/money.ts';
import { sql } from '../platform/database.ts';
import { randomInt } from '../platform/random.ts';
import type { CardOutcome, CardTransaction } from './index.ts';
import { readTransactions } from './store/transactions-store.ts';
import { randomFrom } from '../../test/crash/random.ts';
import { testPurchases } from './testing/purchases.ts';

const world = await testPurchases();
const workloads = 4;
const steps = 2_500;

/** Chooses what happens next. */
function seeded(seed: number) {
  const next = randomFrom(seed);
  return {
    below: (n: number): number => Math.floor(next() * n),
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T,
  };
}

/** What the auditor knows of a purchase, in cents. */
interface Expected {
  transaction: CardTransaction;
  card: CardNow;
  held: bigint;
  cleared: bigint;
  refunded: bigint;
}

interface Account {
  readonly card: CardNow;
  posted: bigint;
}

/** The expected books: what each card and the holding have posted, and what each purchase holds. */
class Auditor {
  readonly purchases: Expected[] = [];
  readonly accounts: readonly Account[];
  holding: bigint;

  constructor(accounts: readonly Account[], holding: bigint) {
    this.accounts = accounts;
    this.holding = holding;
  }

  held(card?: CardNow): bigint {
    return this.purchases
      .filter((it) => card === undefined || it.card === card)
      .reduce((sum, it) => sum + it.held, 0n);
  }

  posted(card: CardNow): bigint {
    return this.accounts.find((account) => account.card === card)?.posted ?? 0n;
  }

  available(card: CardNow): bigint {
    const holding = this.holding - this.held();
    if (card.approvalMethod !== 'TOP_UP') return holding;
    const own = this.posted(card) - this.held(card);
    return own < holding ? own : holding;
  }

  move(card: CardNow, amount: bigint): void {
    this.holding += amount;
    const account = this.accounts.find((it) => it.card === card);
    if (account !== undefined && card.approvalMethod === 'TOP_UP') account.posted += amount;
  }
}

const text = (cents: bigint): string => formatAmount(cents, 2);

const totals = sql(
  'test.books',
  `SELECT (SELECT coalesce(sum(held), 0)::numeric FROM ledger_holds WHERE company_id = $1) AS holds,
     (SELECT held FROM ledger_accounts WHERE company_id = $1 AND name = 'holding') AS on_holding,
     (SELECT coalesce(sum(held + atm_fee_held + fx_fee_held), 0)::numeric FROM card_transactions WHERE company_id = $1) AS of_purchases,
     (SELECT coalesce(sum(debit) - sum(credit), 0)::numeric FROM ledger_postings WHERE company_id = $1) AS unbalanced`,
);

async function booksAgree(company: string): Promise<void> {
  const [books] = await world.database.query<{
    holds: bigint;
    on_holding: bigint;
    of_purchases: bigint;
    unbalanced: bigint;
  }>(totals, [company]);
  assert.ok(books);
  assert.equal(books.holds, books.on_holding, 'the holding holds what all holds say');
  assert.equal(books.of_purchases, books.on_holding, 'and what all purchases say');
  assert.equal(books.unbalanced, 0n, 'postings balance');
}

async function setUp(): Promise<{ company: CardNow['company']; auditor: Auditor }> {
  const company = await world.company(50_000_00n);
  const cards = [
    await world.card(company, { approvalMethod: 'TOP_UP' }),
    await world.card(company, { approvalMethod: 'TOP_UP' }),
    await world.card(company, { approvalMethod: 'NONE' }),
    await world.card(company, { approvalMethod: 'WEBHOOK' }),
  ];
  world.answerWith({ outcome: 'approve', durationMs: 1 });
  const accounts: Account[] = [];
  for (const card of cards) {
    if (card.approvalMethod === 'TOP_UP') {
      await world.cards.changeBalance(company, card.id, { kind: 'set', amount: 10_000_00n });
    }
    accounts.push({ card, posted: 10_000_00n });
  }
  return { company, auditor: new Auditor(accounts, 50_000_00n) };
}

test(`${workloads * steps} random messages: after each the books are what the auditor expects`, async () => {
  await Promise.all(Array.from({ length: workloads }, () => playAndAudit(randomInt(0, 2 ** 31))));
});

async function playAndAudit(seed: number): Promise<void> {
  const random = seeded(seed);
  const { company, auditor } = await setUp();
  const amount = (): bigint => BigInt(1 + random.below(random.below(8) === 0 ? 400_000 : 6_000));

  const check = async (card: CardNow, step: number, what: string): Promise<void> => {
    const balances = await world.balances(card);
    const where = `seed ${seed}, step ${step}, ${what}`;
    assert.equal(balances.holding, text(auditor.holding - auditor.held()), `${where}: holding`);
    assert.equal(balances.holdingHeld, text(auditor.held()), `${where}: held on the holding`);
    if (card.approvalMethod === 'TOP_UP') {
      assert.equal(balances.available, text(auditor.posted(card) - auditor.held(card)), `${where}: card`);
    }
  };

  const authorize = async (card: CardNow): Promise<void> => {
    const bill = amount();
    const expected = bill <= auditor.available(card);
    const outcome = await world.authorize(card, text(bill));
    assert.equal(
      outcome.approved,
      expected,
      `seed ${seed}: ${text(bill)} of ${text(auditor.available(card))}`,
    );
    const { transaction } = outcome;
    if (!outcome.approved || transaction === null) return;
    auditor.purchases.push({ transaction, card, held: bill, cleared: 0n, refunded: 0n });
    if (auditor.purchases.length > 40)
      auditor.purchases.splice(
        0,
        auditor.purchases.findIndex((it) => it.held > 0n || true),
      );
  };

  type Later = (purchase: Expected) => Promise<CardOutcome>;
  const later: Record<string, Later> = {
    clear: async (it) => {
      const bill = amount();
      const final = random.below(2) === 0;
      const outcome = await world.clear(it.transaction, text(bill), { final });
      it.held = final ? 0n : maxBigint(0n, it.held - bill);
      it.cleared += bill;
      auditor.move(it.card, -bill);
      return outcome;
    },
    reverse: async (it) => {
      const bill = amount();
      const outcome = await world.later('reverse', it.transaction, text(bill));
      assert.equal(
        outcome.approved,
        bill <= it.held,
        `seed ${seed}: reverse ${text(bill)} of ${text(it.held)}`,
      );
      if (outcome.approved) it.held -= bill;
      return outcome;
    },
    expire: async (it) => {
      const outcome = await world.later('expire', it.transaction);
      it.held = 0n;
      return outcome;
    },
    increment: async (it) => {
      const bill = amount();
      const expected = bill <= auditor.available(it.card);
      const outcome = await world.later('increment', it.transaction, text(bill));
      assert.equal(outcome.approved, expected, `seed ${seed}: increment`);
      if (outcome.approved) it.held += bill;
      return outcome;
    },
    advise: async (it) => {
      const bill = amount();
      const before = await readTransactions(world.database, [{ company, id: it.transaction.id }]);
      const outcome = await world.later('advise', it.transaction, text(bill));
      if (before[0]?.closed !== true) it.held = maxBigint(0n, bill - it.cleared);
      return outcome;
    },
    refund: async (it) => {
      const bill = amount();
      const outcome = await world.later('refund', it.transaction, text(bill));
      it.refunded += bill;
      auditor.move(it.card, bill);
      return outcome;
    },
    reverseRefund: async (it) => {
      const bill = amount();
      const outcome = await world.later('reverse_refund', it.transaction, text(bill));
      assert.equal(outcome.approved, bill <= it.refunded, `seed ${seed}: reverse refund`);
      if (outcome.approved) {
        it.refunded -= bill;
        auditor.move(it.card, -bill);
      }
      return outcome;
    },
    reverseClearing: async (it) => {
      const bill = amount();
      const outcome = await world.later('reverse_clearing', it.transaction, text(bill));
      assert.equal(outcome.approved, bill <= it.cleared, `seed ${seed}: reverse clearing`);
      if (outcome.approved) {
        it.cleared -= bill;
        auditor.move(it.card, bill);
      }
      return outcome;
    },
  };
  const kinds = Object.keys(later);

  let touched: CardNow = auditor.accounts[0]?.card as CardNow;
  for (let step = 0; step < steps; step += 1) {
    let what = 'authorize';
    const purchase = random.below(3) === 0 ? undefined : random.pick(auditor.purchases);
    if (purchase === undefined) {
      touched = random.pick(auditor.accounts).card;
      await authorize(touched);
    } else {
      what = random.pick(kinds);
      touched = purchase.card;
      const act = later[what] as Later;
      try {
        await act(purchase);
      } catch (error) {
        // What fits no such purchase is refused with a sentence, and moves nothing.
        if (!(error instanceof Failure) || error.code !== 'VAL') throw error;
      }
    }
    await check(touched, step, what);
    if (step % 500 === 0) await booksAgree(company);
  }
  for (const { card } of auditor.accounts) await check(card, steps, 'the end');
  await booksAgree(company);
  for (const { transaction } of auditor.purchases) await world.audit(transaction);
}
