import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeadlock, sql } from '../platform/database.ts';
import type { CardOperation, CardOutcome } from './index.ts';
import { otherProcess } from './testing/other-process.ts';
import { cents, swipeOf, testPurchases } from './testing/purchases.ts';

const world = await testPurchases();
const lockBooks = sql('test.lockBooks', 'SELECT FROM ledger_accounts WHERE company_id = $1 FOR UPDATE');
const lockCard = sql(
  'test.lockCard',
  'SELECT FROM card_states WHERE company_id = $1 AND card_id = $2 FOR UPDATE',
);
const waiters = sql(
  'test.waiters',
  `SELECT count(*)::int AS count FROM pg_stat_activity
   WHERE datname = current_database() AND wait_event_type = 'Lock'`,
);

const forced = (card: Parameters<typeof swipeOf>[0], rest: object): CardOperation => ({
  ...swipeOf(card, '1.00', rest),
  kind: 'force_post',
  final: true,
});

/** Two processes that have both looked whether it is new when the first of them writes. */
async function atOnce(rest: object): Promise<CardOutcome[]> {
  const company = await world.company(cents('100.00'));
  const cards = [
    await world.card(company, { approvalMethod: 'NONE' }),
    await world.card(company, { approvalMethod: 'NONE' }),
  ];
  await using one = otherProcess(world.database);
  await using other = otherProcess(world.database);
  let answers: Promise<CardOutcome[]> | undefined;
  await world.database.work(async (tx) => {
    await tx.query(lockBooks, [cards[0]!.company]);
    answers = Promise.all([one.submit(forced(cards[0]!, rest)), other.submit(forced(cards[1]!, rest))]);
    answers.catch(() => undefined);
    for (;;) if ((await world.database.query<{ count: number }>(waiters))[0]!.count >= 2) break;
  });
  return (await answers)!;
}

test('a network transaction id that two processes bring at once, on two cards, is taken once', async () => {
  const answers = await atOnce({ networkTransactionId: 'twice' });
  const taken = answers.map(({ transaction }) => transaction?.networkTransactionId ?? null);
  assert.deepEqual(
    answers.map(({ approved }) => approved),
    [true, true],
  );
  assert.deepEqual(new Set(taken), new Set(['twice', null]));
});

test('a key that two processes bring at once, on two cards, gets one answer', async () => {
  const answers = await atOnce({ key: { text: 'twice', fingerprint: 'the same' } });
  const [one, other] = answers.map(({ transaction }) => transaction?.id);
  assert.ok(one);
  assert.equal(other, one);
});

/** A purchase and another unit of work that wait for each other; false where PostgreSQL ended the other one. */
async function inTheOtherOrder(): Promise<boolean> {
  const company = await world.company(cents('100.00'));
  const card = await world.card(company, { approvalMethod: 'NONE' });
  await using process = otherProcess(world.database);
  let answer: Promise<CardOutcome> | undefined;
  const other = world.database.work(async (tx) => {
    await tx.query(lockBooks, [company]);
    answer = process.submit(swipeOf(card, '1.00'));
    answer.catch(() => undefined);
    for (;;) if ((await world.database.query<{ count: number }>(waiters))[0]!.count >= 1) break;
    await tx.query(lockCard, [company, card.id]);
  });
  const ended = await other.then(
    () => false,
    (error: unknown) => isDeadlock(error) || assert.fail(String(error)),
  );
  assert.equal((await answer)?.approved, true);
  return !ended;
}

test('a purchase whose locks another unit of work takes in the other order is carried out once that is over', async () => {
  // PostgreSQL ends whoever looks first, which is the purchase unless the machine stood still: it has waited for longer.
  while (!(await inTheOtherOrder()));
});
