import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ApiError } from '../../../sdk/index.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';
import { startReceiver } from '../../../test/support/receiver.ts';

suite("the company's clock", async () => {
  const program = await startProgram();

  test('moves forward by a duration of ISO 8601, for one company alone', async () => {
    const { client } = await program.company();
    const other = await program.company();
    const before = Date.parse((await client.getClock()).now);
    const { now } = await client.advanceClock({ advance: 'P1DT2H' });
    const moved = Date.parse(now) - before - 26 * 3_600_000;
    assert.ok(moved >= 0 && moved < 60_000, String(moved));
    assert.ok(Date.parse((await other.client.getClock()).now) < before + 60_000);
    assert.equal((await client.advanceClock({ advance: 'PT0S' })).expired_holds, 0);
    for (const advance of ['', '1D', '-P1D', 'P11Y', 'P999999Y'])
      await assert.rejects(
        client.advanceClock({ advance }),
        (error) => (error as ApiError).status === 400,
        advance,
      );
  });

  test('goes no further than a purchase can be told of', async () => {
    const { client } = await program.company();
    const tooFar = (error: unknown): boolean => (error as ApiError).status === 400;
    for (;;) {
      const { now } = await client.advanceClock({ advance: 'P10Y' });
      if (now > '2190') break;
    }
    await assert.rejects(client.advanceClock({ advance: 'P10Y' }), tooFar);
    const { id } = await client.createCard(aCard);
    const { approved } = await client.simulateAuthorization({ card_id: id, amount: '1.00' });
    assert.ok(approved);
    for (const starts_at of ['1969-12-31', '2200-01-01T00:00:00Z', '9999-12-31'])
      await assert.rejects(
        client.runScenario({ starts_at, steps: [{ title: 'a look', expect: {} }] }),
        tooFar,
      );
  });

  test('moves that come at the same moment add up, and do not lead beyond the year 2199 together either', async () => {
    const { client } = await program.company();
    let now = '';
    while (now < '2190') ({ now } = await client.advanceClock({ advance: 'P10Y' }));
    const advance = `P${2199 - new Date(now).getUTCFullYear()}Y`;
    const moves = await Promise.allSettled(
      Array.from({ length: 40 }, () => client.advanceClock({ advance })),
    );
    assert.equal(moves.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.match((await client.getClock()).now, /^2199-/);
  });

  test('leaves a company its time to decide, which is wall time', async () => {
    const { client } = await program.company();
    const yes = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"response_code":"00"}',
    };
    const receiver = await startReceiver(yes);
    await client.createWebhookEndpoint({ url: receiver.url, decision: true });
    const card = await client.createCard({ ...aCard, approval_method: 'WEBHOOK' });
    await client.advanceClock({ advance: 'P1D' });
    const played = await client.simulateAuthorization({ card_id: card.id, amount: '1.00' });
    assert.equal(played.transaction?.decision['by'], 'webhook');
  });

  test('runs what falls due on the way, in order and each as of its own moment', async () => {
    const { client } = await program.company();
    const receiver = await startReceiver();
    await client.createWebhookEndpoint({ url: receiver.url, filters: ['CARDS.REVERSAL'] });
    const card = await client.createCard({ ...aCard, daily_limit: '100.00' });
    const buy = (amount: string, mcc_code = '5411') =>
      client.simulateAuthorization({ card_id: card.id, amount, merchant: { mcc_code } });
    const hotel = await buy('10.00', '7011');
    const { challenge } = await client.simulateThreeDsChallenge({ card_id: card.id, amount: '50.00' });
    await client.advanceClock({ advance: 'P1D' });
    const first = await buy('20.00');
    await client.advanceClock({ advance: 'P1D' });
    const second = await buy('30.00');
    const answer = await client.advanceClock({ advance: 'P30D' });
    assert.deepEqual([answer.expired_holds, answer.expired_challenges], [3, 0]);
    const told = await receiver.received(3);
    assert.deepEqual(
      told
        .map(({ json }) => [json.data['transaction_id'], json['status'], json.data['created_at']])
        .toSorted((a, b) => (String(a[2]) < String(b[2]) ? -1 : 1)),
      [first, second, hotel].map(({ transaction }) => [
        transaction!.id,
        'CANCELLED',
        transaction!.expires_at,
      ]),
    );
    const entries = await client.listCardTransactionEntries({
      cardId: card.id,
      transactionId: first.transaction!.id,
    });
    assert.deepEqual(
      entries.map((entry) => [entry.kind, entry.created_at]),
      [
        ['authorization', first.transaction!.created_at],
        ['expiry', first.transaction!.expires_at],
      ],
    );
    const late = client.simulateThreeDsAnswer({ challengeId: challenge.id, code: '000000' });
    await assert.rejects(late, (error) => (error as ApiError).status === 412);
  });

  test('a challenge times out on the way', async () => {
    const { client } = await program.company();
    const card = await client.createCard(aCard);
    const { challenge } = await client.simulateThreeDsChallenge({ card_id: card.id, amount: '50.00' });
    assert.equal((await client.advanceClock({ advance: 'PT4M' })).expired_challenges, 0);
    assert.equal((await client.advanceClock({ advance: 'PT1M' })).expired_challenges, 1);
    await client.changeCardProgram({ three_ds_threshold: 10 });
    const refused = await client.simulateAuthorization({
      card_id: card.id,
      amount: '50.00',
      channel: 'ECOMMERCE',
      three_ds_challenge_id: challenge.id,
    });
    assert.equal(refused.entry?.decline_reason?.code, 'C303');
  });

  test('limits and velocity rules follow it', async () => {
    const { client } = await program.company();
    const card = await client.createCard({ ...aCard, daily_limit: '10.00' });
    const buy = async (amount: string) =>
      (await client.simulateAuthorization({ card_id: card.id, amount })).entry?.decline_reason?.code;
    assert.equal(await buy('10.00'), undefined);
    assert.equal(await buy('0.01'), 'M201');
    await client.advanceClock({ advance: 'P1D' });
    assert.equal(await buy('10.00'), undefined);

    await client.replaceVelocityRules({ rules: [{ max_authorizations: 1, time_window_seconds: 3600 }] });
    const quick = await client.createCard(aCard);
    const swipe = async () =>
      (await client.simulateAuthorization({ card_id: quick.id, amount: '1.00' })).entry?.decline_reason?.code;
    assert.equal(await swipe(), undefined);
    await client.advanceClock({ advance: 'PT1H' });
    assert.equal(await swipe(), undefined);
    assert.equal(await swipe(), 'M210');
  });

  test('the same idempotency key moves it once', async () => {
    const { client } = await program.company();
    const idempotencyKey = 'clock-1';
    const first = await client.advanceClock({ advance: 'P1D' }, { idempotencyKey });
    const again = await client.advanceClock({ advance: 'P1D' }, { idempotencyKey });
    assert.deepEqual(again, first);
    assert.ok(Date.parse((await client.getClock()).now) - Date.parse(first.now) < 60_000);
  });
});
