import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Client, Operations } from '../../../sdk/index.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { declines, responseCodesOf, type DeclineCode } from '../../authorizations/index.ts';

type Swipe = Omit<Operations['simulateAuthorization']['input'], 'amount'> & { amount?: number | string };
type Played = Operations['simulateAuthorization']['answer'];
type NewCard = Omit<Operations['createCard']['input'], 'card_holder_name' | 'phone_country_code' | 'phone'>;

/** A company of its own, and what its cards can meet. */
interface Scene {
  readonly client: Client;
  card(card?: Partial<NewCard>): Promise<string>;
  swipe(card: string, swipe?: Swipe): Promise<Played>;
  /** Number, CVV and expiry date, as the page shows them to the cardholder. */
  secrets(card: string): Promise<{ pan: string; cvv: string; expiry: string }>;
}

/** How a decline comes about by itself, or why it cannot in a simulator. */
type Natural = ((scene: Scene) => Promise<Played>) | string;

suite('declines', async () => {
  const program = await startProgram();

  const scene = async (holding?: string): Promise<Scene> => {
    const { client, apiKey } = await program.company(holding);
    return {
      client,
      card: async (card = {}) => (await client.createCard({ ...aCard, ...card })).id,
      swipe: (card_id, swipe = {}) =>
        client.simulateAuthorization({ ...('pan' in swipe ? {} : { card_id }), amount: '10.00', ...swipe }),
      async secrets(card) {
        const { url } = await client.getPanPage({ cardId: card });
        const page = new URL(url);
        const answer = await fetch(page.origin + page.pathname, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
          body: JSON.stringify({ token: page.hash.slice(1) }),
        });
        return (await answer.json()) as { pan: string; cvv: string; expiry: string };
      },
    };
  };

  /** Swipes a card that cannot pay, whatever was said of it. */
  const onCard =
    (card: Partial<NewCard>, swipe?: Swipe): Natural =>
    async (scene) =>
      scene.swipe(await scene.card(card), swipe);

  /** Swipes once a company has changed its program. */
  const withProgram =
    (change: Operations['changeCardProgram']['input'], swipe?: Swipe): Natural =>
    async (scene) => {
      await scene.client.changeCardProgram(change);
      return scene.swipe(await scene.card(), swipe);
    };

  /** Swipes after something has happened to the card. */
  const after =
    (happens: (scene: Scene, card: string) => Promise<unknown>, swipe?: Swipe): Natural =>
    async (scene) => {
      const card = await scene.card();
      await happens(scene, card);
      return scene.swipe(card, swipe);
    };

  const wrongCvv = async (scene: Scene, card: string): Promise<string> =>
    (await scene.secrets(card)).cvv === '000' ? '111' : '000';

  /** A card of a company whose decision endpoint behaves so. */
  const asked =
    (behaviour?: Parameters<typeof startReceiver>[0]): Natural =>
    async (scene) => {
      if (behaviour !== undefined) {
        const { url } = await startReceiver(behaviour);
        await scene.client.createWebhookEndpoint({ url, decision: true });
      }
      return scene.swipe(await scene.card({ approval_method: 'WEBHOOK' }));
    };

  const online: Swipe = { amount: '50.00', channel: 'ECOMMERCE' };
  /** A purchase over the internet above the threshold, whose challenge went so. */
  const challenged =
    (answer: (scene: Scene, challenge: string) => Promise<unknown>): Natural =>
    async (scene) => {
      await scene.client.changeCardProgram({ three_ds_threshold: '30.00' });
      const card = await scene.card();
      const { challenge } = await scene.client.simulateThreeDsChallenge({ card_id: card, amount: '50.00' });
      await answer(scene, challenge.id);
      return scene.swipe(card, { ...online, three_ds_challenge_id: challenge.id });
    };
  const threeWrongCodes = async ({ client }: Scene, challengeId: string): Promise<void> => {
    // One code of two is wrong for certain; a right one would approve, and be no third wrong one.
    for (const code of ['x', 'y', 'z']) await client.simulateThreeDsAnswer({ challengeId, code });
  };

  const natural: Record<DeclineCode, Natural> = {
    M101: async () => {
      const poor = await scene('9.99');
      return poor.swipe(await poor.card());
    },
    M102: onCard({ approval_method: 'TOP_UP' }),
    M103: withProgram({ program_enabled: false }),
    M201: onCard({ daily_limit: '9.99' }),
    M202: onCard({ weekly_limit: '9.99' }),
    M203: onCard({ monthly_limit: '9.99' }),
    M204: onCard({ per_transaction_limit: '9.99' }),
    M210: after(async ({ client, swipe }, card) => {
      await client.replaceVelocityRules({ rules: [{ max_authorizations: 1, time_window_seconds: 60 }] });
      await swipe(card);
    }),
    M211: 'no fraud engine ships',
    M212: 'no data is submitted that would need a verification of its own',
    C011: withProgram({ mcc_blocked: ['5411'] }),
    C012: withProgram({ countries_blocked: ['USA'] }),
    C101: async (scene) => {
      const card = await scene.card();
      const cvv = await wrongCvv(scene, card);
      await scene.swipe(card, { cvv, kind: 'verification', amount: 0 });
      await scene.swipe(card, { cvv });
      return scene.swipe(card, { cvv });
    },
    C102: async (scene) => {
      const card = await scene.card();
      return scene.swipe(card, { cvv: await wrongCvv(scene, card) });
    },
    C103: onCard({}, { merchant: { mcc_code: '7995' } }),
    C201: 'no card is made inactive',
    C202: after(({ client }, card) => client.freezeCard({ cardId: card, freeze: true })),
    C203: after(async (scene, card) => {
      const cvv = await wrongCvv(scene, card);
      for (let tries = 0; tries < 3; tries += 1) await scene.swipe(card, { cvv });
    }),
    C204: after(({ client }) => client.advanceClock({ advance: 'P6Y' })),
    C205: after(({ client }, card) => client.deleteCard({ cardId: card })),
    C206: (scene) => scene.swipe('', { pan: '9999990000000008' }),
    C207: after(({ client }, card) => client.setCardPin({ cardId: card, pin: '4711' }), { pin: '1234' }),
    C208: after(
      async ({ client, swipe }, card) => {
        await client.setCardPin({ cardId: card, pin: '4711' });
        for (let tries = 0; tries < 2; tries += 1) await swipe(card, { pin: '1234' });
      },
      { pin: '1234' },
    ),
    C209: onCard({}, { pin: '1234' }),
    C210: 'a PIN arrives here in clear; in a message of a network it may not open',
    C211: onCard({}, { expiry: '01/20' }),
    C212: 'nobody reports a card lost but its network',
    C301: withProgram({ three_ds_threshold: '30.00' }, online),
    C302: challenged(threeWrongCodes),
    C303: challenged(({ client }) => client.advanceClock({ advance: 'PT5M' })),
    W001: asked({ status: 200, body: '{"response_code":"05"}' }),
    W002: asked(() => {}),
    W003: asked({ status: 200, body: 'OK' }),
    W004: asked(),
    N001: async (scene) => {
      const { transaction } = await scene.swipe(await scene.card());
      return scene.client.simulateReversal({ transactionId: transaction!.id, amount: '10.01' });
    },
    N002: onCard({}, { currency: 'XTS' }),
    N003: onCard({}, { amount: 0 }),
    N004: 'what the simulator sends is well formed',
    N005: 'a server that shuts down takes no requests',
    N006: async (scene) => {
      const card = await scene.card();
      await scene.swipe(card, { network_key: 'k-1' });
      return scene.swipe(card, { network_key: 'k-1', amount: '11.00' });
    },
    M000: 'an error of ours',
  };

  /** Of these nothing is stored: they belong to no card. */
  const unstored = new Set<string>(['C206', 'N004']);

  for (const code of Object.keys(declines) as DeclineCode[]) {
    test(`${code} is reached by force, with each of its response codes`, async () => {
      const { card, swipe, client } = await scene();
      for (const responseCode of responseCodesOf(code)) {
        const id = await card();
        const forced = { force_decline: code, force_response_code: responseCode };
        const played = await swipe(id, forced);
        assert.deepEqual([played.approved, played.response_code], [false, responseCode]);
        if (unstored.has(code)) assert.equal(played.transaction, null);
        else assert.equal(played.entry?.decline_reason?.code, code);
        assert.equal(
          (await swipe(await card(), { force_decline: code })).response_code,
          declines[code].responseCode,
        );
        const { status } = await client.getCard({ cardId: id });
        assert.equal(status, ['C101', 'M210'].includes(code) ? 'BLOCKED' : 'ACTIVE');
      }
    });

    const comes = natural[code];
    if (typeof comes === 'string') continue;
    test(`${code} comes by itself`, async () => {
      const played = await comes(await scene());
      assert.equal(played.approved, false);
      assert.equal(played.response_code, declines[code].responseCode);
      // The same key with other contents is answered, and is no entry of the purchase; C206 is no purchase at all.
      if (unstored.has(code) || code === 'N006') assert.equal(played.entry, null);
      else assert.equal(played.entry?.decline_reason?.code, code);
    });
  }

  test('a response code that a decline cannot have is refused', async () => {
    const { card, swipe } = await scene();
    const id = await card();
    await assert.rejects(swipe(id, { force_decline: 'C212', force_response_code: '00' }), { status: 400 });
    assert.equal((await swipe(id, { force_response_code: '43' })).approved, true);
  });

  test('a forced decline is told like any other', async () => {
    const { card, swipe, client } = await scene();
    const receiver = await startReceiver();
    await client.createWebhookEndpoint({ url: receiver.url, filters: ['CARDS.DECLINED'] });
    const played = await swipe(await card(), { force_decline: 'C212', force_response_code: '43' });
    const [told] = await receiver.received(1);
    assert.equal(told?.json['operation_id'], played.event_ids[0]);
    assert.deepEqual(told?.json.data['decline_reason'], {
      code: 'C212',
      response_code: '43',
      simple_reason: 'This card cannot be used.',
      detailed_reason: 'The card was reported lost or stolen.',
    });
  });
});
