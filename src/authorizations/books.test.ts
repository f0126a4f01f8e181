/**
 * Seeded lives of purchases on real cards beside an auditor who knows the rules of the money and none of the code. After every message
 * both must agree, to the cent: the answer, what the company is told, what each balance is, and what counts against the limits. What comes
 * at the same moment is in at-once.test.ts. A failure prints its seed.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CardNow, VelocityRule } from '../cards/index.ts';
import type { StoredEvent } from '../events/index.ts';
import { unreachable } from '../kernel/assert.ts';
import { Failure } from '../kernel/failures.ts';
import { formatAmount } from '../kernel/money.ts';
import { newId } from '../platform/ids.ts';
import type { CardOutcome, CompanyAnswer, Money } from './index.ts';
import { randomFrom } from '../../test/crash/random.ts';
import { seedFor } from '../../test/support/seed.ts';
import {
  createAuditor,
  type Asked,
  type AuditedCard,
  type AuditedPurchase,
  type Expected,
  type Program,
  type Told,
  type Word,
} from './testing/auditor.ts';
import { shop, testPurchases } from './testing/purchases.ts';
import { recompute } from './testing/recompute.ts';

const world = await testPurchases();
const steps = 700;
const dayMs = 86_400_000;

interface Scene {
  readonly name: string;
  readonly holding: bigint;
  /** Of all amounts: so large that no float is exact any more, in one of them. */
  readonly scale: bigint;
  readonly fees: Pick<Program, 'atmFee' | 'fxFeePpm'>;
  readonly rules: readonly VelocityRule[];
}

const scenes: readonly Scene[] = [
  {
    name: 'plenty',
    holding: 50_000_00n,
    scale: 1n,
    fees: { atmFee: 150n, fxFeePpm: 12_345n },
    rules: [],
  },
  {
    name: 'hardly enough, and fees that are felt',
    holding: 900_00n,
    scale: 1n,
    fees: { atmFee: 0n, fxFeePpm: 400_000n },
    rules: [],
  },
  {
    name: 'velocity rules',
    holding: 50_000_00n,
    scale: 1n,
    fees: { atmFee: 99n, fxFeePpm: 333n },
    rules: [
      { maxAuthorizations: 3, timeWindowSeconds: 60 },
      { maxAuthorizations: 8, timeWindowSeconds: 86_400 },
    ],
  },
  {
    name: 'amounts beyond what a float can say',
    holding: 50_000_00n * 10n ** 11n,
    scale: 10n ** 11n,
    fees: { atmFee: 1n, fxFeePpm: 29_999n },
    rules: [],
  },
];

const answers: Readonly<Record<Word, CompanyAnswer>> = {
  yes: { outcome: 'approve', durationMs: 1 },
  '51': { outcome: 'decline', answered: '51', responseCode: '51', durationMs: 1 },
  timeout: { outcome: 'none', why: 'timeout', durationMs: 1 },
  invalid: { outcome: 'none', why: 'invalid', durationMs: 1 },
  unreachable: { outcome: 'none', why: 'unreachable', durationMs: 1 },
};

const text = (cents: bigint): string => formatAmount(cents, 2);

/** What each company says when it is asked. */
const words = new Map<string, Word>();
world.answerWith(({ event }) => Promise.resolve(answers[words.get(event.company) ?? 'yes']));

suite('after each message the books are what an auditor expects', { concurrency: true }, () => {
  for (const scene of scenes)
    test(`${steps} messages: ${scene.name}`, () => play(scene, seedFor(`books: ${scene.name}`)));
});

/** What an event tells, in the words of the auditor. */
function toldBy({ subOperation, status, data, createdAt }: StoredEvent): Told {
  const what = `${subOperation}/${status}`;
  if (what.startsWith('CARD_BLOCKED')) return { what };
  const cents = (amount: unknown): bigint => BigInt(String(amount).replace('.', ''));
  const inCents = (amounts: unknown) =>
    Object.fromEntries(Object.entries(amounts as object).map(([name, amount]) => [name, cents(amount)]));
  const fees = inCents(data['fees']);
  const feeTotals = inCents(data['fee_totals']);
  const decline = data['decline_reason'] as { code: string } | null;
  return {
    what,
    bill: cents(data['bill_amount']),
    fees: { atm: fees['atm_fees']!, fx: fees['fx_fees']! },
    after: {
      ...inCents(data['totals']),
      feesHeld: feeTotals['held'],
      feesPosted: feeTotals['posted'],
    } as NonNullable<Told['after']>,
    at: createdAt.getTime(),
    ...(decline !== null && { code: decline.code }),
    ...(data['final'] !== undefined && { final: data['final'] === true }),
    ...(data['posted'] !== undefined && { posted: data['posted'] === true }),
    ...(data['over_posted'] !== undefined && { over: cents(data['over_posted']) }),
    ...(data['requested_amount'] !== undefined && { requested: cents(data['requested_amount']) }),
  };
}

async function play({ holding, scale, fees, rules }: Scene, seed: number): Promise<void> {
  const next = randomFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const oneIn = (n: number): boolean => below(n) === 0;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;

  const company = await world.company(holding);
  const program: Program = {
    enabled: true,
    mccBlocked: new Set(['5999']),
    countriesBlocked: new Set(['PRK']),
    perTransactionLimit: null,
    ...fees,
  };
  await world.cards.changeProgram(company, program);
  await world.cards.replaceVelocityRules(company, rules);
  const books = createAuditor(holding, program, rules);
  const moveTo = async (at: number): Promise<void> => {
    await world.setClock(company, new Date(at));
    books.moveTo(at);
  };
  // A month from now: on a card time does not run back.
  await moveTo(Date.now() + 30 * dayMs);
  let living: AuditedCard[] = [];
  const addCard = async (
    approvalMethod: CardNow['approvalMethod'],
    decision?: CardNow['decision'],
  ): Promise<void> => {
    const card = await world.card(company, { approvalMethod, ...(decision && { decision }) });
    living.push(books.addCard(card));
  };
  for (const method of ['TOP_UP', 'TOP_UP', 'NONE', 'WEBHOOK'] as const) await addCard(method);
  const upTo = 30_00n * scale;
  await addCard('WEBHOOK', { fallback: 'APPROVE', fallbackLimit: upTo, requireSignedAnswer: false });

  const cents = (most: number): bigint =>
    BigInt(below(most)) * scale + (scale > 1n ? BigInt(below(1e9)) : 0n) + 1n;
  const bill = (): bigint => cents(oneIn(10) ? 90_000 : 6_000);
  const money = (): Money => {
    const billed = bill();
    const currency = pick(['USD', 'USD', 'EUR', 'KWD', 'JPY']);
    return currency === 'USD'
      ? { bill: billed, amount: billed, currency, exchangeRate: null }
      : { bill: billed, amount: billed * 7n, currency, exchangeRate: '0.142857' };
  };
  const word = (): Word => (oneIn(3) ? pick(['51', 'timeout', 'invalid', 'unreachable'] as const) : 'yes');

  /** Transactions that the network knows of, by what the auditor has of them. */
  const known = new Map<AuditedPurchase, NonNullable<CardOutcome['transaction']>>();
  const networkIds = new Map<string, AuditedPurchase>();
  let seen = world.events.length;
  let step = 0;
  let what = '';
  const where = (): string => `seed ${seed}, step ${step}, ${what}`;

  /** Compares what was told since it was looked last, of this company. */
  const tells = (told: readonly Told[], purchase?: AuditedPurchase): void => {
    const heard = world.events.slice(seen).filter((event) => event.company === company);
    seen = world.events.length;
    assert.deepEqual(heard.map(toldBy), told, where());
    const numbers = heard.flatMap(({ data }) => data['sequence'] ?? []);
    if (purchase !== undefined)
      assert.deepEqual(
        numbers,
        numbers.map((_, at) => purchase.told - numbers.length + 1 + at),
        where(),
      );
  };

  const balancesAgree = async ({ card, ...audited }: AuditedCard): Promise<void> => {
    const it = books.cards.find((other) => other.card === card)!;
    const [balances, spending] = await Promise.all([
      world.balances(card),
      world.cards.spending(company, card.id),
    ]);
    assert.deepEqual(
      {
        holding: balances.holding,
        holdingHeld: balances.holdingHeld,
        card: balances.available,
        day: spending.day,
        week: spending.week,
        month: spending.month,
      },
      {
        holding: text(books.onHolding()),
        holdingHeld: text(books.heldOn()),
        card: text(books.onCard(it)),
        day: books.spent(it, 'day'),
        week: books.spent(it, 'week'),
        month: books.spent(it, 'month'),
      },
      `${where()}, ${audited.deleted ? 'deleted ' : ''}${card.approvalMethod}`,
    );
  };

  /** Said under a key of its own, so that it can come again. */
  let keys = 0;
  const said: {
    readonly send: (fingerprint: string) => Promise<CardOutcome>;
    readonly first: CardOutcome;
  }[] = [];

  /** Sends a message, and compares its answer and all that comes of it. */
  const agree = async (
    card: AuditedCard,
    expect: () => (Expected & { readonly purchase?: AuditedPurchase }) | undefined,
    send: (rest: { key: { text: string; fingerprint: string } }) => Promise<CardOutcome>,
    of?: AuditedPurchase,
  ): Promise<void> => {
    const key = `${seed}-${(keys += 1)}`;
    const sendAs = (fingerprint: string) => send({ key: { text: key, fingerprint } });
    const before = books.onCard(card);
    const expected = expect();
    if (expected === undefined) {
      await assert.rejects(
        sendAs('same'),
        (error) => error instanceof Failure && error.code === 'VAL',
        where(),
      );
      tells([]);
      return balancesAgree(card);
    }
    const outcome = await sendAs('same');
    const { approved, responseCode, approvedAmount, entry, transaction } = outcome;
    const { purchase = of } = expected;
    assert.deepEqual(
      {
        approved,
        responseCode,
        amount: approvedAmount,
        before: entry?.originalBalance,
        after: entry?.newBalance,
      },
      {
        approved: expected.approved,
        responseCode: expected.responseCode,
        amount: expected.amount,
        before,
        after: books.onCard(card),
      },
      where(),
    );
    tells(expected.told, purchase);
    await balancesAgree(card);
    if (purchase !== undefined && transaction !== null) known.set(purchase, transaction);
    said.push({ send: sendAs, first: outcome });
    if (said.length > 30) said.shift();
  };

  const authorize = async (): Promise<void> => {
    const card = pick(oneIn(12) ? books.cards : living);
    const networkTransactionId = oneIn(4) ? pick([...networkIds.keys(), newId('event')]) : null;
    const joined = networkIds.get(networkTransactionId ?? '');
    const joins = joined?.card === card ? joined : undefined;
    const purposes = ['purchase', 'purchase', 'purchase', 'atm', 'financial'] as const;
    const asked: Asked = {
      purpose:
        joins === undefined
          ? pick([...purposes, 'verification', 'balance_inquiry', 'refund'] as const)
          : pick(purposes),
      channel: oneIn(6) ? 'ATM' : 'POS',
      money: money(),
      mcc: oneIn(3) ? pick(['7011', '5999', '7995']) : shop.mcc,
      country: oneIn(15) ? 'PRK' : 'PRT',
      partialApproval: oneIn(2),
      cvv: oneIn(4) ? pick(['right', 'wrong'] as const) : null,
    };
    const says = word();
    what = `${asked.purpose} ${text(asked.money.bill)} ${asked.money.currency} on ${card.card.approvalMethod}, ${says}`;
    const { mcc, country, cvv, ...rest } = asked;
    await agree(
      card,
      () => {
        const expected = books.authorize(card, asked, says, joins);
        // Taken by another one, it is nobody's.
        if (networkTransactionId !== null && joined === undefined)
          networkIds.set(networkTransactionId, expected.purchase);
        return expected;
      },
      (key) => {
        words.set(company, says);
        return world.authorize(card.card, asked.money, {
          ...rest,
          ...key,
          networkTransactionId,
          merchant: { ...shop, mcc, country },
          cardData: { cvv, expiry: null },
        });
      },
    );
  };

  const beginOtherwise = async (): Promise<void> => {
    const card = pick(oneIn(4) ? books.cards : living);
    const kind = pick(['force_post', 'stand_in', 'refund_unlinked'] as const);
    const its = money();
    const final = oneIn(2);
    const networkTransactionId =
      kind !== 'refund_unlinked' && oneIn(2) ? pick([...networkIds.keys(), newId('event')]) : null;
    const joined = networkIds.get(networkTransactionId ?? '');
    const joins = joined?.card === card ? joined : undefined;
    what = `${kind} ${text(its.bill)} on ${card.card.approvalMethod}${joins ? ', joined' : ''}`;
    await agree(
      card,
      () => {
        const expected =
          kind === 'force_post'
            ? books.forcePost(card, its, shop.mcc, final, joins)
            : kind === 'stand_in'
              ? books.standIn(card, its, shop.mcc, joins)
              : books.refundUnlinked(card, its, shop.mcc);
        if (networkTransactionId !== null && joined === undefined)
          networkIds.set(networkTransactionId, expected.purchase);
        return expected;
      },
      (key) => world.first(kind, card.card, its as never, { ...key, final, networkTransactionId }),
    );
  };

  const goOn = async (): Promise<void> => {
    const [purchase, transaction] = pick([...known].slice(oneIn(4) ? 0 : -25));
    const { card } = purchase;
    const its = money();
    const some = oneIn(4) ? null : its;
    const { bill: asked } = its;
    const maybe = some === null ? null : asked;
    const kind = pick([
      'clear',
      'clear',
      'clear',
      'increment',
      'advise',
      'reverse',
      'reverse',
      'reverse_clearing',
      'refund',
      'reverse_refund',
      'cancel',
    ] as const);
    what = `${kind} ${text(asked)}`;
    switch (kind) {
      case 'clear': {
        const final = oneIn(2);
        return agree(
          card,
          () => books.clear(purchase, maybe, final),
          (key) => world.clear(transaction, some, { ...key, final }),
          purchase,
        );
      }
      case 'increment': {
        const says = word();
        const { mcc, country } = transaction.merchant;
        return agree(
          card,
          () => books.increment(purchase, asked, mcc, country!, says),
          (key) => {
            words.set(company, says);
            return world.later('increment', transaction, its, key);
          },
          purchase,
        );
      }
      case 'advise': {
        const adds = oneIn(3);
        return agree(
          card,
          () => books.advise(purchase, asked, adds ? 'on top' : 'comes to'),
          (key) => world.later('advise', transaction, its, { ...key, adds }),
          purchase,
        );
      }
      case 'reverse': {
        const remaining = oneIn(3) ? bill() : null;
        return agree(
          card,
          () => books.reverse(purchase, maybe, remaining),
          (key) => world.later('reverse', transaction, some, { ...key, remaining }),
          purchase,
        );
      }
      case 'reverse_clearing':
        return agree(
          card,
          () => books.reverseClearing(purchase, maybe),
          (key) => world.later('reverse_clearing', transaction, some, key),
          purchase,
        );
      case 'refund':
        return agree(
          card,
          () => books.refund(purchase, maybe),
          (key) => world.later('refund', transaction, some, key),
          purchase,
        );
      case 'reverse_refund':
        return agree(
          card,
          () => books.reverseRefund(purchase, maybe),
          (key) => world.later('reverse_refund', transaction, some, key),
          purchase,
        );
      case 'cancel':
        return agree(
          card,
          () => books.cancel(purchase),
          (key) => world.later('cancel', transaction, null, key),
          purchase,
        );
      default:
        return unreachable(kind);
    }
  };

  const sayAgain = async (): Promise<void> => {
    const { send, first } = pick(said);
    what = `again: ${first.entry?.kind}`;
    words.set(company, 'timeout');
    const sameSaid = ({ transaction, entry, approved, responseCode, approvedAmount }: CardOutcome) =>
      [transaction?.id, entry?.id, approved, responseCode, approvedAmount] as const;
    assert.deepEqual(sameSaid(await send('same')), sameSaid(first), where());
    const { approved, responseCode } = await send('other contents');
    assert.deepEqual([approved, responseCode], [false, '94'], where());
    tells([]);
  };

  const passTime = async (): Promise<void> => {
    const by = below(pick([1_000, 60_000, 3_600_000, 2 * dayMs, 9 * dayMs, 33 * dayMs]));
    what = `${by} ms later`;
    await moveTo(books.now() + by);
    const now = new Date(books.now());
    const { due, expire } = world.authorizations.expiry;
    for (const hold of await due(company, now, { after: undefined, most: 1_000 }))
      await expire([hold], 'f'.repeat(32));
    tells(books.runOut());
  };

  const changeCard = async (): Promise<void> => {
    const it = pick(living);
    const { id, approvalMethod, decision } = it.card;
    const limit = (most: number): bigint | null => (oneIn(2) ? cents(most) : null);
    const change = pick([
      'balance',
      'balance',
      'balance',
      'limits',
      'freeze',
      'unblock',
      'unblock',
      'delete',
      'reissue',
      'program',
    ] as const);
    what = change;
    switch (change) {
      case 'balance': {
        if (approvalMethod !== 'TOP_UP') return;
        const kind = pick(['set', 'add', 'subtract'] as const);
        const amount = BigInt(below(Number(holding / scale / 8n))) * scale;
        const done = books.changeBalance(it, kind, amount);
        const asked = world.cards.changeBalance(company, id, { kind, amount });
        return done ? void (await asked) : assert.rejects(asked, Failure, where());
      }
      case 'limits': {
        const limits = {
          perTransaction: limit(60_000),
          daily: limit(60_000),
          weekly: limit(120_000),
          monthly: limit(200_000),
        };
        it.limits = limits;
        return void (await world.cards.changeLimits(company, id, limits));
      }
      case 'freeze':
        it.frozen = oneIn(3);
        return void (await world.cards.freeze(company, id, it.frozen));
      case 'unblock':
        books.unblock(it);
        return world.cards.unblock(company, id);
      case 'delete':
        if (!oneIn(3)) return;
        await world.cards.delete(company, id);
        books.deleteCard(it);
        living = living.filter((other) => other !== it);
        return addCard(approvalMethod, decision);
      case 'reissue':
        return books.reissue(it, (await world.cards.reissue(company, id)).expiresAt);
      case 'program':
        Object.assign(program, {
          enabled: !oneIn(6),
          perTransactionLimit: limit(90_000),
          atmFee: fees.atmFee === 0n ? 0n : BigInt(below(300)),
          fxFeePpm: oneIn(2) ? fees.fxFeePpm : BigInt(below(500_000)),
        });
        return void (await world.cards.changeProgram(company, { ...program }));
      default:
        return unreachable(change);
    }
  };

  for (step = 0; step < steps; step += 1) {
    if (step % 60 === 10) await passTime();
    if (oneIn(8)) await changeCard();
    const turn = below(16);
    if (turn < 5 || known.size === 0) await authorize();
    else if (turn < 7) await beginOtherwise();
    else if (turn < 14) await goOn();
    else if (turn < 15) await sayAgain();
    else await passTime();
    if (step % 100 === 99) assert.deepEqual(await recompute(world.database, company, rules), [], where());
  }
  // Whatever was held runs out, and in four years every card.
  what = 'the end';
  await moveTo(books.now() + 1_500 * dayMs);
  const due = await world.authorizations.expiry.due(company, new Date(books.now()), {
    after: undefined,
    most: 1_000,
  });
  for (const hold of due) await world.authorizations.expiry.expire([hold], 'f'.repeat(32));
  tells(books.runOut());
  await authorize();
  for (const card of books.cards) await balancesAgree(card);
  assert.equal(books.heldOn(), 0n);
  assert.deepEqual(await recompute(world.database, company, rules), [], where());
}
