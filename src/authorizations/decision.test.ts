import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardNow } from '../cards/index.ts';
import { createLedger } from '../ledger/index.ts';
import { wallClock } from '../platform/clock.ts';
import { CommitUnknown, type Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import {
  createAuthorizations,
  entriesOfTransaction,
  findTransaction,
  type CardOutcome,
  type CompanyAnswer,
} from './index.ts';
import { runOperations } from './batches/run.ts';
import { quietEvents } from './testing/other-process.ts';
import { swipeOf, testPurchases, usd } from './testing/purchases.ts';

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

test('a company that is asked for more is told what that costs, not what all of the purchase does', async () => {
  const card = await askingCard('1000.00');
  await world.cards.changeProgram(card.company, { fxFeePpm: 100_000n });
  const euros = (amount: string) => ({ ...usd(amount), currency: 'EUR', exchangeRate: '1.000000' });
  world.answerWith({ outcome: 'approve', durationMs: 1 });
  const { transaction } = await world.authorize(card, euros('50.00'));
  await world.later('increment', transaction, euros('20.00'));
  const told = world.events.filter(({ subject }) => subject === transaction?.id);
  assert.deepEqual(
    told.map(({ data }) => (data['fees'] as { fx_fees: string }).fx_fees),
    ['5.00', '5.00', '2.00', '2.00'],
  );
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

test('of purchases that the company is asked about at once no more are approved than a velocity rule allows', async () => {
  const card = await askingCard('1000.00');
  await world.cards.replaceVelocityRules(card.company, [{ maxAuthorizations: 2, timeWindowSeconds: 3_600 }]);
  const allAsked = Promise.withResolvers<void>();
  let asked = 0;
  world.answerWith(async () => {
    asked += 1;
    if (asked === 5) allAsked.resolve();
    await allAsked.promise;
    return { outcome: 'approve', durationMs: 7, httpStatus: 200 };
  });
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => world.authorize(card, '5.00')));
  const refused = outcomes.filter((outcome) => !outcome.approved);
  assert.deepEqual(
    refused.map((outcome) => outcome.entry?.decline?.code),
    ['M210', 'M210', 'M210'],
  );
  assert.deepEqual(refused[0]?.transaction?.decision, {
    by: 'rules',
    duration_ms: 7,
    http_status: 200,
    detail: 'It was approved, and a velocity rule was broken in the meantime.',
  });
  assert.equal((await world.balances(card)).held, '10.00');
  assert.equal((await world.cards.get(card.company, card.id)).status, 'BLOCKED');
  assert.deepEqual(typesOf(card.id), ['CARD_BLOCKED_BY_VELOCITY/SUCCESS']);
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

/** The company is being asked, and answers so when `answer` is called. */
function asking(decision: CompanyAnswer): { readonly asked: Promise<void>; readonly answer: () => void } {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  world.answerWith(async () => {
    asked.resolve();
    await gate.promise;
    return decision;
  });
  return { asked: asked.promise, answer: () => gate.resolve() };
}

test('the same key with other contents while the company is being asked is refused, and not by its answer', async () => {
  const card = await askingCard('100.00');
  const { asked, answer } = asking({ outcome: 'approve', durationMs: 1 });
  const first = world.authorize(card, '10.00', { key: { text: 'other-1', fingerprint: 'a' } });
  await asked;
  const other = await world.authorize(card, '90.00', { key: { text: 'other-1', fingerprint: 'b' } });
  assert.deepEqual([other.approved, other.responseCode], [false, '94']);
  answer();
  assert.ok((await first).approved);
});

test('a repeat of a purchase while more is being asked for gets the answer of the purchase', async () => {
  const card = await askingCard('100.00');
  world.answerWith({ outcome: 'approve', durationMs: 1 });
  const key = { text: 'repeat-3', fingerprint: 'same' };
  const first = await world.authorize(card, '10.00', { key });
  const { asked, answer } = asking({
    outcome: 'decline',
    answered: '51',
    responseCode: '51',
    durationMs: 1,
  });
  const more = world.later('increment', first.transaction, '5.00');
  await asked;
  const again = await world.authorize(card, '10.00', { key });
  assert.deepEqual([again.entry?.id, again.responseCode], [first.entry?.id, '00']);
  answer();
  assert.equal((await more).responseCode, '51');
});

test('a repeat, of a purchase whose process has died while it asked, declines it if no worker does', async () => {
  const card = await askingCard('100.00');
  const key = { text: 'repeat-4', fingerprint: 'same' };
  const longAgo = new Date(wallClock.now().getTime() - 10_000);
  const swipe = { ...swipeOf(card, '30.00', { key }), answerBy: longAgo };
  await runOperations({ database: world.database, ledger: world.ledger, events: quietEvents }, [swipe]);
  const repeat = await world.authorizations.submit({ ...swipe, transaction: newId('cardTransaction') });
  assert.deepEqual([repeat.transaction?.id, repeat.entry?.decline?.code], [swipe.transaction, 'W002']);
  assert.equal((await world.balances(card)).available, '100.00');
});

test('the connection is lost while the answer of the company commits: the network is told what is booked', async () => {
  const card = await askingCard('100.00');
  let commits = 0;
  const work: Database['work'] = async (body) => {
    const result = await world.database.work(body);
    commits += 1;
    // The first one holds the money, the second one settles it.
    if (commits === 2) throw new CommitUnknown('lost');
    return result;
  };
  const authorizations = createAuthorizations({
    database: { ...world.database, work },
    ledger: createLedger(),
    events: quietEvents,
    ask: () => Promise.resolve({ outcome: 'approve', durationMs: 1 }),
  });
  const outcome = await authorizations.submit(swipeOf(card, '10.00'));
  assert.deepEqual([outcome.approved, outcome.responseCode], [true, '00']);
  assert.equal(outcome.transaction?.state, 'authorized');
  assert.equal(outcome.transaction.decision.late_answer_at, undefined);
  assert.equal((await world.balances(card)).held, '10.00');
});

test('a process dies between hold and answer: anybody declines it after its time, once', async () => {
  const card = await askingCard('100.00');
  const [held] = await runOperations(
    { database: world.database, ledger: world.ledger, events: quietEvents },
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
  // Its sandbox company may have begun anew since: then there is nothing to write it down on.
  const gone = { ...question, subject: newId('cardTransaction') };
  await world.authorizations.lateAnswer({ event: gone, requireSignedAnswer: false });
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

/** A purchase of 50 of which 5 more are being asked for. */
async function askedForMore(): Promise<{
  readonly card: CardNow;
  readonly first: CardOutcome;
  readonly more: Promise<CardOutcome>;
  readonly answer: () => void;
}> {
  const card = await askingCard('100.00');
  world.answerWith({ outcome: 'approve', durationMs: 1 });
  const first = await world.authorize(card, '50.00');
  const { asked, answer } = asking({ outcome: 'approve', durationMs: 1 });
  const more = world.later('increment', first.transaction, '5.00');
  await asked;
  return { card, first, more, answer };
}

test('the network reverses a purchase while more is asked for: all of it is released', async () => {
  const { card, first, more, answer } = await askedForMore();
  const reversed = await world.later('reverse', first.transaction);
  assert.ok(reversed.approved);
  answer();
  assert.equal((await more).entry?.decline?.code, 'W002');
  assert.equal((await world.balances(card)).held, '0.00');
  assert.deepEqual(typesOf(first.transaction?.id).slice(2), [
    'AUTHORIZATION/PENDING',
    'DECLINED/FAILED',
    'REVERSAL/SUCCESS',
  ]);
  await world.audit(reversed.transaction);
});

test('the network reverses what more is asked for: the purchase stays; once it is settled that is a conflict', async () => {
  const { card, first, more, answer } = await askedForMore();
  const ofQuestion = { asEntry: 2 };
  assert.ok((await world.later('reverse', first.transaction, null, ofQuestion)).approved);
  answer();
  assert.ok(!(await more).approved);
  assert.equal((await world.balances(card)).held, '50.00');
  await assert.rejects(world.later('reverse', first.transaction, null, ofQuestion), { code: 'CONFLICT' });
  assert.equal((await world.balances(card)).held, '50.00');
});
