/** What a played message may say, what it may leave out, and what becomes of one that fits nothing. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ApiError } from '../../../sdk/index.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';

suite('messages of the simulator', async () => {
  const program = await startProgram();

  const scene = async () => {
    const { client } = await program.company();
    const { id: card } = await client.createCard(aCard);
    const stateOf = async (transactionId: string) =>
      (await client.getCardTransaction({ cardId: card, transactionId })).state;
    const swipe = async (rest: object = {}) => {
      const { transaction } = await client.simulateAuthorization({ card_id: card, amount: '10.00', ...rest });
      assert.ok(transaction);
      return { transactionId: transaction.id };
    };
    return { client, card, stateOf, swipe };
  };
  const failure = (status: number, code: string) => (error: unknown) => {
    const { status: is, code: named } = error as ApiError;
    assert.deepEqual([is, named], [status, code]);
    return true;
  };

  test('the documented short forms act on the latest purchase that they fit, and say so where none does', async () => {
    const { client, card, swipe, stateOf } = await scene();
    const of = { card_id: card };
    const none = failure(404, 'NOT_FOUND');
    for (const call of ['Clearing', 'Refund', 'Reversal'] as const)
      await assert.rejects(client[`simulateWebhook${call}`](of), none, call);
    const anothers = await scene();
    for (const call of ['Authorize', 'Clearing', 'Refund', 'Reversal'] as const)
      for (const unknown of ['card_x', anothers.card, `card_${'0'.repeat(8)}-0000-7000-8000-000000000000`])
        await assert.rejects(
          client[`simulateWebhook${call}`]({ card_id: unknown, bill_amount: 1 }),
          failure(412, 'VAL'),
          `${call} ${unknown}`,
        );

    const first = await swipe();
    const second = await swipe();
    await client.simulateWebhookClearing(of);
    assert.deepEqual(
      [await stateOf(first.transactionId), await stateOf(second.transactionId)],
      ['authorized', 'cleared'],
    );
    await client.simulateWebhookReversal(of);
    assert.equal(await stateOf(first.transactionId), 'reversed');
    await assert.rejects(client.simulateWebhookReversal(of), none);
    await assert.rejects(client.simulateWebhookClearing(of), none, 'nothing is held any more');
    await client.simulateWebhookClearing({ ...of, bill_amount: 2 });
    await client.simulateWebhookRefund(of);
    assert.equal(await stateOf(second.transactionId), 'refunded');
    await assert.rejects(client.simulateWebhookRefund(of), none, 'nothing is left to refund');
    await client.simulateWebhookRefund({ ...of, bill_amount: 2 });
    const { totals } = await client.getCardTransaction({ cardId: card, ...second });
    assert.deepEqual([totals.cleared, totals.refunded], [12, 14]);
  });

  test('a verification and an inquiry need no amount, a purchase does', async () => {
    const { client, card } = await scene();
    for (const [kind, code] of [
      ['verification', '85'],
      ['balance_inquiry', '00'],
    ] as const) {
      const played = await client.simulateAuthorization({ card_id: card, kind });
      assert.deepEqual([played.response_code, played.entry?.bill_amount], [code, 0]);
    }
    await assert.rejects(client.simulateAuthorization({ card_id: card }), failure(400, 'VALIDATION_ERROR'));
  });

  test('what comes to more than a message can bill is refused, and an advice in a currency without a rate', async () => {
    const { client, card } = await scene();
    const gold = { card_id: card, amount: '999999999999', currency: 'XAU' };
    const { entry } = await client.simulateAuthorization(gold);
    assert.equal(entry?.decline_reason?.code, 'N003');
    const refused = failure(400, 'VALIDATION_ERROR');
    await assert.rejects(client.simulateForcePost(gold), refused);
    await assert.rejects(client.simulateAuthorization({ ...gold, stand_in: true }), refused);
    await assert.rejects(
      client.simulateAuthorization({ ...gold, amount: '1', currency: 'XTS', stand_in: true }),
      refused,
    );
    // No currency of ISO 4217: its events would have no currency number.
    await assert.rejects(client.simulateAuthorization({ ...gold, amount: '1', currency: 'BTC' }), refused);
  });

  test('the same message again costs no second PIN try', async () => {
    const { client, card } = await scene();
    await client.setCardPin({ cardId: card, pin: '1234' });
    const wrong = async (network_key: string) => {
      const { entry } = await client.simulateAuthorization({
        card_id: card,
        amount: '1.00',
        pin: '4321',
        network_key,
      });
      return entry?.decline_reason?.code;
    };
    for (const key of ['one', 'one', 'one', 'two']) assert.equal(await wrong(key), 'C207');
    assert.equal(await wrong('three'), 'C208');
  });

  test('a card is named once, and a country is one that there is', async () => {
    const { client, card } = await scene();
    const swipe = { card_id: card, amount: 1 };
    const wrong = failure(400, 'VALIDATION_ERROR');
    await assert.rejects(client.simulateAuthorization({ ...swipe, pan: '9999000000000000' }), wrong);
    await assert.rejects(client.simulateAuthorization({ amount: 1 }), wrong);
    await assert.rejects(client.simulateAuthorization({ ...swipe, merchant: { country: 'GER' } }), wrong);
    const { transaction } = await client.simulateAuthorization({ ...swipe, merchant: { country: 'deu' } });
    assert.equal(transaction?.merchant_data.country, 'DEU');
  });

  test('what is refused leaves a transaction as it stood', async () => {
    const { client, swipe, stateOf } = await scene();
    const expired = await swipe();
    await client.simulateExpiry(expired);
    const cancelled = await swipe();
    await client.simulateCancellation(cancelled);
    const verified = await swipe({ kind: 'verification' });
    const refund = await swipe({ kind: 'refund' });
    for (const [of, state] of [
      [expired, 'expired'],
      [cancelled, 'cancelled'],
      [verified, 'verified'],
      [refund, 'verified'],
    ] as const) {
      const reversal = await client.simulateReversal(of);
      assert.equal(reversal.entry?.decline_reason?.code, 'N001');
      assert.deepEqual([reversal.transaction?.state, await stateOf(of.transactionId)], [state, state]);
    }
  });

  test('a card that owes can be given a part of it', async () => {
    const { client } = await program.company();
    const { id: cardId } = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
    await client.setCardBalance({ cardId, virtual_balance: '100.00' });
    const { transaction } = await client.simulateAuthorization({ card_id: cardId, amount: '100.00' });
    await client.simulateClearing({ transactionId: transaction!.id, amount: '130.00' });
    let asked = 0;
    const change = async (kind: 'add' | 'subtract', amount: string) =>
      client[`${kind}CardBalance`]({ cardId, amount }, { idempotencyKey: `${cardId}-${(asked += 1)}` });
    assert.equal(await change('add', '20.00'), -10);
    await assert.rejects(change('subtract', '1.00'), failure(412, 'VAL'));
    assert.equal(await change('add', '11.00'), 1);
    assert.equal(await change('subtract', '1.00'), 0);
    await assert.rejects(change('subtract', '0.01'), failure(412, 'VAL'));
    // Claims move nothing: the holding has paid what was cleared, and no more.
    assert.equal((await client.getCardHolding()).warranty_balance, 999_870);
  });

  test('an authorized refund is posted by a refund, and nothing else follows it', async () => {
    const { client, card, swipe } = await scene();
    const authorized = await swipe({ kind: 'refund', amount: '40.00' });
    const verified = await swipe({ kind: 'verification' });
    const nothing = failure(412, 'VAL');
    await assert.rejects(client.simulateClearing({ ...authorized, amount: 40 }), nothing);
    await assert.rejects(client.simulateIncrement({ ...authorized, amount: 40 }), nothing);
    await assert.rejects(client.simulateRefund({ ...verified, amount: 40 }), nothing);
    const posted = await client.simulateRefund({ ...authorized, amount: '40.00' });
    assert.deepEqual([posted.transaction?.state, posted.entry?.new_balance], ['refunded', 1_000_040]);
    assert.equal(posted.entry?.over_posted, 0);
    assert.equal((await client.getCardHolding()).warranty_balance, 1_000_040);
    const { movements } = await client.searchCardTransactions({ cardId: card, operations: ['REFUND'] });
    assert.equal(movements.length, 1);
  });
});
