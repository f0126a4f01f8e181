import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { newCompany, run, startCardwright } from '../support/cardwright.ts';
import type { Run } from '../support/cardwright.ts';
import { aCard } from '../support/cardwright.ts';
import { until } from '../support/until.ts';
import { root } from './pages.ts';

const server = await startCardwright();
after(() => server.stop());

const says = async (receiver: Run, what: RegExp): Promise<RegExpExecArray> => {
  await until(() => {
    assert.equal(receiver.child.exitCode, null, receiver.output());
    return Promise.resolve(what.test(receiver.output()));
  });
  return what.exec(receiver.output())!;
};

/** A purchase makes an event: the receiver says that it is genuine, and refuses one that is not. */
async function receives(receiver: Run, url: string, buy: () => Promise<unknown>): Promise<void> {
  await buy();
  await says(receiver, /verified: CARDS CLEARING PENDING\n\{/);
  // Whoever goes away in the middle of a body ends nothing.
  const { hostname, port } = new URL(url);
  const gone = connect(Number(port), hostname);
  gone.end('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"ope');
  await once(gone.resume(), 'close');
  // The last one is as long as a good one in characters, not in bytes.
  for (const signature of ['v1,Zm9yZ2Vk', '', `v1,${'\u00e9'.repeat(44)}`]) {
    const forged = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'evt_forged',
        'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
        'webhook-signature': signature,
      },
      body: '{"operation":"CARDS"}',
    });
    assert.equal(forged.status, 401);
  }
}

test('the receiver without dependencies makes its endpoint, and verifies what comes', async () => {
  const { client, apiKey } = await newCompany(server);
  const { id } = await client.createCard(aCard);
  const settings = { CARDWRIGHT_URL: server.url, CARDWRIGHT_API_KEY: apiKey };
  const receiver = run(settings, process.execPath, [join(root, 'examples/receiver.mjs')]);
  const [, url = ''] = await says(receiver, /receiving at (\S+) as whe_/);
  await receives(receiver, url, () => client.simulateAuthorization({ card_id: id, amount: '1.00' }));
});

test('the receiver with the Standard Webhooks library verifies what comes', async () => {
  const { client } = await newCompany(server);
  const { id } = await client.createCard(aCard);
  const endpoint = await client.createWebhookEndpoint({ url: 'http://127.0.0.1:9/' });
  const settings = { WEBHOOK_SECRET: endpoint.secret, PORT: '0' };
  const receiver = run(settings, process.execPath, [join(root, 'examples/standard-webhooks/receiver.mjs')]);
  const [, url = ''] = await says(receiver, /receiving at (\S+)/);
  await client.changeWebhookEndpoint({ endpointId: endpoint.id, url });
  await receives(receiver, url, () => client.simulateAuthorization({ card_id: id, amount: '1.00' }));
});
