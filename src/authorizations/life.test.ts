import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardNow } from '../cards/index.ts';
import { testPurchases, usd } from './testing/purchases.ts';
import { sql } from '../platform/database.ts';
import type { CardOutcome } from './operations.ts';

const world = await testPurchases();

/** A `TOP_UP` card whose balance was set to an amount, in a company of its own with plenty in the holding. */
async function cardWith(
  available = '1000.00',
  program: { fxFeePpm?: number; atmFee?: bigint } = {},
): Promise<CardNow> {
  const company = await world.company(100_000_00n);
  const card = await world.card(company, { approvalMethod: 'TOP_UP' });
  await world.cards.changeBalance(company, card.id, { kind: 'set', amount: usd(available).bill });
  await setFees(company, program);
  return card;
}

const feesStatement = sql(
  'test.fees',
  'UPDATE card_programs SET fx_fee_ppm = $2, atm_fee = $3 WHERE company_id = $1',
);
const setFees = (company: string, { fxFeePpm = 0, atmFee = 0n }: { fxFeePpm?: number; atmFee?: bigint }) =>
  world.database.execute(feesStatement, [company, fxFeePpm, atmFee]);

interface End {
  readonly available: string;
  readonly held?: string;
}

/** The card and its holding end alike: the claim moves with the holding. */
async function endsAt(
  card: CardNow,
  { available, held = '0.00' }: End,
  outcome?: CardOutcome,
): Promise<void> {
  const balances = await world.balances(card);
  assert.equal(balances.available, available, 'available');
  assert.equal(balances.held, held, 'held');
  assert.equal(balances.holdingHeld, held, 'held on the holding');
  if (outcome !== undefined) await world.audit(outcome.transaction);
}

const eventsOf = (outcome: CardOutcome): string[] =>
  world.events
    .filter((event) => event.subject === outcome.transaction?.id)
    .map((event) => `${event.subOperation}/${event.status}`);

test('1 tip: authorize 45, clear 55', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '45.00');
  await endsAt(card, { available: '955.00', held: '45.00' });
  const cleared = await world.clear(authorized.transaction, '55.00');
  await endsAt(card, { available: '945.00' }, cleared);
  assert.equal(cleared.entry?.overPosted, 1000n);
  assert.deepEqual(eventsOf(cleared), ['CLEARING/PENDING', 'CLEARING/SUCCESS']);
});

test('2 fuel: authorize 100, completion advice 37.40, clear 37.40', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '100.00');
  const advised = await world.later('advise', authorized.transaction, '37.40');
  await endsAt(card, { available: '962.60', held: '37.40' }, advised);
  const cleared = await world.clear(authorized.transaction, '37.40');
  await endsAt(card, { available: '962.60' }, cleared);
  assert.equal(cleared.entry?.overPosted, 0n);
  assert.deepEqual(eventsOf(cleared), ['CLEARING/PENDING', 'REVERSAL/SUCCESS', 'CLEARING/SUCCESS']);
});

test('2 a completion advice that comes after the clearing, or again, changes nothing and is told to nobody', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '100.00');
  await world.clear(authorized.transaction, '60.00');
  const late = await world.later('advise', authorized.transaction, '60.00');
  assert.equal(late.approved, true);
  assert.equal(late.transaction?.totals.authorized, 100_00n);
  await endsAt(card, { available: '940.00' }, late);
  assert.deepEqual(eventsOf(late), ['CLEARING/PENDING', 'CLEARING/SUCCESS']);
  const other = await world.authorize(card, '30.00');
  for (const amount of ['20.00', '20.00']) await world.later('advise', other.transaction, amount);
  assert.deepEqual(eventsOf(other), ['CLEARING/PENDING', 'REVERSAL/SUCCESS']);
});

test('3 authorize 50, increments 30 and 20, clear 100', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '50.00');
  await world.later('increment', authorized.transaction, '30.00');
  const held = await world.later('increment', authorized.transaction, '20.00');
  await endsAt(card, { available: '900.00', held: '100.00' }, held);
  await endsAt(card, { available: '900.00' }, await world.clear(authorized.transaction, '100.00'));
});

test('4 authorize 80, full reversal', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '80.00');
  const reversed = await world.later('reverse', authorized.transaction);
  await endsAt(card, { available: '1000.00' }, reversed);
  assert.equal(reversed.transaction?.state, 'reversed');
});

test('5 authorize 30, reverse 20, clear 10', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '30.00');
  await world.later('reverse', authorized.transaction, '20.00');
  await endsAt(card, { available: '990.00' }, await world.clear(authorized.transaction, '10.00'));
});

test('6 authorize and clear 150, refund 40', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '150.00');
  await world.clear(authorized.transaction, '150.00');
  const refunded = await world.later('refund', authorized.transaction, '40.00');
  await endsAt(card, { available: '890.00' }, refunded);
  assert.deepEqual(eventsOf(refunded), ['CLEARING/PENDING', 'CLEARING/SUCCESS', 'REFUND/SUCCESS']);
});

test('7 ATM 60 with surcharge 2 and our fee 1, cleared', async () => {
  const card = await cardWith('1000.00', { atmFee: 100n });
  const authorized = await world.authorize(card, '62.00', { purpose: 'atm', channel: 'ATM' });
  assert.equal(authorized.entry?.money.bill, 6200n);
  await endsAt(card, { available: '937.00', held: '63.00' }, authorized);
  const cleared = await world.clear(authorized.transaction, '62.00');
  await endsAt(card, { available: '937.00' }, cleared);
  assert.deepEqual(cleared.entry?.fees, { atm: 100n, fx: 0n });
});

test('8 authorize 250 in a foreign currency, reverse 50, clears at 202 in USD', async () => {
  const card = await cardWith();
  const eur = { bill: 250_00n, amount: 230_00n, currency: 'EUR', exchangeRate: '1.086957' };
  const authorized = await world.authorize(card, eur);
  await world.later('reverse', authorized.transaction, { ...eur, bill: 50_00n, amount: 46_00n });
  const cleared = await world.clear(authorized.transaction, '202.00');
  await endsAt(card, { available: '798.00' }, cleared);
});

test('9 authorize 35, expires, clears later', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '35.00');
  const expired = await world.later('expire', authorized.transaction);
  await endsAt(card, { available: '1000.00' }, expired);
  assert.equal(expired.transaction?.state, 'expired');
  await endsAt(card, { available: '965.00' }, await world.clear(authorized.transaction, '35.00'));
});

test('10 force post 55, no authorization', async () => {
  const card = await cardWith();
  const posted = await world.first('force_post', card, '55.00');
  await endsAt(card, { available: '945.00' }, posted);
  assert.deepEqual(eventsOf(posted), ['CLEARING/SUCCESS']);
});

test('11 authorize 100, clear 60 not final, clear 40 final', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '100.00');
  await world.clear(authorized.transaction, '60.00', { final: false });
  await endsAt(card, { available: '900.00', held: '40.00' });
  await endsAt(card, { available: '900.00' }, await world.clear(authorized.transaction, '40.00'));
});

test('12 authorize 100, clear 60 final', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '100.00');
  await endsAt(card, { available: '940.00' }, await world.clear(authorized.transaction, '60.00'));
});

test('13 balance 100: authorize 100, clear 130', async () => {
  const card = await cardWith('100.00');
  const authorized = await world.authorize(card, '100.00');
  const cleared = await world.clear(authorized.transaction, '130.00');
  await endsAt(card, { available: '-30.00' }, cleared);
  assert.equal(cleared.entry?.overPosted, 3000n);
});

test('14 a partial reversal above what is held moves no money: N001, and tells nobody', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '30.00');
  const refused = await world.later('reverse', authorized.transaction, '30.01');
  assert.equal(refused.responseCode, '25');
  assert.equal(refused.entry?.decline?.code, 'N001');
  await endsAt(card, { available: '970.00', held: '30.00' }, refused);
  const more = await world.later('reverse', authorized.transaction, null, { remaining: 3001n });
  assert.deepEqual([more.responseCode, more.entry?.money.bill], ['25', 0n]);
  assert.deepEqual(eventsOf(refused), ['CLEARING/PENDING']);
});

test('15 the same network message twice: the first answer again, one hold; other contents: N006', async () => {
  const card = await cardWith();
  const key = { text: '000001|123456|0101120000|000000000001', fingerprint: 'a' };
  const first = await world.authorize(card, '20.00', { key });
  const [again, atOnce] = await Promise.all([
    world.authorize(card, '20.00', { key }),
    world.authorize(card, '20.00', { key }),
  ]);
  assert.equal(again.transaction?.id, first.transaction?.id);
  assert.equal(atOnce.entry?.id, first.entry?.id);
  assert.deepEqual([again.approved, again.responseCode, again.approvedAmount], [true, '00', 2000n]);
  const other = await world.authorize(card, '21.00', { key: { ...key, fingerprint: 'b' } });
  assert.deepEqual([other.approved, other.responseCode], [false, '94']);
  await endsAt(card, { available: '980.00', held: '20.00' }, first);
});

test('15 a repeat is told the same amount, whatever kind of message it repeats', async () => {
  const card = await cardWith();
  let keys = 0;
  const twice = async (send: (key: { text: string; fingerprint: string }) => Promise<CardOutcome>) => {
    const key = { text: `amounts-${(keys += 1)}-${card.id}`, fingerprint: 'same' };
    const first = await send(key);
    const again = await send(key);
    assert.deepEqual(
      [again.entry?.id, again.approvedAmount],
      [first.entry?.id, first.approvedAmount],
      first.entry?.kind,
    );
    return first;
  };
  await twice((key) => world.authorize(card, '9.00', { key, purpose: 'verification' }));
  await twice((key) => world.authorize(card, '9.00', { key, purpose: 'balance_inquiry' }));
  const { transaction } = await twice((key) => world.authorize(card, '100.00', { key }));
  await twice((key) => world.later('advise', transaction, '37.40', { key }));
  await twice((key) => world.later('advise', transaction, '50.00', { key }));
  await twice((key) => world.later('expire', transaction, null, { key }));
  const other = await world.authorize(card, '20.00');
  await twice((key) => world.later('cancel', other.transaction, null, { key }));
});

test('16 a verification of 0.00 holds nothing and is answered 85', async () => {
  const card = await cardWith();
  const verified = await world.authorize(card, '0.00', { purpose: 'verification' });
  assert.equal(verified.responseCode, '85');
  await endsAt(card, { available: '1000.00' }, verified);
  assert.deepEqual(eventsOf(verified), []);
});

test('17 40 asked, 25 available, the terminal takes partial approvals', async () => {
  const card = await cardWith('25.00');
  const outcome = await world.authorize(card, '40.00', { partialApproval: true });
  assert.deepEqual([outcome.approved, outcome.responseCode, outcome.approvedAmount], [true, '10', 2500n]);
  await endsAt(card, { available: '0.00', held: '25.00' }, outcome);
});

test('17 a part that is approved is all that there is money for, fees included', async () => {
  const card = await cardWith('100.00', { fxFeePpm: 400_000 });
  const outcome = await world.authorize(
    card,
    { ...usd('200.00'), currency: 'EUR', exchangeRate: '1.000000' },
    { partialApproval: true },
  );
  assert.equal(outcome.approvedAmount, 71_43n);
  await endsAt(card, { available: '0.00', held: '100.00' }, outcome);
});

test('18 a refund without an original is a transaction of its own', async () => {
  const card = await cardWith();
  const refunded = await world.first('refund_unlinked', card, '12.00');
  await endsAt(card, { available: '1012.00' }, refunded);
  assert.equal(refunded.transaction?.state, 'refunded');
});

test('20 a stand-in advice holds although the rules declined, on the same transaction, once', async () => {
  const card = await cardWith('10.00');
  const networkTransactionId = 'NTI-20';
  const declined = await world.authorize(card, '50.00', { networkTransactionId });
  assert.equal(declined.entry?.decline?.code, 'M102');
  const advised = await world.first('stand_in', card, '50.00', { networkTransactionId });
  assert.equal(advised.transaction?.id, declined.transaction?.id);
  assert.equal(advised.transaction?.decision.by, 'network');
  await world.first('stand_in', card, '50.00', { networkTransactionId });
  await endsAt(card, { available: '-40.00', held: '50.00' }, advised);
  await endsAt(card, { available: '-40.00' }, await world.clear(advised.transaction, '50.00'));
});

test('21 unblocking begins the count of a velocity rule anew, also where the clock stands still', async () => {
  const company = await world.company();
  const card = await world.card(company, { approvalMethod: 'NONE' });
  await world.cards.replaceVelocityRules(company, [{ maxAuthorizations: 2, timeWindowSeconds: 3_600 }]);
  const now = new Date(Date.now() + 60_000);
  await world.setClock(company, now);
  const codeOf = async () => (await world.authorize(card, '1.00')).entry?.decline?.code;
  for (let times = 0; times < 2; times++) {
    const codes = [await codeOf(), await codeOf(), await codeOf(), await codeOf()];
    assert.deepEqual(codes, [undefined, undefined, 'M210', 'C203']);
    await world.cards.unblock(company, card.id);
  }
  // And the window rolls just when it does without.
  assert.deepEqual([await codeOf(), await codeOf()], [undefined, undefined]);
  await world.setClock(company, new Date(now.getTime() + 3_600_000));
  assert.deepEqual([await codeOf(), await codeOf(), await codeOf()], [undefined, undefined, 'M210']);
});

test('22 a reversal after the final clearing moves no money', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '70.00');
  await world.clear(authorized.transaction, '70.00');
  const late = await world.later('reverse', authorized.transaction, '70.00');
  assert.equal(late.responseCode, '25');
  await endsAt(card, { available: '930.00' }, late);
});

test('23 a clearing before its authorization advice ends as if in order', async () => {
  const card = await cardWith();
  const networkTransactionId = 'NTI-23';
  const posted = await world.first('force_post', card, '44.00', { networkTransactionId });
  const advised = await world.first('stand_in', card, '44.00', { networkTransactionId });
  assert.equal(advised.transaction?.id, posted.transaction?.id);
  assert.deepEqual(advised.transaction?.totals, {
    authorized: 4400n,
    reversed: 0n,
    cleared: 4400n,
    refunded: 0n,
    held: 0n,
  });
  await endsAt(card, { available: '956.00' }, advised);
});

test('23 an authorization after a first clearing of several holds what is still to clear', async () => {
  for (const approvalMethod of ['TOP_UP', 'WEBHOOK'] as const) {
    const company = await world.company(1_000_00n);
    const card = await world.card(company, { approvalMethod });
    if (approvalMethod === 'TOP_UP')
      await world.cards.changeBalance(company, card.id, { kind: 'set', amount: 1_000_00n });
    const networkTransactionId = `NTI-23c ${approvalMethod}`;
    await world.first('force_post', card, '60.00', { networkTransactionId, final: false });
    const authorized = await world.authorize(card, '100.00', { networkTransactionId });
    assert.equal(authorized.approved, true);
    await endsAt(card, { available: '900.00', held: '40.00' }, authorized);
    const cleared = await world.clear(authorized.transaction, '40.00');
    await endsAt(card, { available: '900.00' }, cleared);
  }
});

test('23 what is authorized on top of a purchase that has cleared is held like any other', async () => {
  const card = await cardWith('150.00');
  const networkTransactionId = 'NTI-23b';
  const first = await world.authorize(card, '100.00', { networkTransactionId });
  await world.clear(first.transaction, '100.00');
  const second = await world.authorize(card, '40.00', { networkTransactionId });
  assert.equal(second.transaction?.id, first.transaction?.id);
  const third = await world.authorize(card, '40.00', { networkTransactionId });
  assert.deepEqual([second.approved, third.approved], [true, false]);
  await endsAt(card, { available: '10.00', held: '40.00' }, third);
});

test('24 a refund above what was cleared posts and is marked', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '20.00');
  await world.clear(authorized.transaction, '20.00');
  const refunded = await world.later('refund', authorized.transaction, '25.00');
  assert.equal(refunded.entry?.overPosted, 500n);
  await endsAt(card, { available: '1005.00' }, refunded);
});

test('a refund that is taken back takes nothing of what is still held, and so nothing beyond it', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '20.00');
  await world.clear(authorized.transaction, '15.00', { final: false });
  await world.later('refund', authorized.transaction, '12.00');
  const back = await world.later('reverse_refund', authorized.transaction, '12.00');
  assert.equal(back.entry?.overPosted, 0n);
  assert.equal(back.transaction?.totals.held, 500n);
});

test('25 ATM single message 60 posted, full reversal', async () => {
  const card = await cardWith('1000.00', { atmFee: 150n });
  const posted = await world.authorize(card, '60.00', { purpose: 'financial', channel: 'ATM' });
  await endsAt(card, { available: '938.50' }, posted);
  await endsAt(card, { available: '1000.00' }, await world.later('reverse', posted.transaction));
});

test('26 single message 100, reversal with replacement amount 40', async () => {
  const card = await cardWith();
  const posted = await world.authorize(card, '100.00', { purpose: 'financial' });
  const replaced = await world.later('reverse', posted.transaction, null, { remaining: 4000n });
  await endsAt(card, { available: '960.00' }, replaced);
});

test('27 a refund that is authorized and not cleared changes nothing', async () => {
  const card = await cardWith();
  const outcome = await world.authorize(card, '40.00', { purpose: 'refund' });
  assert.ok(outcome.approved);
  await endsAt(card, { available: '1000.00' }, outcome);
});

test('28 clearing 50, then clearing reversal', async () => {
  const card = await cardWith();
  const authorized = await world.authorize(card, '50.00');
  await world.clear(authorized.transaction, '50.00');
  await endsAt(card, { available: '1000.00' }, await world.later('reverse_clearing', authorized.transaction));
});

test('29 a reversal that overtakes its authorization: the authorization is declined N006', async () => {
  const card = await cardWith();
  const original = 'acq|stan|time|rrn-29';
  const early = await world.authorizations.submit({
    kind: 'reverse_unseen',
    company: card.company,
    card: card.id,
    traceId: '0'.repeat(32),
    key: null,
    originalKey: original,
  });
  assert.equal(early.responseCode, '25');
  const late = await world.authorize(card, '15.00', { key: { text: original, fingerprint: 'x' } });
  assert.deepEqual([late.approved, late.responseCode], [false, '94']);
  await endsAt(card, { available: '1000.00' });
});

test('fees in a foreign currency: held, posted in pieces without drift, freed by a reversal', async () => {
  const card = await cardWith('1000.00', { fxFeePpm: 15_000 });
  const eur = (text: string) => ({ ...usd(text), currency: 'EUR', exchangeRate: '1.000000' });
  const authorized = await world.authorize(card, eur('33.33'));
  await endsAt(card, { available: '966.17', held: '33.83' }, authorized);
  for (const piece of ['11.11', '11.11'])
    await world.clear(authorized.transaction, eur(piece), { final: false });
  const last = await world.clear(authorized.transaction, eur('11.11'));
  assert.equal(last.transaction?.feesPosted.fx, 50n);
  await endsAt(card, { available: '966.17' }, last);
  const second = await world.authorize(card, eur('33.33'));
  await endsAt(card, { available: '966.17' }, await world.later('reverse', second.transaction));
});

test('cash of which a part clears and is taken back: its flat fee goes back and is held again', async () => {
  const card = await cardWith('1000.00', { atmFee: 150n });
  const authorized = await world.authorize(card, '60.00', { purpose: 'atm', channel: 'ATM' });
  await endsAt(card, { available: '938.50', held: '61.50' }, authorized);
  const part = await world.clear(authorized.transaction, '20.00', { final: false });
  await endsAt(card, { available: '938.50', held: '40.00' }, part);
  const back = await world.later('reverse_clearing', part.transaction, '20.00');
  await endsAt(card, { available: '958.50', held: '41.50' }, back);
  await endsAt(card, { available: '1000.00' }, await world.later('reverse', back.transaction));
});

test('a batch with unequal amounts ends as the same ones one after the other', async () => {
  const card = await cardWith('100.00');
  const outcomes = await Promise.all(
    ['80.00', '50.00', '20.00'].map((amount) => world.authorize(card, amount)),
  );
  assert.deepEqual(
    outcomes.map((outcome) => outcome.approved),
    [true, false, true],
  );
  await endsAt(card, { available: '0.00', held: '100.00' });
});

test('a deleted card: what is held clears, its claim stays empty, a refund goes to the holding alone', async () => {
  const card = await cardWith('100.00');
  const authorized = await world.authorize(card, '40.00');
  const other = await world.authorize(card, '10.00');
  await world.cards.delete(card.company, card.id);
  await world.clear(authorized.transaction, '45.00');
  await world.later('reverse', other.transaction);
  await endsAt(card, { available: '0.00' });
  const before = (await world.balances(card)).holding;
  await world.later('refund', authorized.transaction, '45.00');
  const after = await world.balances(card);
  assert.equal(after.available, '0.00');
  assert.equal(Number(after.holding) - Number(before), 45);
});

test('what a card owes, less by a refund and more by one that is taken back, is no room for the claims of others', async () => {
  const company = await world.company(1_000_00n);
  const [card, other] = [
    await world.card(company, { approvalMethod: 'TOP_UP' }),
    await world.card(company, { approvalMethod: 'TOP_UP' }),
  ];
  const claim = (amount: string) =>
    world.cards.changeBalance(company, other.id, { kind: 'set', amount: usd(amount).bill });
  await world.cards.changeBalance(company, card.id, { kind: 'set', amount: usd('100.00').bill });
  await endsAt(card, { available: '-30.00' }, await world.first('force_post', card, '130.00'));
  const refunded = await world.first('refund_unlinked', card, '50.00');
  await endsAt(card, { available: '20.00' }, refunded);
  // Of 920.00 in the holding 20.00 are claimed.
  await assert.rejects(claim('900.01'), { code: 'VAL' });
  await claim('900.00');
  await endsAt(card, { available: '-30.00' }, await world.later('reverse_refund', refunded.transaction));
  await assert.rejects(claim('900.01'), { code: 'VAL' });
  await claim('870.00');
  await assert.rejects(claim('870.01'), { code: 'VAL' });
});

test('what no column can hold is not booked by halves', async () => {
  const company = await world.company(100_00n);
  const card = await world.card(company, { approvalMethod: 'NONE' });
  const most = '40000000000000000.00';
  for (let times = 0; times < 2; times += 1)
    assert.ok((await world.first('force_post', card, most)).approved);
  const before = await world.balances(card);
  await assert.rejects(world.first('force_post', card, most), RangeError);
  assert.deepEqual(await world.balances(card), before);
  assert.equal((await world.cards.spending(company, card.id)).day, 2n * usd(most).bill);
});
