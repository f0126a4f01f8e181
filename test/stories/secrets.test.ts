import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { testClient } from '../support/client.ts';
import { aCard, newCompany, startCardwright } from '../support/cardwright.ts';
import { dumpDatabase } from '../support/dump.ts';
import { startReceiver } from '../support/receiver.ts';

const server = await startCardwright({ settings: { LOG_LEVEL: 'trace' } });
after(() => server.stop());
const { apiKey } = await newCompany(server);

/** All that the API has answered, but for the answers whose purpose is to show a secret. */
const answers: string[] = [];
let recording = true;
const client = testClient({
  url: server.url,
  apiKey,
  fetch: async (...call) => {
    const response = await fetch(...call);
    if (recording) answers.push(JSON.stringify([...response.headers]), await response.clone().text());
    return response;
  },
});
async function shownOnce<T>(ask: () => Promise<T>): Promise<T> {
  recording = false;
  try {
    return await ask();
  } finally {
    recording = true;
  }
}

test('no card number, CVV, PIN or key is in a log, an event, an error or the database', async () => {
  const receiver = await startReceiver();
  const { secret } = await shownOnce(() =>
    client.createWebhookEndpoint({
      url: receiver.url,
      legacy_key: 'legacy-key-4711',
      headers: { authorization: 'Bearer token-of-the-company-0815' },
    }),
  );
  const card = await client.createCard(aCard);
  const pin = '739158264031';
  await client.setCardPin({ cardId: card.id, pin });
  const { url } = await shownOnce(() => client.getPanPage({ cardId: card.id }));
  const token = new URL(url).hash.slice(1);
  const shown = await fetch(`${server.url}/cards/secret-page`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const { pan, cvv, expiry } = (await shown.json()) as { pan: string; cvv: string; expiry: string };
  assert.match(pan, /^\d{16}$/);
  assert.match(cvv, /^\d{3}$/);

  const wrongCvv = cvv === '111' ? '222' : '111';
  const paid = await client.simulateAuthorization(
    { pan, cvv, expiry, pin, amount: '5.00' },
    { idempotencyKey: 'with-card-data' },
  );
  assert.equal(paid.approved, true);
  await client.simulateAuthorization({ pan, cvv: wrongCvv, expiry, amount: '5.00' });
  await client.simulateAuthorization({ pan, amount: '99999999.00' });

  // What goes wrong tells nothing either: wrong types, broken JSON, a path with a number in it, a wrong key.
  const quietly = (ask: () => Promise<unknown>): Promise<unknown> => ask().catch(() => undefined);
  await quietly(() => client.simulateAuthorization({ pan, cvv, amount: '-5' }));
  await quietly(() => client.simulateAuthorization({ pan: `${pan}0000`, cvv: `${cvv}9`, amount: '5' }));
  await quietly(() => client.getCard({ cardId: pan }));
  for (const [path, body, key] of [
    ['/simulate/authorizations', `{"pan": "${pan}", "cvv": "${cvv}"`, apiKey],
    ['/simulate/authorizations', `{"pan": ["${pan}"], "pin": {"is": "${pin}"}, "amount": 1}`, apiKey],
    ['/simulate/authorizations?pan=' + pan, '{}', apiKey],
    ['/nowhere/' + pan, '{}', apiKey],
    ['/cards/virtual-cards/create', '{}', `${apiKey.slice(0, -1)}!`],
  ] as const) {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body,
    });
    answers.push(await response.text());
  }
  const told = await receiver.received(3);

  const masterKey = (await readFile(join(server.dataDir, 'master.key'), 'utf8')).trim();
  const secrets: Record<string, string> = {
    pan,
    pin,
    secret,
    token,
    masterKey,
    'API key': apiKey,
    'key of the demo company': server.apiKey,
    'key of the operator': server.operatorKey,
    'key half typed': apiKey.slice(0, -1),
    'legacy key': 'legacy-key-4711',
    'header of the company': 'token-of-the-company-0815',
    'secret without its name': secret.replace('whsec_', ''),
  };
  const database = await dumpDatabase(server.databaseUrl);
  assert.ok(database.some((line) => line.includes(card.id)));
  // The welcome is no log: it is there to show the keys.
  const logs = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  assert.ok(logs.length > 10);
  const places: Record<string, readonly string[]> = {
    'the database': database,
    'the logs': logs,
    'the events': told.map(({ body }) => body),
    'the answers': answers,
    'the published seals': [await readFile(join(server.dataDir, 'ledger-heads.jsonl'), 'utf8')],
  };
  const found: string[] = [];
  for (const [place, lines] of Object.entries(places)) {
    for (const line of lines) {
      for (const [what, text] of Object.entries(secrets))
        if (formsOf(text).some((form) => line.includes(form))) found.push(`${what} in ${place}: ${line}`);
      // Three digits are everywhere; named as what they are they are nowhere.
      if (new RegExp(`cvv\\W{0,5}(${cvv}|${wrongCvv})\\b`, 'i').test(line))
        found.push(`CVV in ${place}: ${line}`);
    }
  }
  assert.deepEqual(found, []);
});

/** A text as it may stand in a dump: itself, and its bytes in hex and base64. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const middle = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  const forms = [text, bytes.toString('hex'), middle];
  // A key that is itself hex or base64 may be stored as the bytes it stands for.
  if (/^[0-9a-f]{64}$/.test(text)) forms.push(Buffer.from(text, 'hex').toString('base64').slice(0, 40));
  if (/^[\w+/]{42,44}=?$/.test(text)) forms.push(Buffer.from(text, 'base64').toString('hex').slice(0, 60));
  return forms;
}
