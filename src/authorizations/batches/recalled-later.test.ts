import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardNow } from '../../cards/index.ts';
import { verifyLedger } from '../../ledger/index.ts';
import { sql } from '../../platform/database.ts';
import type { Outcome } from '../../platform/batch.ts';
import { findTransaction } from '../index.ts';
import type { Authorize, CardOutcome, Settle } from '../operations.ts';
import { runOperations } from './run.ts';
import type { DueHold } from '../expiry/expiry.ts';
import { runRecalled, type OnCard, type Recallable } from './recalled.ts';
import { readEntries } from '../store/entries-store.ts';
import { readVersions } from '../store/transactions-store.ts';
import { otherProcess, quietEvents, rememberingDoors } from '../testing/other-process.ts';
import { cents, somebodyWaits, swipeOf, testPurchases, traceId, usd } from '../testing/purchases.ts';
import type { CardTransaction } from '../types.ts';

const world = await testPurchases();
const day = 86_400_000;
const start = new Date(Date.now() + day);
const after = (ms: number): Date => new Date(start.getTime() + ms);

const renew = sql(
  'test.renew',
  `UPDATE card_transactions SET expires_at = expires_at + interval '1 day' WHERE company_id = $1 AND id = $2`,
);
const lockCard = sql(
  'test.lockCardOnly',
  'SELECT FROM card_states WHERE company_id = $1 AND card_id = $2 FOR UPDATE',
);

/** So many purchases of a dollar, spread over the cards and over a day. */
async function scene(count: number) {
  const company = await world.company(cents('5000.00'));
  const plain = await world.card(company, { approvalMethod: 'NONE' });
  const own = await world.card(company, { approvalMethod: 'TOP_UP' });
  await world.cards.changeBalance(company, own.id, { kind: 'set', amount: cents('2000.00') });
  const cards = [plain, own, await world.card(company, { approvalMethod: 'NONE' })];
  for (let hour = 0; hour < 4; hour += 1) {
    await world.setClock(company, after(hour * 3_600_000));
    const some = Array.from({ length: count / 4 }, (_, n) =>
      world.authorize(cards[n % cards.length] as CardNow, '1.00'),
    );
    assert.ok((await Promise.all(some)).every((outcome) => outcome.approved));
  }
  await world.setClock(company, after(31 * day));
  const due = await world.authorizations.expiry.due(company, after(31 * day), {
    after: undefined,
    most: 4_000,
  });
  assert.equal(due.length, count);
  return { company, plain, own, due };
}

const operationOf = ({ company, id, card, due }: DueHold): OnCard => ({
  kind: 'expire',
  company,
  transaction: id,
  traceId,
  key: null,
  money: null,
  due,
  onCard: card,
});

const expiries = async (due: readonly DueHold[]) => {
  const entries = await Promise.all(due.map((hold) => readEntries(world.database, hold)));
  return entries.flat().filter((entry) => entry.kind === 'expiry');
};

const booksAgree = async (): Promise<void> => {
  const { listed } = await verifyLedger(world.database, []);
  assert.deepEqual(listed, []);
};

test('over several batches each hold runs out on what the one before it left, and is told in order', async () => {
  const { plain, own, due } = await scene(1_200);
  const heard = world.events.length;
  assert.equal(await world.authorizations.expiry.expire(due, traceId), 1_200);
  // By their ids: of two batches whose commits are answered in one go, either may be heard of first.
  const told = world.events.slice(heard).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  assert.deepEqual(
    told.map((event) => [event.subject, event.createdAt]),
    due.map((hold) => [hold.id, hold.due]),
  );
  const entries = await expiries(due);
  assert.deepEqual(
    entries.map((entry) => entry.createdAt),
    due.map((hold) => hold.due),
  );
  // Each gives a dollar back to the holding, which is what a card without a balance of its own has available.
  for (const [n, entry] of entries.entries()) {
    if (entry.card !== own.id) assert.equal(entry.originalBalance, cents('3800.00') + 100n * BigInt(n));
    assert.equal(entry.newBalance, entry.originalBalance + 100n);
  }
  assert.deepEqual(await world.balances(plain), {
    available: '5000.00',
    held: '0.00',
    holding: '5000.00',
    holdingHeld: '0.00',
  });
  assert.equal((await world.balances(own)).available, '2000.00');
  await booksAgree();
});

test('two processes, and merchants that clear meanwhile: each hold ends once', async () => {
  const { company, plain, due } = await scene(800);
  await using other = otherProcess(world.database);
  const cleared = due.filter((_, n) => n % 20 === 0);
  const [here, there] = await Promise.all([
    world.authorizations.expiry.expire(due, traceId),
    other.expiry.expire(due, traceId),
    ...cleared.map(({ company, id }) =>
      world.authorizations.submit({
        kind: 'clear',
        company,
        transaction: id,
        traceId,
        key: null,
        // What clears after its hold has run out must say how much.
        money: usd('1.00'),
        final: true,
      }),
    ),
  ]);
  const expired = await expiries(due);
  assert.equal(expired.length, here + there);
  assert.equal(new Set(expired.map((entry) => entry.transaction)).size, expired.length);
  const { held, holdingHeld } = await world.balances(plain);
  assert.deepEqual([held, holdingHeld], ['0.00', '0.00']);
  assert.deepEqual(
    await world.authorizations.expiry.due(company, after(31 * day), { after: undefined, most: 10 }),
    [],
  );
  await booksAgree();
});

test('what changes between the reading and the lock is decided again', async () => {
  const { company, due } = await scene(8);
  const [hold] = due;
  assert.ok(hold);
  const doors = rememberingDoors(world.database);
  const run = (holds: readonly DueHold[]) => runRecalled(doors, holds.map(operationOf), () => undefined);
  const lost = await world.database.work(async (tx) => {
    await tx.execute(lockCard, [company, hold.card]);
    const running = run(due);
    await somebodyWaits(world.database);
    await tx.execute(renew, [company, hold.id]);
    return [running];
  });
  assert.equal(await lost[0], 'lost');
  assert.deepEqual(await expiries(due), []);
  // As the whole runs it: the renewed one is not due any more, the others are.
  assert.equal(await world.authorizations.expiry.expire(due, traceId), due.length - 1);
  const again = await run([{ ...hold, due: new Date(hold.due.getTime() + day) }]);
  assert.ok(Array.isArray(again) && again[0]?.ok);
  await booksAgree();
});

test('a hold named twice in a batch runs out once', async () => {
  const { due } = await scene(8);
  assert.equal(await world.authorizations.expiry.expire([...due, ...due], traceId), 8);
  assert.equal((await expiries(due)).length, 8);
});

/** Purchases that wait for their company's word, as a process leaves them that asks and dies. */
async function undecided(
  card: CardNow,
  purposes: readonly Authorize['purpose'][],
): Promise<CardTransaction[]> {
  const outcomes = await runOperations(
    { events: quietEvents, database: world.database, ledger: world.ledger },
    purposes.map((purpose) => ({ ...swipeOf(card, '30.00'), purpose })),
  );
  return outcomes.map((outcome) => {
    assert.ok(outcome.ok && outcome.result.transaction?.deciding);
    return outcome.result.transaction;
  });
}

const settleOf = ({ company, id, card }: CardTransaction, answer: Settle['answer']): OnCard => ({
  kind: 'settle',
  company,
  transaction: id,
  traceId,
  key: null,
  money: null,
  answer,
  onCard: card,
});
/** 30 pounds. */
const foreign = { bill: 3_900n, amount: 3_000n, currency: 'GBP', exchangeRate: '1.3' } as const;
const yes = { outcome: 'approve', durationMs: 1 } as const;
const no = { outcome: 'decline', answered: '51', responseCode: '51', durationMs: 1 } as const;

test("companies' answers are settled on what is remembered, each once", async () => {
  const card = await world.card(await world.company(cents('100.00')), { approvalMethod: 'WEBHOOK' });
  const [first, second] = await undecided(card, ['purchase', 'purchase']);
  assert.ok(first !== undefined && second !== undefined);
  const doors = rememberingDoors(world.database);
  const operations = [settleOf(first, yes), settleOf(second, no), settleOf(first, no)];
  const outcomes = await runRecalled(doors, operations, () => undefined);
  assert.ok(Array.isArray(outcomes));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.ok && outcome.result.approved),
    [true, false, false],
  );
  // The next one is asked beside what is remembered, which is proven wrong, forgotten and read anew.
  const [third] = await undecided(card, ['purchase']);
  assert.ok(third !== undefined);
  assert.equal(await runRecalled(doors, [settleOf(third, yes)], () => undefined), 'lost');
  assert.ok(Array.isArray(await runRecalled(doors, [settleOf(third, yes)], () => undefined)));
  const { available, held, holdingHeld } = await world.balances(card);
  assert.deepEqual([available, held, holdingHeld], ['40.00', '60.00', '60.00']);
  for (const { company, id } of [first, second, third])
    await world.audit((await findTransaction(world.database, company, id)) ?? null);
  await booksAgree();
});

test('what was asked here is remembered as it was written, and settled on that once', async () => {
  const card = await world.card(await world.company(cents('100.00')), { approvalMethod: 'WEBHOOK' });
  const doors = rememberingDoors(world.database);
  const run = async (...operations: Recallable[]): Promise<CardOutcome[] | 'lost'> => {
    const outcomes = await runRecalled(doors, operations, () => undefined);
    if (outcomes === 'lost') return outcomes;
    return (outcomes ?? []).map((outcome) =>
      outcome.ok ? outcome.result : assert.fail(String(outcome.error)),
    );
  };
  const ask = async (): Promise<CardTransaction> => {
    const [asked] = await run(swipeOf(card, foreign));
    assert.ok(typeof asked === 'object' && asked.transaction);
    return asked.transaction;
  };
  const [first, second] = [await ask(), await ask()];
  for (const { company, id } of [first, second])
    assert.deepEqual([doors.asked.get(id)], await readVersions(world.database, [{ company, id }]));
  // Both in one batch, the first named twice.
  const settled = await run(settleOf(first, yes), settleOf(second, no), settleOf(first, no));
  assert.ok(settled !== 'lost');
  assert.deepEqual(
    settled.map(({ approved }) => approved),
    [true, false, false],
  );
  assert.equal(doors.asked.size, 0);

  const third = await ask();
  await world.database.execute(renew, [third.company, third.id]);
  assert.equal(await run(settleOf(third, yes)), 'lost');
  const again = await run(settleOf(third, yes));
  assert.ok(again !== 'lost' && again[0]?.approved);
  for (const { company, id } of [first, second, third])
    await world.audit((await findTransaction(world.database, company, id)) ?? null);
  await booksAgree();
});

test('a purchase and an answer that came together are both decided on what is remembered, in their order', async () => {
  const card = await world.card(await world.company(cents('100.00')), { approvalMethod: 'WEBHOOK' });
  const [waits] = await undecided(card, ['purchase']);
  assert.ok(waits !== undefined);
  // 70.00 are left until the answer frees 30.00.
  const swipe = swipeOf(card, '80.00');
  const [tooEarly, declined, asked] = (await runRecalled(
    rememberingDoors(world.database),
    [swipe, settleOf(waits, no), swipeOf(card, '80.00')],
    () => undefined,
  )) as Outcome<CardOutcome>[];
  assert.ok(tooEarly?.ok && declined?.ok && asked?.ok);
  assert.deepEqual(
    [tooEarly.result.entry?.decline?.code, declined.result.approved, asked.result.undecided],
    ['M101', false, true],
  );
  assert.equal((await world.balances(card)).held, '80.00');
  await booksAgree();
});

test('an answer to a purchase that changes meanwhile is lost, and one that posts at once is left to others', async () => {
  const card = await world.card(await world.company(cents('100.00')), { approvalMethod: 'WEBHOOK' });
  const [plain, financial] = await undecided(card, ['purchase', 'financial']);
  assert.ok(plain !== undefined && financial !== undefined);
  const doors = rememberingDoors(world.database);
  assert.equal(await runRecalled(doors, [settleOf(financial, yes)], () => undefined), undefined);

  const settled = await world.database.work(async (tx) => {
    await tx.execute(lockCard, [card.company, card.id]);
    const running = runRecalled(doors, [settleOf(plain, yes)], () => undefined);
    await somebodyWaits(world.database);
    await tx.execute(renew, [plain.company, plain.id]);
    return [running];
  });
  assert.equal(await settled[0], 'lost');
  const [again] = (await runRecalled(
    doors,
    [settleOf(plain, yes)],
    () => undefined,
  )) as Outcome<CardOutcome>[];
  assert.ok(again?.ok && again.result.approved);
  await booksAgree();
});

test('where a velocity rule counts approvals an answer is settled on those that are remembered', async () => {
  const company = await world.company(cents('100.00'));
  const card = await world.card(company, { approvalMethod: 'WEBHOOK' });
  await world.cards.replaceVelocityRules(company, [{ maxAuthorizations: 2, timeWindowSeconds: 3600 }]);
  const waiting = await undecided(card, ['purchase', 'purchase', 'purchase']);
  const doors = rememberingDoors(world.database);
  const codes: unknown[] = [];
  for (const one of waiting) {
    const [settled] = (await runRecalled(
      doors,
      [settleOf(one, yes)],
      () => undefined,
    )) as Outcome<CardOutcome>[];
    assert.ok(settled?.ok);
    codes.push(settled.result.entry?.decline?.code);
  }
  assert.deepEqual(codes, [undefined, undefined, 'M210']);
  await booksAgree();
});
