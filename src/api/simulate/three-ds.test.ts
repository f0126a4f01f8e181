import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ApiError, Client } from '../../../sdk/index.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';
import { startReceiver } from '../../../test/support/receiver.ts';

suite('3-D Secure over HTTP', async () => {
  const program = await startProgram();

  /** A company that wants purchases above 30 USD confirmed and hears the codes, and a card of it. */
  const scene = async () => {
    const { client } = await program.company();
    const receiver = await startReceiver();
    const filters = ['CARDS.NOTIFICATION_3DS_AUTHORIZATION'];
    await client.createWebhookEndpoint({ url: receiver.url, filters });
    await client.changeCardProgram({ three_ds_threshold: '30.00' });
    const { id: card } = await client.createCard(aCard);
    let heard = 0;
    /** Begins a challenge, and answers it with the code that came by webhook. */
    const begin = async (amount = '50.00', merchant = {}) => {
      const { challenge, event_ids } = await client.simulateThreeDsChallenge({
        card_id: card,
        amount,
        merchant,
      });
      const received = (await receiver.received((heard += 1)))[heard - 1];
      assert.equal(received?.json['operation_id'], event_ids[0]);
      return { challenge, code: String(received?.json.data['code']), event: event_ids[0] ?? '' };
    };
    const buy = async (challenge: string, amount = '50.00', rest = {}) => {
      const of = { card_id: card, amount, channel: 'ECOMMERCE', three_ds_challenge_id: challenge } as const;
      const played = await client.simulateAuthorization({ ...of, ...rest });
      return played.entry?.decline_reason?.code ?? 'approved';
    };
    return { client, card, begin, buy };
  };

  const status = (expected: number, code: string) => (error: unknown) =>
    (error as ApiError).status === expected && (error as ApiError).code === code;

  const say = (client: Client, cardId: string, code: string, approve?: boolean) =>
    client.answerThreeDsChallenge({ cardId, code, ...(approve === undefined ? {} : { approve }) });

  test('asked, confirmed through the API, used once; the code is nowhere but in the webhook', async () => {
    const { client, card, begin, buy } = await scene();
    const { challenge, code, event } = await begin();
    assert.deepEqual([challenge.state, challenge.amount, challenge.tries_left], ['pending', 50, 3]);
    assert.ok(!JSON.stringify(challenge).includes(code));
    assert.ok(!JSON.stringify(await client.getEvent({ eventId: event })).includes(code));
    assert.equal(await buy(challenge.id), 'C301');
    assert.deepEqual(await say(client, card, code), { code, approve: true });
    assert.deepEqual(await say(client, card, code, true), { code, approve: true });
    assert.equal(await buy(challenge.id, '50.00', { merchant: { name: 'Another Shop' } }), 'C301');
    assert.equal(await buy(challenge.id), 'approved');
    assert.equal(await buy(challenge.id), 'C301');
  });

  test('an unknown code and another card’s are 404, the opposite of a decision is 409, a late answer 412', async () => {
    const { client, card, begin } = await scene();
    const { id: other } = await client.createCard(aCard);
    const { code } = await begin();
    await assert.rejects(say(client, other, code), status(404, 'NOT_FOUND'));
    await assert.rejects(say(client, card, 'no code'), status(404, 'NOT_FOUND'));
    await say(client, card, code, false);
    await assert.rejects(say(client, card, code), status(409, 'CHALLENGE_DECISION_CONFLICT'));
    const late = await begin();
    await client.advanceClock({ advance: 'PT5M' });
    await assert.rejects(say(client, card, late.code), status(412, 'VAL'));
  });

  test('the simulated cardholder answers, with three tries', async () => {
    const { client, begin, buy } = await scene();
    const { challenge, code } = await begin();
    const answer = async (challengeId: string, typed: string, approve = true) => {
      const { challenge } = await client.simulateThreeDsAnswer({ challengeId, code: typed, approve });
      return [challenge.state, challenge.tries_left];
    };
    assert.deepEqual(await answer(challenge.id, 'wrong'), ['pending', 2]);
    assert.deepEqual(await answer(challenge.id, 'wrong'), ['pending', 1]);
    assert.deepEqual(await answer(challenge.id, code), ['passed', 0]);
    assert.equal(await buy(challenge.id), 'approved');
    const refused = await begin();
    assert.deepEqual(await answer(refused.challenge.id, refused.code, false), ['failed', 0]);
    assert.equal(await buy(refused.challenge.id), 'C302');
    await assert.rejects(answer('ch_nothing', code), status(404, 'NOT_FOUND'));
  });

  test('the phone shows merchant, amount, tries, time and code, as long as there is something to type', async () => {
    const { client, card, begin } = await scene();
    const { challenge, code } = await begin('50.00', { name: 'Parcel Store' });
    const phone = () => client.getThreeDsChallenge({ challengeId: challenge.id });
    // A clock that is moved stands still from then on.
    await client.advanceClock({ advance: 'PT1M' });
    const shown = await phone();
    assert.equal(shown.code, code);
    assert.deepEqual(shown.challenge, challenge);
    assert.equal(shown.challenge.merchant_data.name, 'Parcel Store');
    assert.ok(shown.seconds_left > 200 && shown.seconds_left <= 240);
    await client.simulateThreeDsAnswer({ challengeId: challenge.id, code: 'wrong' });
    assert.deepEqual([(await phone()).challenge.tries_left, (await phone()).code], [2, code]);
    await say(client, card, code);
    const decided = await phone();
    assert.deepEqual([decided.challenge.state, decided.code, decided.seconds_left], ['passed', null, 0]);

    const late = await begin();
    await client.advanceClock({ advance: 'PT5M' });
    const expired = await client.getThreeDsChallenge({ challengeId: late.challenge.id });
    assert.deepEqual([expired.challenge.state, expired.code, expired.seconds_left], ['expired', null, 0]);
    await assert.rejects(client.getThreeDsChallenge({ challengeId: 'ch_x' }), status(404, 'NOT_FOUND'));
    const stranger = (await program.company()).client;
    const theirs = stranger.getThreeDsChallenge({ challengeId: challenge.id });
    await assert.rejects(theirs, status(404, 'NOT_FOUND'));
  });

  test('challenges are listed in pages, newest first, of one card or of all, without a code', async () => {
    const { client, card, begin } = await scene();
    const first = await begin();
    const second = await begin();
    const { id: other } = await client.createCard(aCard);
    const { challenge: third } = await client.simulateThreeDsChallenge({ card_id: other, amount: '50.00' });
    const ids = async (query: { card_id?: string; size?: number; cursor?: string }) => {
      const { data, next_cursor } = await client.listThreeDsChallenges(query);
      for (const { code } of [first, second]) assert.ok(!JSON.stringify(data).includes(`"${code}"`));
      return { ids: data.map(({ id }) => id), next: next_cursor };
    };
    const all = [third.id, second.challenge.id, first.challenge.id];
    assert.deepEqual((await ids({})).ids, all);
    assert.deepEqual((await ids({ card_id: card })).ids, all.slice(1));
    const { ids: page, next } = await ids({ size: 2 });
    assert.deepEqual(page, all.slice(0, 2));
    assert.deepEqual((await ids({ size: 2, cursor: next ?? '' })).ids, all.slice(2));
    const stranger = (await program.company()).client;
    assert.deepEqual((await stranger.listThreeDsChallenges({ card_id: card })).data, []);
  });

  test('exempt: recurring, merchant-initiated, by mail or telephone; DISABLED is C301', async () => {
    const { client, card } = await scene();
    const buy = async (rest: object) =>
      (await client.simulateAuthorization({ card_id: card, amount: '50.00', channel: 'ECOMMERCE', ...rest }))
        .entry?.decline_reason?.code;
    assert.equal(await buy({}), 'C301');
    for (const exempt of [{ recurring: true }, { merchant_initiated: true }, { channel: 'MOTO' }])
      assert.equal(await buy(exempt), undefined);
    await client.configureCardThreeDs({ cardId: card, type: 'DISABLED' });
    assert.equal(await buy({}), 'C301');
    const wanted = client.simulateThreeDsChallenge({ card_id: card, amount: '50.00' });
    await assert.rejects(wanted, status(412, 'VAL'));
  });
});
