import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyWebhook } from '../../../sdk/index.ts';
import { startProgram } from '../../../test/support/program.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { cardwright } from '../testing/run.ts';

const aCard = {
  card_holder_name: 'Ada Lovelace',
  approval_method: 'NONE',
  phone_country_code: 44,
  phone: '7700900123',
} as const;

const program = await startProgram();
const company = await program.company();
const server = ['--url', program.url, '--api-key', company.apiKey];
const receiver = await startReceiver();
const { id: endpoint, secret } = await company.client.createWebhookEndpoint({ url: receiver.url });
const sendTest = () => company.client.testWebhookEndpoint({ endpointId: endpoint });

test('listen forwards what happens, signed as a delivery is, and shows the answer', async () => {
  const local = await startReceiver({ status: 422, body: 'no such order' });
  const listening = cardwright('listen', ...server, '--forward-to', local.url, '--endpoint', endpoint);
  await listening.says(/Listening.*signed with the secret of whe_/);
  const { event_id: id } = await sendTest();
  const [got] = await local.received(1);
  const [delivered] = await receiver.received(1);
  assert.equal(got!.body, delivered!.body);
  await verifyWebhook(secret, got!.headers, got!.body);
  for (const name of [
    'webhook-id',
    'x-webhook-attempt',
    'x-webhook-test',
    'x-trace-id',
    'content-type',
    'user-agent',
  ])
    assert.equal(got!.headers[name], delivered!.headers[name], name);
  const shown = new Promise<void>((resolve) => {
    const look = (): void => {
      if (/"message"/.test(listening.out())) resolve();
    };
    listening.child.stdout.on('data', look);
    look();
  });
  await shown;
  assert.match(listening.out(), new RegExp(`WEBHOOKS\\.TEST\\.SUCCESS ${id}\n  → 422 no such order`));
  listening.child.kill('SIGINT');
  assert.equal((await listening.ended).code, 0);
});

test('listen tells only the wanted types, begins after an event, and says when nobody takes what it forwards', async () => {
  const { event_id: first } = await sendTest();
  const { event_id: second } = await sendTest();
  const args = ['listen', ...server, '--after', first, '--count', '2', '--json', '--forward-to', '1'];
  const { code, out } = await cardwright(...args, '--type', 'webhooks.test').ended;
  assert.equal(code, 0);
  const told = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string } & Record<string, Record<string, unknown>>);
  assert.equal(told.length, 2);
  assert.ok(
    told.every(({ type, event }) => type === 'WEBHOOKS.TEST.SUCCESS' && event!['operation'] === 'WEBHOOKS'),
  );
  assert.ok(told.every(({ forwarded }) => forwarded!['status'] === null && forwarded!['answer'] !== ''));
  assert.notEqual(first, second);
});

test('listen ends at once where it is refused, where nothing answers, and at wrong usage', async () => {
  const refused = await cardwright('listen', '--url', program.url, '--api-key', 'cw_sandbox_wrong').ended;
  assert.equal(refused.code, 1);
  const gone = await cardwright('listen', '--url', 'http://127.0.0.1:1', '--api-key', 'x').ended;
  assert.equal(gone.code, 3);
  assert.equal((await cardwright('listen', '--count', 'none').ended).code, 2);
  const never = await cardwright('listen', ...server, '--type', 'CARDS', 'CARDS.CLEARNG').ended;
  assert.equal(never.code, 2);
  assert.match(never.err, /^CARDS\.CLEARNG is not an event type/);
  assert.match((await cardwright('listen', '--help').ended).out, /Examples:\n {2}npx cardwright listen/);
});

test('events replay sends one event again, or counts and sends many', async () => {
  const before = receiver.requests.length;
  const { event_id: id } = await sendTest();
  await receiver.received(before + 1);
  const one = await cardwright('events', 'replay', id, ...server).ended;
  assert.equal(one.out, 'Sent again to 1 endpoint.\n', one.err);
  const again = (await receiver.received(before + 2)).at(-1);
  assert.deepEqual([again!.headers['webhook-id'], again!.headers['x-webhook-replay']], [id, 'true']);

  // Test sends are not among what a replay of many sends.
  const card = await company.client.createCard(aCard);
  await company.client.simulateAuthorization({ card_id: card.id, amount: '1.00' });
  await receiver.received(before + 3);
  const all = ['events', 'replay', '--since', '1h', '--only', 'all', ...server];
  const counted = await cardwright(...all, '--dry-run').ended;
  assert.match(counted.out, /^1 deliver.* would be sent again\.\n$/);
  const job = JSON.parse((await cardwright(...all, '--json').ended).out) as { id: string; matched: number };
  assert.match(job.id, /^rpl_/);
  assert.equal(job.matched, 1);

  for (const wrong of [[], [id, '--since', '1h'], [id, '--dry-run'], ['--since', 'yesterday']])
    assert.equal((await cardwright('events', 'replay', ...server, ...wrong).ended).code, 2, wrong.join(' '));
  assert.equal((await cardwright('events', 'replay', 'evt_unknown', ...server).ended).code, 1);
});
