import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardNow, ThreeDsType } from '../../cards/index.ts';
import { testSecrets } from '../../cards/testing/cards.ts';
import { createEvents, type StoredEvent } from '../../events/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { sql } from '../../platform/database.ts';
import { createChallenges, type Challenge } from '../index.ts';
import { shop, testPurchases, traceId, usd } from '../testing/purchases.ts';
import { hashesOfCode } from './codes.ts';
import { readTakenCodes } from './store.ts';

const world = await testPurchases();
const { database } = world;
const secrets = testSecrets('events');
const told: StoredEvent[] = [];
const events = createEvents({
  database,
  secrets,
  checked: true,
  fanout: (tx, stored) => {
    tx.afterCommit(() => told.push(...stored));
    return Promise.resolve();
  },
});
const challenges = createChallenges({ database, secrets, events });

const minute = 60_000;

/** A card of a company that wants purchases above 30 USD confirmed, and whose clock stands. */
async function cardWithThreeDs(
  threeDs: ThreeDsType = 'FORWARDED',
): Promise<{ card: CardNow; wait: (ms: number) => Promise<void> }> {
  const company = await world.company();
  await world.cards.changeProgram(company, { threeDsThreshold: 3_000n });
  const card = await world.card(company, { approvalMethod: 'NONE' });
  await world.cards.changeTerms(company, card.id, { threeDs });
  let now = new Date();
  const wait = async (ms: number): Promise<void> => {
    now = new Date(now.getTime() + ms);
    await world.setClock(company, now);
  };
  await wait(1_000);
  return { card, wait };
}

const begin = async (
  card: CardNow,
  amount = '50.00',
  currency = 'USD',
): Promise<{ challenge: Challenge; code: string }> => {
  const { challenge } = await challenges.begin({
    company: card.company,
    card: card.id,
    merchant: shop,
    currency,
    amount: usd(amount).bill,
    traceId,
  });
  return { challenge, code: codeOf(challenge) };
};

const codeOf = (challenge: Challenge): string =>
  String(told.find(({ id }) => id === challenge.event)?.data['code']);

const passed = async (card: CardNow, amount?: string, currency?: string): Promise<Challenge['id']> => {
  const { challenge, code } = await begin(card, amount, currency);
  const { company, card: id } = challenge;
  assert.equal((await challenges.decide({ company, card: id, code, approve: true })).state, 'passed');
  return challenge.id;
};

const decide = (card: CardNow, code: string, approve: boolean) =>
  challenges.decide({ company: card.company, card: card.id, code, approve });

/** The decline of a purchase over the internet; undefined where it was approved. */
const buy = async (
  card: CardNow,
  challenge: Challenge['id'] | null,
  rest: Parameters<typeof world.authorize>[2] = {},
  amount: Parameters<typeof world.authorize>[1] = '50.00',
): Promise<string | undefined> => {
  const outcome = await world.authorize(card, amount, { channel: 'ECOMMERCE', challenge, ...rest });
  return outcome.entry?.decline?.code;
};

const fails = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

test('the cardholder is asked with a code of six digits, kept sealed and shown in the event alone', async () => {
  const { card } = await cardWithThreeDs();
  const { challenge, code } = await begin(card, '89.90');
  assert.match(code, /^\d{6}$/);
  const event = told.find(({ id }) => id === challenge.event);
  assert.deepEqual(event?.data, {
    challenge_id: challenge.id,
    code,
    card_id: card.id,
    merchant_name: shop.name,
    merchant_country: 'PRT',
    transaction_amount: '89.90',
    transaction_currency: 'USD',
    transaction_timestamp: challenge.createdAt.toISOString(),
    expires_at: new Date(challenge.createdAt.getTime() + 5 * minute).toISOString(),
  });
  const stored = await rowsWith(challenge);
  assert.ok(!JSON.stringify(stored).includes(code));
  const shown = await events.find(card.company, challenge.event);
  assert.equal((JSON.parse(shown?.body ?? '{}') as { data: object }).data['code' as never], undefined);
});

const rowOf = sql(
  'test.challengeRow',
  'SELECT row_to_json(c) AS row FROM three_ds_challenges c WHERE id = $1',
);
const eventRow = sql('test.challengeEvent', 'SELECT body, sealed FROM events WHERE id = $1');
const rowsWith = async ({ id, event }: Challenge) => [
  await database.query(rowOf, [id]),
  await database.query<{ body: string; sealed: boolean }>(eventRow, [event]),
];

test('what is above the threshold needs a passed challenge; it is used up by one authorization', async () => {
  const { card } = await cardWithThreeDs();
  assert.equal(await buy(card, null), 'C301');
  assert.equal(await buy(card, null, {}, '30.00'), undefined);
  assert.equal(await buy(card, null, {}, '30.01'), 'C301');
  const challenge = await passed(card);
  assert.equal(await buy(card, challenge), undefined);
  assert.equal(await buy(card, challenge), 'C301');
});

test('recurring and merchant-initiated payments, mail order, terminals and cash are exempt', async () => {
  const { card } = await cardWithThreeDs();
  assert.equal(await buy(card, null, { initiatedBy: 'merchant' }), undefined);
  assert.equal(await buy(card, null, { channel: 'MOTO' }), undefined);
  assert.equal(await buy(card, null, { channel: 'POS' }), undefined);
  assert.equal(await buy(card, null, { channel: 'ATM', purpose: 'atm' }), undefined);
  assert.equal(await buy(card, null, { purpose: 'financial' }), 'C301');
});

test('an outcome is bound to card, merchant, currency, and at most the amount', async () => {
  const { card } = await cardWithThreeDs();
  const other = await world.card(card.company, { approvalMethod: 'NONE' });
  const challenge = await passed(card);
  assert.equal(await buy(other, challenge), 'C301');
  assert.equal(await buy(card, challenge, { merchant: { ...shop, name: 'Another Shop' } }), 'C301');
  assert.equal(await buy(card, challenge, { merchant: { ...shop, id: 'M-2' } }), 'C301');
  const eur = { bill: 5_000n, amount: 5_000n, currency: 'EUR', exchangeRate: '1.000000' };
  assert.equal(await buy(card, challenge, {}, eur), 'C301');
  assert.equal(await buy(card, challenge, {}, '50.01'), 'C301');
  assert.equal(await buy(card, challenge, { merchant: { ...shop, city: 'Porto' } }, '49.99'), undefined);
  const inEur = await passed(card, '50.00', 'EUR');
  assert.equal(await buy(card, inEur, {}, { ...eur, bill: 5_400n }), undefined);
});

test('two purchases at the same moment cannot both use one outcome', async () => {
  const { card } = await cardWithThreeDs();
  const challenge = await passed(card);
  const outcomes = await Promise.all([buy(card, challenge), buy(card, challenge)]);
  assert.deepEqual(
    outcomes.toSorted((a) => (a === undefined ? 1 : -1)),
    ['C301', undefined],
  );
});

test('a purchase that the rules refuse uses nothing up', async () => {
  const { card } = await cardWithThreeDs();
  const challenge = await passed(card, '5000.00');
  assert.equal(await buy(card, challenge, {}, '4000.00'), 'M101');
  assert.equal(await buy(card, challenge, {}, '400.00'), undefined);
});

test('what the cardholder declines is C302, whatever the amount; pending is C301', async () => {
  const { card } = await cardWithThreeDs();
  const { challenge, code } = await begin(card);
  assert.equal(await buy(card, challenge.id), 'C301');
  await decide(card, code, false);
  assert.equal(await buy(card, challenge.id), 'C302');
  assert.equal(await buy(card, challenge.id, {}, '5.00'), 'C302');
});

test('three wrong codes and it has failed; two are forgiven', async () => {
  const { card } = await cardWithThreeDs();
  const wrong = (code: string) => (code === '000000' ? '111111' : '000000');
  const first = await begin(card);
  const say = (id: string, code: string) => challenges.answer(card.company, id, { code, approve: true });
  assert.deepEqual((await say(first.challenge.id, wrong(first.code))).tries, 1);
  assert.deepEqual((await say(first.challenge.id, wrong(first.code))).state, 'pending');
  assert.equal((await say(first.challenge.id, first.code)).state, 'passed');
  assert.equal(await buy(card, first.challenge.id), undefined);

  const second = await begin(card);
  for (const state of ['pending', 'pending', 'failed'])
    assert.equal((await say(second.challenge.id, wrong(second.code))).state, state);
  await assert.rejects(say(second.challenge.id, second.code), fails('CHALLENGE_DECISION_CONFLICT'));
  assert.equal(await buy(card, second.challenge.id), 'C302');
  await assert.rejects(say('ch_nothing', '000000'), fails('NOT_FOUND'));
});

test('decided once: the same answer again changes nothing, the opposite is refused; a code is of one card', async () => {
  const { card } = await cardWithThreeDs();
  const other = await world.card(card.company, { approvalMethod: 'NONE' });
  const { code } = await begin(card);
  await assert.rejects(decide(other, code, true), fails('NOT_FOUND'));
  assert.equal((await decide(card, code, true)).state, 'passed');
  assert.equal((await decide(card, code, true)).state, 'passed');
  await assert.rejects(decide(card, code, false), fails('CHALLENGE_DECISION_CONFLICT'));
  await assert.rejects(decide(card, code === '123456' ? '654321' : '123456', true), fails('NOT_FOUND'));
  const declined = await begin(card);
  await decide(card, declined.code, false);
  await assert.rejects(decide(card, declined.code, true), fails('CHALLENGE_DECISION_CONFLICT'));
});

test('a code that a challenge has had is not drawn again: an answer that comes twice decides no later challenge', async () => {
  const { card } = await cardWithThreeDs();
  const { company, id } = card;
  const { code } = await begin(card);
  await decide(card, code, false);
  const hashes = hashesOfCode(secrets, { company, card: id, code });
  const taken = await database.work((tx) => readTakenCodes(tx, company, id, hashes));
  assert.deepEqual(taken, hashes);
});

test('five minutes by the company’s clock, then C303, and an answer comes too late', async () => {
  const { card, wait } = await cardWithThreeDs();
  const { challenge, code } = await begin(card);
  await wait(5 * minute - 1);
  assert.deepEqual(await challenges.due(card.company, new Date(challenge.expiresAt.getTime() - 1), all), []);
  await wait(1);
  assert.equal(await buy(card, challenge.id), 'C303');
  await assert.rejects(decide(card, code, true), fails('VAL'));
  assert.equal(await buy(card, challenge.id), 'C303');
  const [, event] = await rowsWith(challenge);
  assert.equal((event as { sealed: boolean }[])[0]?.sealed, false);
});

const all = { after: undefined, most: 100 };

test('the code is erased with the decision, and with the time-out', async () => {
  const { card, wait } = await cardWithThreeDs();
  const decided = await begin(card);
  await decide(card, decided.code, true);
  const timedOut = await begin(card);
  const running = await begin(card);
  await wait(2 * minute);
  const later = await begin(card);
  await wait(3 * minute);
  const due = await challenges.due(card.company, timedOut.challenge.expiresAt, all);
  assert.deepEqual(
    due.map(({ id }) => id),
    [timedOut.challenge.id, running.challenge.id],
  );
  assert.equal(await challenges.expire(due), 2);
  assert.equal(await challenges.expire(due), 0);
  for (const { challenge, code } of [decided, timedOut, running]) {
    const [, [event]] = (await rowsWith(challenge)) as [unknown, { body: string; sealed: boolean }[]];
    assert.equal(event?.sealed, false);
    assert.ok(!event?.body.includes(code));
    const key = { company: card.company, event: challenge.event };
    assert.equal((await events.toSend(database, [key])).size, 0);
  }
  const [, [open]] = (await rowsWith(later.challenge)) as [unknown, { sealed: boolean }[]];
  assert.equal(open?.sealed, true);
});

test('the worker ends what has timed out by the clocks that run', async () => {
  const company = await world.company();
  const card = await world.card(company, { approvalMethod: 'NONE' });
  await begin(card);
  const { card: standing } = await cardWithThreeDs();
  await begin(standing);
  assert.equal(await challenges.expireAllDue(new Date()), 0);
  assert.equal(await challenges.expireAllDue(new Date(Date.now() + 5 * minute + 1_000)), 1);
});

test('a card with 3-D Secure disabled is never asked: C301 above the threshold', async () => {
  const { card } = await cardWithThreeDs();
  const challenge = await passed(card);
  await world.cards.changeTerms(card.company, card.id, { threeDs: 'DISABLED' });
  await assert.rejects(begin(card), fails('VAL'));
  assert.equal(await buy(card, challenge), 'C301');
  assert.equal(await buy(card, null, {}, '29.00'), undefined);
  await world.cards.freeze(card.company, card.id, true);
  await assert.rejects(begin(card), fails('VAL'));
});
