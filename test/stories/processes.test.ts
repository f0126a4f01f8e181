import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { testClient } from '../support/client.ts';
import {
  aCard,
  isReady,
  newCompany,
  run,
  startCardwright,
  temporaryFolder,
  verifyBooks,
} from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';

/** One answers and keeps the books, two more share its database: one that does so, too, and one that sends. */
const first = await startCardwright({ settings: { ROLES: 'api,worker' } });
after(() => first.stop());
const shared = { DATA_DIR: first.dataDir, DATABASE_URL: first.databaseUrl };
const readyFile = join(await temporaryFolder(), 'ready.json');
// A folder of its own keeps it from taking the place of the first one's `ready.json`.
const masterKey = (await readFile(join(first.dataDir, 'master.key'), 'utf8')).trim();
const second = run({
  ...shared,
  DATA_DIR: await temporaryFolder(),
  MASTER_KEY: masterKey,
  ROLES: 'api,worker',
  READY_FILE: readyFile,
});
await isReady(second);
const { url } = JSON.parse(await readFile(readyFile, 'utf8')) as { url: string };

test('a message that comes to two processes at once is carried out once', async () => {
  const { client, apiKey } = await newCompany(first);
  const other = testClient({ url, apiKey });
  const card = await client.createCard(aCard);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      (at % 2 === 0 ? client : other).simulateAuthorization({
        card_id: card.id,
        amount: '10.00',
        network_key: `message-${at >> 2}`,
      }),
    ),
  );
  assert.equal(new Set(answers.map((answer) => answer.transaction?.id)).size, 5);
  assert.ok(answers.every((answer) => answer.approved));
  assert.equal((await other.getCardHolding()).warranty_balance, 999_950);
});

test('what one process stores another one sends, also what was stored before it came', async () => {
  const { client, apiKey } = await newCompany(first);
  const other = testClient({ url, apiKey });
  const receiver = await startReceiver();
  await client.createWebhookEndpoint({ url: receiver.url });
  const card = await client.createCard(aCard);
  await client.simulateAuthorization({ card_id: card.id, amount: '1.00' });

  const dispatcher = run({ ...shared, ROLES: 'dispatcher', HEALTH_PORT: '0' });
  await isReady(dispatcher);
  await receiver.received(1);
  await other.simulateAuthorization({ card_id: card.id, amount: '2.00' });
  const [, later] = await receiver.received(2);
  assert.equal(later!.json.data['bill_amount'], '2.00');

  // What it has measured nobody else knows. It answers nothing of the API, to whomever.
  const [, health = ''] = /"health":"(http[^"]+)"/.exec(dispatcher.output()) ?? [];
  const ask = (path: string, key: string) => fetch(health + path, { headers: { 'x-api-key': key } });
  assert.equal((await ask('/healthz', '')).status, 200);
  assert.equal((await ask('/readyz', '')).status, 200);
  assert.equal((await ask('/metrics', apiKey)).status, 401);
  const measured = await (await ask('/metrics', first.operatorKey)).text();
  assert.match(measured, /^cardwright_webhook_attempts_total\{.*\} [1-9]/m);
  assert.equal((await ask('/cards/virtual-cards/list', apiKey)).status, 404);
  dispatcher.child.kill('SIGTERM');
  assert.equal(await dispatcher.ended, 0);
});

test('a key that one process revokes is refused by all', async () => {
  const { client, apiKey } = await newCompany(first);
  const extra = await client.createKey({ name: 'short-lived', level: 1 });
  const other = testClient({ url, apiKey: extra.key });
  assert.deepEqual(await other.listCards(), []);
  await testClient({ url: first.url, apiKey }).revokeKey({ id: extra.id });
  const refused = async (): Promise<boolean> =>
    other.listCards().then(
      () => false,
      (error: unknown) => (error as { code?: string }).code === 'API_ERROR',
    );
  // Within a second by the contract; here until it is so.
  while (!(await refused()));
});

test('the one that sent and went leaves the others at work, and the books sound', async () => {
  for (const one of [first.client, testClient({ url })])
    assert.deepEqual(await one.isReady(), { status: 'ok' });
  const report = await verifyBooks(first);
  assert.ok(report.sound, JSON.stringify(report.listed));
});

test('one whose database has gone ends without an error, too', async () => {
  assert.equal(await first.stop(), 0);
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0, second.output().slice(-2_000));
  assert.match(second.output(), /"msg":"stopped"/);
});
