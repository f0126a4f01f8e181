/** What comes to a purchase that is there already, by the network's transaction id. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardNow } from '../cards/index.ts';
import { newId } from '../platform/ids.ts';
import { swipeOf, testPurchases } from './testing/purchases.ts';
import type { CardOutcome, Money } from './index.ts';

const world = await testPurchases();

const cardWith = async (holding: bigint): Promise<CardNow> =>
  world.card(await world.company(holding), { approvalMethod: 'NONE' });

const euros = (bill: bigint): Money => ({ bill, amount: bill, currency: 'EUR', exchangeRate: '1.000000' });

test('a purchase that was presented, taken back and presented again counts once against a velocity rule', async () => {
  const card = await cardWith(1_000_00n);
  await world.cards.replaceVelocityRules(card.company, [{ maxAuthorizations: 1, timeWindowSeconds: 60 }]);
  const networkTransactionId = newId('event');
  const present = (): Promise<CardOutcome> =>
    world.first('force_post', card, '10.00', { networkTransactionId });
  const { transaction } = await present();
  await world.later('reverse_clearing', transaction);
  const again = await present();
  assert.equal(again.transaction?.id, transaction?.id);
  const { status } = await world.cards.get(card.company, card.id);
  assert.equal(status, 'ACTIVE', 'it is the one purchase that the rule allows');
  await world.audit(transaction);
});

test('the same in one batch: what comes behind it is decided as if it had been written down in between', async () => {
  const card = await cardWith(1_000_00n);
  await world.cards.replaceVelocityRules(card.company, [{ maxAuthorizations: 2, timeWindowSeconds: 60 }]);
  const networkTransactionId = newId('event');
  const present = (): Promise<CardOutcome> =>
    world.first('force_post', card, '10.00', { networkTransactionId });
  const { transaction } = await present();
  const [, , purchase] = await Promise.all([
    world.later('reverse_clearing', transaction),
    present(),
    world.authorize(card, '5.00'),
  ]);
  assert.equal(purchase.approved, true, 'the second of two');
});

test('what was presented in pieces and taken back is reversed, and may be presented anew', async () => {
  const card = await cardWith(1_000_00n);
  const { transaction } = await world.first('force_post', card, '50.00', { final: false });
  const back = await world.later('reverse_clearing', transaction);
  assert.equal(back.transaction?.state, 'reversed');
  const anew = await world.clear(transaction, '30.00');
  assert.equal(anew.transaction?.state, 'cleared');
  assert.equal((await world.balances(card)).holding, '970.00');
});

test('what is presented or advised of a refund is the first that is approved of its purchase: it counts, and the breach blocks', async () => {
  const present = (refund: CardOutcome): Promise<CardOutcome> => world.clear(refund.transaction, '5.00');
  const advise = (refund: CardOutcome): Promise<CardOutcome> =>
    world.later('advise', refund.transaction, '5.00');
  for (const send of [present, advise]) {
    const card = await cardWith(1_000_00n);
    await world.cards.replaceVelocityRules(card.company, [{ maxAuthorizations: 1, timeWindowSeconds: 60 }]);
    await world.authorize(card, '10.00');
    const sent = await send(await world.first('refund_unlinked', card, '20.00'));
    assert.equal(sent.approved, true);
    assert.equal((await world.cards.get(card.company, card.id)).status, 'BLOCKED');
    const told = world.events.filter(({ subject }) => subject === card.id);
    assert.deepEqual(
      told.map(({ subOperation }) => subOperation),
      ['CARD_BLOCKED_BY_VELOCITY'],
    );
  }
});

test('a breach on a deleted card blocks nothing: it books, and no block is told', async () => {
  const card = await cardWith(1_000_00n);
  await world.cards.replaceVelocityRules(card.company, [{ maxAuthorizations: 1, timeWindowSeconds: 60 }]);
  await world.authorize(card, '10.00');
  await world.cards.delete(card.company, card.id);
  assert.equal((await world.first('force_post', card, '5.00')).approved, true);
  assert.deepEqual(
    world.events.filter(({ subject }) => subject === card.id),
    [],
  );
});

test('what is left of a purchase is told as it is at the merchant, to the last of its minor units', async () => {
  const card = await cardWith(1_000_00n);
  const kwd = (bill: bigint, amount: bigint): Money => ({
    bill,
    amount,
    currency: 'KWD',
    exchangeRate: '3.273322',
  });
  const bought = async (): Promise<CardOutcome['transaction']> =>
    (await world.authorize(card, kwd(33_14n, 10_123n))).transaction;
  const shown = ({ entry }: CardOutcome) => [
    entry?.kind,
    entry?.money.bill,
    entry?.money.amount,
    entry?.money.currency,
  ];

  for (const [kind, entry] of [
    ['reverse', 'reversal'],
    ['expire', 'expiry'],
    ['cancel', 'cancellation'],
  ] as const)
    assert.deepEqual(shown(await world.later(kind, await bought())), [entry, 33_14n, 10_123n, 'KWD']);

  const inParts = await bought();
  const remainsAt = { amount: 5_001n, currency: 'KWD' };
  const rest = await world.later('reverse', inParts, null, { remaining: 16_37n, remainsAt });
  assert.deepEqual(shown(rest), ['reversal', 16_77n, 5_122n, 'KWD']);
  await world.later('reverse', inParts, kwd(6_55n, 2_000n));
  assert.deepEqual(shown(await world.clear(inParts, null)), ['clearing', 9_82n, 3_001n, 'KWD']);
  assert.deepEqual(shown(await world.later('refund', inParts)), ['refund', 9_82n, 3_001n, 'KWD']);
  assert.deepEqual(shown(await world.later('reverse_refund', inParts)), [
    'refund_reversal',
    9_82n,
    3_001n,
    'KWD',
  ]);
  assert.deepEqual(shown(await world.later('reverse_clearing', inParts)), [
    'clearing_reversal',
    9_82n,
    3_001n,
    'KWD',
  ]);

  // What was said in dollars has no amount at the merchant but in proportion.
  const mixed = await bought();
  await world.later('reverse', mixed, '16.57');
  assert.deepEqual(shown(await world.later('expire', mixed)), ['expiry', 16_57n, 5_062n, 'KWD']);
  const advised = await bought();
  const lowered = await world.later('advise', advised, kwd(16_37n, 5_001n));
  assert.deepEqual(shown(lowered), ['authorization_advice', 16_77n, 5_122n, 'KWD']);
});

test('more on a purchase in a foreign currency costs what its fee grows by, to the cent', async () => {
  const card = await cardWith(2n);
  await world.cards.changeProgram(card.company, { fxFeePpm: 400_000n });
  const networkTransactionId = newId('event');
  const first = await world.authorize(card, euros(1n), { networkTransactionId });
  assert.equal(first.approved, true);
  // The fee of 0.01 is nothing, that of 0.02 is a cent.
  const second = await world.authorize(card, euros(1n), { networkTransactionId });
  assert.equal(second.entry?.decline?.code, 'M101');
  assert.equal((await world.balances(card)).holding, '0.01', 'never approved beyond what there was');
});

test('a single message on top of one that has cleared costs what its fee grows by, to the cent', async () => {
  const card = await cardWith(2n);
  await world.cards.changeProgram(card.company, { fxFeePpm: 400_000n });
  const networkTransactionId = newId('event');
  await world.authorize(card, euros(1n), { networkTransactionId, purpose: 'financial' });
  const second = await world.authorize(card, euros(1n), { networkTransactionId, purpose: 'financial' });
  assert.equal(second.entry?.decline?.code, 'M101');
  assert.equal((await world.balances(card)).holding, '0.01');
});

test('more cash of one withdrawal is not refused for a flat fee that is held already', async () => {
  const card = await cardWith(21_50n);
  await world.cards.changeProgram(card.company, { atmFee: 150n });
  const withdraw = swipeOf(card, '10.00', {
    purpose: 'atm',
    channel: 'ATM',
    networkTransactionId: newId('event'),
  });
  await world.authorizations.submit(withdraw);
  const more = await world.authorizations.submit({ ...withdraw, transaction: newId('cardTransaction') });
  assert.equal(more.approved, true);
  assert.equal((await world.balances(card)).holding, '0.00');
  await world.audit(more.transaction);
});

test('a verification becomes the purchase that follows under its id: it costs what that costs, and is taken back as that', async () => {
  const card = await cardWith(1_000_00n);
  await world.cards.changeProgram(card.company, { fxFeePpm: 20_000n });
  const verified = async (): Promise<string> => {
    const networkTransactionId = newId('event');
    const { responseCode } = await world.authorize(card, '0.00', {
      purpose: 'verification',
      networkTransactionId,
    });
    assert.equal(responseCode, '85');
    return networkTransactionId;
  };
  const fx = await world.authorize(card, euros(100_00n), { networkTransactionId: await verified() });
  assert.equal(fx.transaction?.purpose, 'purchase');
  assert.equal(fx.transaction?.currency, 'EUR');
  const alone = await world.authorize(card, euros(100_00n));
  assert.deepEqual(fx.transaction?.feesHeld, alone.transaction?.feesHeld);
  assert.ok(fx.transaction.feesHeld.fx > 0n);
  const single = await world.authorize(card, '20.00', {
    purpose: 'financial',
    networkTransactionId: await verified(),
  });
  const back = await world.later('reverse', single.transaction);
  assert.equal(back.transaction?.state, 'reversed');
  for (const { transaction } of [fx, single]) await world.audit(transaction);
});

test('what is held on a verification is held as that of a purchase in its own currency, and stays so when more is joined to it', async () => {
  const card = await cardWith(1_000_00n);
  await world.cards.changeProgram(card.company, { fxFeePpm: 20_000n });
  const networkTransactionId = newId('event');
  const verification = { purpose: 'verification', networkTransactionId } as const;
  await world.authorize(card, euros(0n), verification);
  // Nothing follows a verification; what was refunded under its id has more to come.
  const refunded = await world.first('refund_unlinked', card, '5.00', { networkTransactionId });
  const advised = await world.later('advise', refunded.transaction, '10.00');
  assert.equal(advised.transaction?.purpose, 'purchase');
  assert.deepEqual(advised.transaction.feesHeld, { atm: 0n, fx: 0n });
  const joined = await world.first('force_post', card, '10.00', { networkTransactionId });
  assert.deepEqual(joined.transaction?.feesPosted, { atm: 0n, fx: 0n });
  await world.audit(joined.transaction);

  const other = newId('event');
  await world.authorize(card, '0.00', { ...verification, networkTransactionId: other });
  const back = await world.first('refund_unlinked', card, '5.00', { networkTransactionId: other });
  const cleared = await world.clear(back.transaction, euros(100_00n));
  assert.deepEqual(cleared.transaction?.feesPosted, { atm: 0n, fx: 200n });
  await world.audit(cleared.transaction);
});

test('what only asks leaves the purchase that it joins as it stood: declined, run out, cancelled or held; alone it says how it went', async () => {
  const card = await cardWith(100_00n);
  const ask = (networkTransactionId: string, purpose: 'verification' | 'balance_inquiry' | 'refund') =>
    world.authorize(card, purpose === 'refund' ? '5.00' : '0.00', { purpose, networkTransactionId });
  const endings = [
    ['2000.00', undefined, 'declined'],
    ['10.00', 'expire', 'expired'],
    ['10.00', 'cancel', 'cancelled'],
    ['10.00', undefined, 'authorized'],
  ] as const;
  for (const [amount, ending, state] of endings)
    for (const purpose of ['verification', 'balance_inquiry', 'refund'] as const) {
      const networkTransactionId = newId('event');
      const { transaction } = await world.authorize(card, amount, { networkTransactionId });
      if (ending !== undefined) await world.later(ending, transaction);
      const asked = await ask(networkTransactionId, purpose);
      assert.equal(asked.approved, true);
      assert.deepEqual([asked.transaction?.id, asked.transaction?.state], [transaction?.id, state]);
      await world.audit(asked.transaction);
    }
  const networkTransactionId = newId('event');
  const wrong = {
    purpose: 'verification',
    networkTransactionId,
    cardData: { cvv: 'wrong', expiry: null },
  } as const;
  assert.equal((await world.authorize(card, '0.00', wrong)).transaction?.state, 'declined');
  assert.equal((await ask(networkTransactionId, 'verification')).transaction?.state, 'verified');
});

test('a presentment after the final one is a force post on the same purchase: it posts beyond what was held, and counts once', async () => {
  const card = await cardWith(100_00n);
  await world.cards.replaceVelocityRules(card.company, [{ maxAuthorizations: 2, timeWindowSeconds: 60 }]);
  const { transaction } = await world.authorize(card, '40.00');
  await world.clear(transaction, '30.00');
  await assert.rejects(world.clear(transaction, null), { code: 'VAL' });
  const forced = await world.clear(transaction, '90.00');
  assert.deepEqual(
    [forced.transaction?.id, forced.transaction?.state, forced.entry?.kind, forced.entry?.final],
    [transaction?.id, 'cleared', 'clearing', true],
  );
  // Nothing was held for it: it took none of a hold, and went beyond none.
  assert.deepEqual([forced.entry?.overPosted, forced.transaction?.totals.cleared], [0n, 120_00n]);
  const { holding } = await world.balances(card);
  assert.equal(holding, '-20.00');
  assert.equal((await world.cards.get(card.company, card.id)).status, 'ACTIVE');
  await world.audit(forced.transaction);
});

test('a single message on a purchase that holds less goes beyond no hold: it takes nothing of it', async () => {
  const card = await cardWith(100_00n);
  const networkTransactionId = newId('event');
  await world.authorize(card, '20.00', { networkTransactionId });
  const single = await world.authorize(card, '50.00', { purpose: 'financial', networkTransactionId });
  assert.deepEqual(
    [single.entry?.kind, single.entry?.overPosted, single.transaction?.totals.held],
    ['financial', 0n, 20_00n],
  );
  assert.equal(world.events.at(-1)?.data['over_posted'], undefined);
  await world.audit(single.transaction);
});
