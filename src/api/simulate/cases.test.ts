/**
 * What each case of the life of a purchase must end in, driven through the simulate endpoints as a customer would. A card
 * whose balance was set to 1,000.00, unless said.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Client, Operations } from '../../../sdk/index.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';
import { startReceiver } from '../../../test/support/receiver.ts';

type Played = Operations['simulateAuthorization']['answer'];
type Swipe = Omit<Operations['simulateAuthorization']['input'], 'card_id' | 'amount'>;

interface End {
  readonly available: number;
  readonly held?: number;
  /** What was posted, by default what is neither available nor held any more. */
  readonly posted: number;
}

suite('what each case must end in', async () => {
  const program = await startProgram();
  let companies: Promise<{ client: Client }> | undefined;
  /** One company for all cases that change nothing about it. */
  const shared = (): Promise<{ client: Client }> => (companies ??= program.company());

  const scene = async (balance = '1000.00', own = false) => {
    const { client } = own ? await program.company() : await shared();
    const card = (await client.createCard({ ...aCard, approval_method: 'TOP_UP' })).id;
    await client.setCardBalance({ cardId: card, virtual_balance: balance });
    const authorize = (amount: string, swipe: Swipe = {}): Promise<Played> =>
      client.simulateAuthorization({ card_id: card, amount, ...swipe });
    /** The purchase ends so, and its totals are the sums over its entries. */
    const ends = async ({ transaction }: Played, { available, held = 0, posted }: End): Promise<void> => {
      assert.ok(transaction);
      const now = await client.getCardTransaction({ cardId: card, transactionId: transaction.id });
      const balance = (await client.getCardBalance({ cardId: card })).available_credit;
      assert.equal(balance, available, 'available');
      assert.equal(now.totals.held, held, 'held');
      const moved = now.totals.refunded - now.totals.cleared;
      assert.equal(Math.round(moved * 100) / 100, posted, 'posted');
      const entries = await client.listCardTransactionEntries({
        cardId: card,
        transactionId: transaction.id,
      });
      const sum = entries.reduce((total, entry) => total + Math.round(entry.held_change * 100), 0);
      assert.equal(sum, Math.round(now.totals.held * 100), 'totals are sums over the entries');
    };
    const id = ({ transaction }: Played): { transactionId: string } => ({
      transactionId: transaction?.id ?? '',
    });
    return { client, card, authorize, ends, id };
  };

  test('1 tip: authorize 45, clear 55', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('45.00');
    const cleared = await client.simulateClearing({ ...id(purchase), amount: '55.00' });
    assert.equal(cleared.entry?.over_posted, 10);
    await ends(cleared, { available: 945, posted: -55 });
  });

  test('2 fuel: authorize 100, completion advice 37.40, clear 37.40', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('100.00', { merchant: { mcc_code: '5542' } });
    const advised = await client.simulateAdvice({ ...id(purchase), amount: '37.40' });
    await ends(advised, { available: 962.6, held: 37.4, posted: 0 });
    await ends(await client.simulateClearing(id(purchase)), { available: 962.6, posted: -37.4 });
  });

  test('3 authorize 50, increments 30 and 20, clear 100', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('50.00', { merchant: { mcc_code: '7011' } });
    await client.simulateIncrement({ ...id(purchase), amount: '30.00' });
    const held = await client.simulateIncrement({ ...id(purchase), amount: '20.00' });
    await ends(held, { available: 900, held: 100, posted: 0 });
    const cleared = await client.simulateClearing({ ...id(purchase), amount: '100.00' });
    await ends(cleared, { available: 900, posted: -100 });
  });

  test('4 authorize 80, full reversal', async () => {
    const { client, authorize, ends, id } = await scene();
    const reversed = await client.simulateReversal(id(await authorize('80.00')));
    await ends(reversed, { available: 1000, posted: 0 });
    assert.equal(reversed.transaction?.state, 'reversed');
  });

  test('5 authorize 30, reverse 20, clear 10', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('30.00');
    await client.simulateReversal({ ...id(purchase), amount: '20.00' });
    const cleared = await client.simulateClearing({ ...id(purchase), amount: '10.00' });
    await ends(cleared, { available: 990, posted: -10 });
  });

  test('6 authorize and clear 150, refund 40', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('150.00');
    await client.simulateClearing(id(purchase));
    const refunded = await client.simulateRefund({ ...id(purchase), amount: '40.00' });
    await ends(refunded, { available: 890, posted: -110 });
  });

  test("7 ATM 60 with the operator's surcharge 2 and our fee 1, cleared", async () => {
    const { client, authorize, ends, id } = await scene('1000.00', true);
    await client.changeCardProgram({ atm_fee: '1.00' });
    const cash = await authorize('60.00', { kind: 'atm', surcharge: '2.00' });
    assert.equal(cash.entry?.bill_amount, 62);
    assert.deepEqual(cash.transaction?.fees_held, { atm_fees: 1, fx_fees: 0 });
    await ends(cash, { available: 937, held: 62, posted: 0 });
    const cleared = await client.simulateClearing(id(cash));
    assert.deepEqual(cleared.entry?.fees, { atm_fees: 1, fx_fees: 0 });
    await ends(cleared, { available: 937, posted: -62 });
  });

  test('8 authorize 250 in a foreign currency, reverse 50, clears at 202 in USD', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('250.00', { currency: 'EUR' });
    assert.ok(purchase.entry?.exchange_rate);
    await client.simulateReversal({ ...id(purchase), amount: '50.00', currency: 'EUR' });
    const cleared = await client.simulateClearing({ ...id(purchase), amount: '202.00' });
    await ends(cleared, { available: 798, posted: -202 });
  });

  test('9 authorize 35, expires, clears on day 10', async () => {
    const { client, authorize, ends, id } = await scene('1000.00', true);
    const purchase = await authorize('35.00');
    assert.equal((await client.advanceClock({ advance: 'P10D' })).expired_holds, 1);
    await ends(purchase, { available: 1000, posted: 0 });
    await ends(await client.simulateClearing({ ...id(purchase), amount: '35.00' }), {
      available: 965,
      posted: -35,
    });
  });

  test('10 force post 55, no authorization', async () => {
    const { client, card, ends } = await scene();
    await ends(await client.simulateForcePost({ card_id: card, amount: '55.00' }), {
      available: 945,
      posted: -55,
    });
  });

  test('11 authorize 100, clear 60 not final, clear 40 final', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('100.00');
    const first = await client.simulateClearing({ ...id(purchase), amount: '60.00', final: false });
    await ends(first, { available: 900, held: 40, posted: -60 });
    await ends(await client.simulateClearing({ ...id(purchase), amount: '40.00' }), {
      available: 900,
      posted: -100,
    });
  });

  test('12 authorize 100, clear 60 final', async () => {
    const { client, authorize, ends, id } = await scene();
    const cleared = await client.simulateClearing({ ...id(await authorize('100.00')), amount: '60.00' });
    await ends(cleared, { available: 940, posted: -60 });
  });

  test('13 balance 100: authorize 100, clear 130', async () => {
    const { client, authorize, ends, id } = await scene('100.00');
    const cleared = await client.simulateClearing({ ...id(await authorize('100.00')), amount: '130.00' });
    assert.equal(cleared.entry?.over_posted, 30);
    await ends(cleared, { available: -30, posted: -130 });
  });

  test('14 a reversal with no match, and a partial reversal above what is held: N001', async () => {
    const { client, card, authorize, ends, id } = await scene();
    const purchase = await authorize('30.00');
    const above = await client.simulateReversal({ ...id(purchase), amount: '30.01' });
    assert.deepEqual(
      [above.response_code, above.entry?.decline_reason?.code, above.event_ids],
      ['25', 'N001', []],
    );
    const unmatched = await client.simulateEarlyReversal({
      card_id: card,
      original_network_key: 'nobody-14',
    });
    assert.deepEqual([unmatched.response_code, unmatched.transaction], ['25', null]);
    await ends(purchase, { available: 970, held: 30, posted: 0 });
  });

  test('15 the same network message twice: the first answer again, one hold', async () => {
    const { authorize, ends } = await scene();
    const first = await authorize('20.00', { network_key: 'same-15' });
    const [again, atOnce] = await Promise.all([
      authorize('20.00', { network_key: 'same-15' }),
      authorize('20.00', { network_key: 'same-15' }),
    ]);
    for (const repeat of [again, atOnce]) {
      assert.equal(repeat.entry?.id, first.entry?.id);
      assert.deepEqual([repeat.approved, repeat.response_code, repeat.approved_amount], [true, '00', 20]);
    }
    const other = { id: 'SHOP-15', country: 'FRA', mcc_code: '5812' } as const;
    for (const [name, value] of Object.entries(other)) {
      const { response_code } = await authorize('20.00', {
        network_key: 'same-15',
        merchant: { [name]: value },
      });
      assert.equal(response_code, '94', name);
    }
    await ends(first, { available: 980, held: 20, posted: 0 });
  });

  test('16 a verification of 0.00 holds nothing and is answered 85', async () => {
    const { authorize, ends } = await scene();
    const verified = await authorize('0.00', { kind: 'verification' });
    assert.deepEqual([verified.approved, verified.response_code, verified.event_ids], [true, '85', []]);
    await ends(verified, { available: 1000, posted: 0 });
  });

  test('17 40 asked, 25 available, the terminal takes partial approvals', async () => {
    const { authorize, ends } = await scene('25.00');
    assert.equal((await authorize('40.00')).approved, false);
    const partial = await authorize('40.00', { partial_approval: true });
    assert.deepEqual([partial.approved, partial.response_code, partial.approved_amount], [true, '10', 25]);
    await ends(partial, { available: 0, held: 25, posted: 0 });
  });

  test('18 a refund without an original is a transaction of its own', async () => {
    const { client, card, ends } = await scene();
    const refunded = await client.simulateUnlinkedRefund({ card_id: card, amount: '12.00' });
    await ends(refunded, { available: 1012, posted: 12 });
    assert.equal(refunded.transaction?.state, 'refunded');
  });

  test("19 the company's answer comes late: declined to the network, a late yes changes nothing", async () => {
    const { client } = await program.company('100.00');
    let answerNow = (): void => {};
    const { url } = await startReceiver((_, response) => {
      answerNow = () => void response.writeHead(200).end('{"response_code":"00"}');
    });
    await client.createWebhookEndpoint({ url, decision: true });
    const card = await client.createCard({ ...aCard, approval_method: 'WEBHOOK' });
    const declined = await client.simulateAuthorization({ card_id: card.id, amount: '60.00' });
    answerNow();
    const trace = async () => {
      const of = { cardId: card.id, transactionId: declined.transaction!.id };
      return (await client.getCardTransaction(of)).decision;
    };
    while ((await trace())['late_answer_at'] === undefined) await new Promise(setImmediate);
    assert.deepEqual([declined.approved, declined.entry?.decline_reason?.code], [false, 'W002']);
    const now = await client.getCardTransaction({ cardId: card.id, transactionId: declined.transaction!.id });
    assert.deepEqual([now.state, now.totals.held], ['declined', 0]);
    assert.equal((await client.getCardHolding()).warranty_balance, 100);
  });

  test('20 a stand-in advice holds although the rules declined, on the same purchase, once', async () => {
    const { client, authorize, ends, id } = await scene('10.00');
    const network_transaction_id = `NTI-20-${Date.now()}`;
    const declined = await authorize('50.00', { network_transaction_id });
    assert.equal(declined.entry?.decline_reason?.code, 'M102');
    const advised = await authorize('50.00', { network_transaction_id, stand_in: true });
    assert.deepEqual([advised.approved, advised.transaction?.id], [true, declined.transaction?.id]);
    await authorize('50.00', { network_transaction_id, stand_in: true });
    await ends(advised, { available: -40, held: 50, posted: 0 });
    await ends(await client.simulateClearing(id(advised)), { available: -40, posted: -50 });
  });

  test('21 velocity rules and limits count advices and force posts, which are never refused', async () => {
    const { client } = await scene('1000.00', true);
    const limited = await client.createCard({ ...aCard, daily_limit: '100.00' });
    await client.simulateForcePost({ card_id: limited.id, amount: '60.00' });
    await client.simulateAuthorization({ card_id: limited.id, amount: '30.00', stand_in: true });
    const above = await client.simulateAuthorization({ card_id: limited.id, amount: '10.01' });
    assert.equal(above.entry?.decline_reason?.code, 'M201');
    assert.equal((await client.getCardSpending({ cardId: limited.id })).daily_spending, 90);
    const exceeds = await client.simulateForcePost({ card_id: limited.id, amount: '50.00' });
    assert.equal(exceeds.approved, true);

    await client.replaceVelocityRules({ rules: [{ max_authorizations: 2, time_window_seconds: 3600 }] });
    const quick = await client.createCard(aCard);
    await client.simulateForcePost({ card_id: quick.id, amount: '1.00' });
    await client.simulateAuthorization({ card_id: quick.id, amount: '1.00', stand_in: true });
    assert.equal((await client.getCard({ cardId: quick.id })).status, 'ACTIVE');
    const third = await client.simulateForcePost({ card_id: quick.id, amount: '1.00' });
    assert.equal(third.transaction?.totals.cleared, 1);
    assert.equal(third.event_ids.length, 2);
    assert.equal((await client.getCard({ cardId: quick.id })).status, 'BLOCKED');
    await client.unblockCard({ cardId: quick.id });
    assert.equal((await client.simulateAuthorization({ card_id: quick.id, amount: '1.00' })).approved, true);
  });

  test('22 a reversal that arrives after the final clearing moves no money: N001; the refund is the way back', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('70.00');
    await client.simulateClearing(id(purchase));
    const late = await client.simulateReversal({ ...id(purchase), amount: '70.00' });
    assert.equal(late.entry?.decline_reason?.code, 'N001');
    await ends(late, { available: 930, posted: -70 });
    await ends(await client.simulateRefund(id(purchase)), { available: 1000, posted: 0 });
  });

  test('23 a clearing before its authorization advice ends as if in order', async () => {
    const { client, card, authorize, ends } = await scene();
    const network_transaction_id = `NTI-23-${Date.now()}`;
    const posted = await client.simulateForcePost({ card_id: card, amount: '44.00', network_transaction_id });
    const advised = await authorize('44.00', { network_transaction_id, stand_in: true });
    assert.equal(advised.transaction?.id, posted.transaction?.id);
    await ends(advised, { available: 956, posted: -44 });
  });

  test('24 a refund above what was cleared posts and is marked', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('20.00');
    await client.simulateClearing(id(purchase));
    const refunded = await client.simulateRefund({ ...id(purchase), amount: '25.00' });
    assert.equal(refunded.entry?.over_posted, 5);
    await ends(refunded, { available: 1005, posted: 5 });
  });

  test('25 ATM single message 60 posted, full reversal', async () => {
    const { client, authorize, ends, id } = await scene();
    const posted = await authorize('60.00', { kind: 'financial', channel: 'ATM' });
    await ends(posted, { available: 940, posted: -60 });
    await ends(await client.simulateReversal(id(posted)), { available: 1000, posted: 0 });
  });

  test('26 single message 100, reversal with replacement amount 40', async () => {
    const { client, authorize, ends, id } = await scene();
    const posted = await authorize('100.00', { kind: 'financial' });
    await ends(await client.simulateReversal({ ...id(posted), remaining: '40.00' }), {
      available: 960,
      posted: -40,
    });
  });

  test('27 a refund that is authorized and not cleared changes nothing', async () => {
    const { authorize, ends } = await scene();
    const announced = await authorize('40.00', { kind: 'refund' });
    assert.deepEqual([announced.approved, announced.event_ids], [true, []]);
    await ends(announced, { available: 1000, posted: 0 });
  });

  test('28 clearing 50, then clearing reversal', async () => {
    const { client, authorize, ends, id } = await scene();
    const purchase = await authorize('50.00');
    await client.simulateClearing(id(purchase));
    await ends(await client.simulateClearingReversal(id(purchase)), { available: 1000, posted: 0 });
  });

  test('29 a time-out reversal overtakes its authorization, which is then declined N006; one that comes after reverses', async () => {
    const { client, card, authorize, ends } = await scene();
    const early = await client.simulateEarlyReversal({ card_id: card, original_network_key: 'late-29' });
    assert.deepEqual([early.approved, early.response_code], [false, '25']);
    const overtaken = await authorize('15.00', { network_key: 'late-29' });
    assert.deepEqual([overtaken.approved, overtaken.response_code], [false, '94']);
    assert.equal((await client.getCardBalance({ cardId: card })).available_credit, 1000);

    const wrong = { card_id: card, original_network_key: 'wrong-29' };
    for (const amount of ['0', '-1', '1.005', '2026-01-31', '10000000000.00'])
      await assert.rejects(client.simulateEarlyReversal({ ...wrong, amount }), /amount/, amount);
    assert.equal((await authorize('15.00', { network_key: 'wrong-29' })).approved, true);

    const inTime = await authorize('15.00', { network_key: 'in-time-29' });
    const reversed = await client.simulateEarlyReversal(
      { card_id: card, original_network_key: 'in-time-29' },
      { idempotencyKey: 'reversal-29' },
    );
    assert.deepEqual([reversed.approved, reversed.transaction?.id], [true, inTime.transaction?.id]);
    await ends(reversed, { available: 985, posted: 0 });
  });

  test('29 a reversal that comes again gets its first answer; the same key with another original is a duplicate', async () => {
    const { client, card, authorize } = await scene();
    const reverse = async (original_network_key: string) => {
      const message = { card_id: card, network_key: 'takes-back', original_network_key };
      return (await client.simulateEarlyReversal(message)).response_code;
    };
    await authorize('15.00', { network_key: 'one-29' });
    await authorize('25.00', { network_key: 'two-29' });
    const originals = ['one-29', 'one-29', 'two-29', 'nobody-29'];
    const codes: string[] = [];
    for (const original of originals) codes.push((await reverse(original)) ?? '');
    assert.deepEqual(codes, ['00', '00', '94', '94']);
    assert.equal((await client.getCardBalance({ cardId: card })).available_credit, 975);
  });

  test('an amount that comes to less than a cent is no purchase, and posts nothing', async () => {
    const { client, card, authorize } = await scene();
    const declined = await authorize('1', { currency: 'VND' });
    assert.deepEqual([declined.approved, declined.entry?.decline_reason?.code], [false, 'N003']);
    await assert.rejects(
      client.simulateForcePost({ card_id: card, amount: '1', currency: 'VND' }),
      /at least one cent/,
    );
  });
});
