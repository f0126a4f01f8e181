/**
 * Random messages of every kind, many at the same moment and most to two processes, while balances, limits and cards are changed: whenever
 * it is quiet, everything is what a slow re-computation from the entries says. A failure prints its seed.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { randomFrom } from '../../test/crash/random.ts';
import { seedFor } from '../../test/support/seed.ts';
import type { CardNow } from '../cards/index.ts';
import { Failure } from '../kernel/failures.ts';
import { newId } from '../platform/ids.ts';
import type { CardOperation, CardOutcome, CardTransaction, CompanyAnswer, Money } from './index.ts';
import { otherProcess } from './testing/other-process.ts';
import { shop, swipeOf, testPurchases, traceId } from './testing/purchases.ts';
import { recompute } from './testing/recompute.ts';

const world = await testPurchases();
const rounds = 20;
/** By how much a clock moves at most: so that velocity rules have something to count, or so that holds run out. */
const inAnHour = [1_000, 20_000, 90_000, 3_600_000];
const inAMonth = [90_000, 7_200_000, 2 * 86_400_000, 9 * 86_400_000];
const atOnce = 30;

interface Scene {
  readonly name: string;
  readonly holding: bigint;
  readonly program: { readonly atmFee: bigint; readonly fxFeePpm: bigint };
  readonly rules: readonly { readonly maxAuthorizations: number; readonly timeWindowSeconds: number }[];
}

const scenes: readonly Scene[] = [
  { name: 'plenty', holding: 100_000_00n, program: { atmFee: 150n, fxFeePpm: 12_345n }, rules: [] },
  { name: 'hardly enough', holding: 1_500_00n, program: { atmFee: 0n, fxFeePpm: 400_000n }, rules: [] },
  {
    name: 'velocity rules',
    holding: 100_000_00n,
    program: { atmFee: 150n, fxFeePpm: 333n },
    rules: [
      { maxAuthorizations: 5, timeWindowSeconds: 60 },
      { maxAuthorizations: 9, timeWindowSeconds: 3_600 },
    ],
  },
];

const laterKinds = [
  'clear',
  'increment',
  'advise',
  'reverse',
  'reverse_clearing',
  'refund',
  'reverse_refund',
  'expire',
  'cancel',
] as const;

for (const scene of scenes) {
  test(`random messages at the same moment: ${scene.name}`, () =>
    play(scene, seedFor(`at once: ${scene.name}`)));
}

async function play({ holding, program, rules }: Scene, seed: number): Promise<void> {
  const next = randomFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const oneIn = (n: number): boolean => below(n) === 0;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;

  const company = await world.company(holding);
  await world.cards.changeProgram(company, program);
  await world.cards.replaceVelocityRules(company, rules);
  const cards: CardNow[] = [];
  const addCard = async (approvalMethod: CardNow['approvalMethod']): Promise<void> => {
    const card = await world.card(company, { approvalMethod });
    if (approvalMethod === 'TOP_UP')
      await ends(world.cards.changeBalance(company, card.id, { kind: 'set', amount: holding / 10n }));
    cards.push(card);
  };
  for (const method of ['TOP_UP', 'TOP_UP', 'NONE', 'WEBHOOK', 'WEBHOOK'] as const) await addCard(method);

  // It stands while messages are under way, so that what a company is asked about counts at the moment of its entry.
  let clock = Date.now() + 86_400_000;
  const moveClock = (byMs: number): Promise<void> => world.setClock(company, new Date((clock += byMs)));
  await moveClock(0);

  const answer = async (): Promise<CompanyAnswer> => {
    const durationMs = below(5);
    if (oneIn(2)) await sleep(durationMs);
    if (oneIn(2)) return { outcome: 'approve', durationMs };
    if (oneIn(2)) return { outcome: 'decline', answered: '51', responseCode: '51', durationMs };
    return { outcome: 'none', why: pick(['timeout', 'invalid', 'unreachable']), durationMs };
  };
  world.answerWith(answer);
  await using other = otherProcess(world.database, answer);
  // Ids tell what came first; those that two processes make in one millisecond do not.
  const processes = rules.length > 0 ? [other] : [world.authorizations, other];

  const known: CardTransaction[] = [];
  const networkIds = Array.from({ length: 20 }, () => newId('event'));
  let messages = 0;
  const money = (): Money => {
    const bill = BigInt(1 + below(oneIn(10) ? 60_000 : 9_000));
    const currency = pick(['USD', 'USD', 'EUR', 'KWD', 'JPY']);
    return currency === 'USD'
      ? { bill, amount: bill, currency, exchangeRate: null }
      : { bill, amount: bill * 10n, currency, exchangeRate: '0.100000' };
  };
  const message = (): CardOperation => {
    messages += 1;
    const key = oneIn(3) ? { text: `${seed}-${messages}`, fingerprint: 'same' } : null;
    const old = known.at(-1 - below(Math.min(known.length, oneIn(2) ? 10 : 150)));
    if (old === undefined || oneIn(2)) {
      const joined = oneIn(6) ? old : undefined;
      const card = cards.find(({ id }) => id === joined?.card) ?? pick(cards);
      const swipe = swipeOf(card, money(), {
        key,
        purpose: pick(['purchase', 'purchase', 'purchase', 'atm', 'financial', 'verification', 'refund']),
        channel: pick(['POS', 'POS', 'ATM', 'ECOMMERCE']),
        partialApproval: oneIn(2),
        networkTransactionId: oneIn(2) ? pick(networkIds) : null,
        merchant: oneIn(8) ? { ...shop, mcc: '7011' } : shop,
        ...(joined === undefined ? {} : { joins: joined.id }),
      });
      const kind = pick([
        'authorize',
        'authorize',
        'authorize',
        'stand_in',
        'force_post',
        'refund_unlinked',
      ] as const);
      return { ...swipe, kind, final: !oneIn(3) };
    }
    const kind = pick(laterKinds);
    return {
      kind,
      company,
      traceId,
      key,
      transaction: old.id,
      money: oneIn(3) && kind !== 'increment' && kind !== 'advise' ? null : money(),
      final: oneIn(2),
      adds: oneIn(3),
      due: null,
      remaining: oneIn(4) ? BigInt(below(4_000)) : null,
      reason: 'Cancelled by the network.',
      ...(oneIn(3) ? { takes: pick(['hold', 'posting'] as const) } : {}),
    } as CardOperation;
  };

  // Of a reversal that ended a question the entry is the question's: a repeat finds none of its own.
  const told = (
    { transaction, entry, approved, responseCode, approvedAmount }: CardOutcome,
    { key }: CardOperation,
  ) => {
    const own = entry?.networkKey === key?.text ? entry?.id : undefined;
    return [transaction?.id, own, approved, responseCode, approvedAmount].join(' ');
  };
  const send = async (): Promise<void> => {
    const operation = message();
    const submit = (): Promise<CardOutcome | undefined> => ends(pick(processes).submit(operation));
    const [outcome, repeat] = await Promise.all([
      submit(),
      operation.key === null || oneIn(2) ? undefined : submit(),
    ]);
    for (const heard of [outcome, repeat])
      if (heard?.transaction && (heard.approved || oneIn(4))) known.push(heard.transaction);
    if (outcome !== undefined && repeat !== undefined)
      assert.equal(
        told(repeat, operation),
        told(outcome, operation),
        `seed ${seed}: a repeat of ${operation.kind} is told the same`,
      );
    const method = cards.find(({ id }) => id === outcome?.entry?.card)?.approvalMethod;
    // Where the company was asked, the money was held before; what nobody refuses may have come since.
    if (outcome?.entry?.kind === 'authorization' && method !== 'WEBHOOK')
      assert.ok(
        outcome.entry.newBalance >= 0n,
        `seed ${seed}: ${outcome.entry.id} was approved beyond what there was`,
      );
  };
  const change = async (): Promise<void> => {
    const { id, approvalMethod } = pick(cards);
    const limit = (): bigint | null => (oneIn(3) ? BigInt(below(400_000)) : null);
    switch (below(8)) {
      case 0:
        return void (await ends(
          world.cards.changeLimits(company, id, {
            perTransaction: null,
            daily: limit(),
            weekly: limit(),
            monthly: null,
          }),
        ));
      case 1:
        return void (await ends(world.cards.freeze(company, id, oneIn(3))));
      case 2:
        if (!oneIn(4)) return;
        await ends(world.cards.delete(company, id));
        // What is held on it goes on; new messages are for others, most of them.
        if (oneIn(2))
          cards.splice(
            cards.findIndex((card) => card.id === id),
            1,
          );
        return addCard(approvalMethod);
      default: {
        const kind = pick(['set', 'add', 'subtract'] as const);
        return void (await ends(
          world.cards.changeBalance(company, id, { kind, amount: BigInt(below(Number(holding / 8n))) }),
        ));
      }
    }
  };

  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(Array.from({ length: atOnce }, () => (oneIn(10) ? change() : send())));
    assert.deepEqual(await recompute(world.database, company, rules), [], `seed ${seed}, round ${round}`);
    for (const { id } of cards) await ends(world.cards.unblock(company, id));
    await moveClock(below(pick(rules.length > 0 ? inAnHour : inAMonth)));
    const due = await other.expiry.due(company, new Date(clock), { after: undefined, most: 20 });
    await other.expiry.expire(due, traceId);
  }
}

/** What there was to say; a refusal by a rule is an answer, too. */
async function ends<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
