import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardNow } from '../cards/index.ts';
import { wallClock } from '../platform/clock.ts';
import { entriesOfTransaction, findTransaction } from './index.ts';
import { runOperations } from './run.ts';
import { swipeOf, testPurchases, usd } from './testing/purchases.ts';
import { newId } from '../platform/ids.ts';

const world = await testPurchases();

async function askingCard(holding: string, decision: Partial<CardNow['decision']> = {}): Promise<CardNow> {
  const company = await world.company(usd(holding).bill);
  return world.card(company, {
    approvalMethod: 'WEBHOOK',
    decision: { fallback: 'DECLINE', fallbackLimit: null, requireSignedAnswer: false, ...decision },
  });
}

const typesOf = (subject: string | undefined): string[] =>
  world.events
    .filter((event) => event.subject === subject)
    .map((event) => `${event.subOperation}/${event.status}`);

test('the company approves: asked once with the money held, then one clearing pending', async () => {
  const card = await askingCard('100.00');
  let heldWhileAsked = '';
  world.answerWith(async () => {
    heldWhileAsked = (await world.balances(card)).held;
    return { outcome: 'approve', durationMs: 12.4, httpStatus: 200 };
  });
  const outcome = await world.authorize(card, '60.00');
  assert.equal(heldWhileAsked, '60.00');
  assert.ok(outcome.approved);
  assert.deepEqual(outcome.transaction?.decision, { by: 'webhook', duration_ms: 12, http_status: 200 });
  assert.deepEqual(typesOf(outcome.transaction?.id), ['AUTHORIZATION/PENDING', 'CLEARING/PENDING']);
  assert.equal(outcome.eventIds.length, 2);
  assert.deepEqual(await world.balances(card), {
    available: '40.00',
    held: '60.00',
    holding: '40.00',
    holdingHeld: '60.00',
  });
  await world.audit(outcome.transaction);
});

test('the company declines: W001, its code is passed on, the hold is released', async () => {
  const card = await askingCard('100.00');
  world.answerWith({
    outcome: 'decline',
    answered: '51',
    responseCode: '51',
    durationMs: 5,
    httpStatus: 200,
  });
  const outcome = await world.authorize(card, '60.00');
  assert.deepEqual(
    [outcome.approved, outcome.responseCode, outcome.entry?.decline?.code],
    [false, '51', 'W001'],
  );
  assert.deepEqual(typesOf(outcome.transaction?.id), ['AUTHORIZATION/PENDING', 'DECLINED/FAILED']);
  assert.equal((await world.balances(card)).available, '100.00');
  await world.audit(outcome.transaction);
});

for (const [why, code] of [
  ['timeout', 'W002'],
  ['invalid', 'W003'],
  ['unsigned', 'W003'],
  ['unreachable', 'W004'],
] as const) {
  test(`no answer (${why}) declines with ${code}`, async () => {
    const card = await askingCard('100.00');
    world.answerWith({ outcome: 'none', why, durationMs: 1200 });
    const outcome = await world.authorize(card, '60.00');
    assert.deepEqual(
      [outcome.approved, outcome.responseCode, outcome.entry?.decline?.code],
      [false, '05', code],
    );
    assert.equal(outcome.transaction?.decision.by, 'fallback');
    assert.equal((await world.balances(card)).available, '100.00');
  });
}

test('the fallback approves up to its limit, and never an answer that was to be signed', async () => {
  const card = await askingCard('1000.00', { fallback: 'APPROVE', fallbackLimit: 5000n });
  world.answerWith({ outcome: 'none', why: 'timeout', durationMs: 1200 });
  assert.ok((await world.authorize(card, '50.00')).approved);
  assert.ok(!(await world.authorize(card, '50.01')).approved);
  world.answerWith({ outcome: 'none', why: 'unsigned', durationMs: 3 });
  assert.ok(!(await world.authorize(card, '50.00')).approved);
});

test('a hundred purchases at once with money for ten, all approved by the company: exactly ten are', async () => {
  const card = await askingCard('100.00');
  world.answerWith({ outcome: 'approve', durationMs: 1 });
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => world.authorize(card, '10.00')));
  assert.equal(outcomes.filter((outcome) => outcome.approved).length, 10);
  assert.deepEqual(await world.balances(card), {
    available: '0.00',
    held: '100.00',
    holding: '0.00',
    holdingHeld: '100.00',
  });
});

test('a repeat of a message that is being decided waits for the same answer and asks nobody again', async () => {
  const card = await askingCard('100.00');
  let asked = 0;
  const started = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  world.answerWith(async () => {
    asked += 1;
    started.resolve();
    await gate.promise;
    return { outcome: 'approve', durationMs: 1 };
  });
  const key = { text: 'repeat-1', fingerprint: 'same' };
  const first = world.authorize(card, '10.00', { key });
  await started.promise;
  const repeat = world.authorize(card, '10.00', { key });
  gate.resolve();
  const [one, two] = await Promise.all([first, repeat]);
  assert.equal(asked, 1);
  assert.equal(two.entry?.id, one.entry?.id);
  assert.ok(one.approved && two.approved);
});

test('a repeat after the approval has the same approval code, which is kept', async () => {
  const card = await askingCard('100.00');
  world.answerWith({ outcome: 'approve', durationMs: 1 });
  const key = { text: 'repeat-2', fingerprint: 'same' };
  const first = await world.authorize(card, '10.00', { key });
  assert.match(first.transaction?.approvalCode ?? '', /^\d{6}$/);
  const again = await world.authorize(card, '10.00', { key });
  assert.equal(again.transaction?.approvalCode, first.transaction?.approvalCode);
});

test('a process dies between hold and answer: anybody declines it after its time, once', async () => {
  const card = await askingCard('100.00');
  const [held] = await runOperations(
    {
      database: world.database,
      ledger: world.ledger,
      events: {
        appendMany: async (_, events) => events.map((event) => ({ ...event, id: newId('event'), body: '' })),
      },
    },
    [swipeOf(card, '30.00')],
  );
  assert.ok(held?.ok === true && held.result.transaction !== null);
  assert.equal((await world.balances(card)).held, '30.00');
  const inTime = new Date(wallClock.now().getTime() + 3_000);
  assert.equal(await world.authorizations.settleAbandoned(inTime), 0);
  const later = new Date(wallClock.now().getTime() + 4_000);
  assert.equal(await world.authorizations.settleAbandoned(later), 1);
  assert.equal(await world.authorizations.settleAbandoned(later), 0);
  assert.equal((await world.balances(card)).available, '100.00');
  const [entry] = await entriesOfTransaction(world.database, held.result.transaction);
  assert.equal(entry?.decline?.code, 'W002');
});

test('a late yes changes nothing and shows in the trace', async () => {
  const card = await askingCard('100.00');
  world.answerWith({ outcome: 'none', why: 'timeout', durationMs: 1200 });
  const declined = await world.authorize(card, '30.00');
  const question = world.events.find((event) => event.subject === declined.transaction?.id);
  assert.ok(question);
  await world.authorizations.lateAnswer({ event: question, requireSignedAnswer: false });
  const now = await findTransaction(world.database, card.company, question.subject);
  assert.equal(now?.state, 'declined');
  assert.ok(now?.decision.late_answer_at);
  assert.equal((await world.balances(card)).available, '100.00');
});

test('the network reverses while the company is being asked: nothing stays held, the yes comes too late', async () => {
  const card = await askingCard('100.00');
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  world.answerWith(async () => {
    asked.resolve();
    await gate.promise;
    return { outcome: 'approve', durationMs: 900 };
  });
  const purchase = world.authorize(card, '30.00');
  await asked.promise;
  const question = world.events.at(-1);
  const transaction = { company: card.company, id: question?.subject } as Parameters<typeof world.later>[1];
  const reversed = await world.later('reverse', transaction);
  assert.ok(reversed.approved);
  gate.resolve();
  const outcome = await purchase;
  assert.ok(!outcome.approved);
  assert.equal((await world.balances(card)).held, '0.00');
});
