import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { testWebhooks } from '../../test/support/webhooks.ts';

const database = await testDatabase();

test('an event arrives signed, as it was stored', async () => {
  const { webhooks, events, company, tell } = await testWebhooks(database);
  const receiver = await startReceiver();
  const { secret } = await webhooks.endpoints.create(company, { url: receiver.url });
  const [id] = await tell('CARDS.CLEARING.PENDING');
  const [got] = await receiver.received(1);
  assert.equal(got!.json.operation_id, id);
  assert.equal(got!.body, (await events.find(company, id!))!.body);
  assert.deepEqual(Object.keys(got!.json), ['operation', 'sub_operation', 'operation_id', 'status', 'data']);
  const headers = got!.headers as Record<string, string>;
  assert.ok(new Webhook(secret.secret.reveal()).verify(got!.body, headers));
  assert.ok(
    new SvixWebhook(secret.secret.reveal()).verify(got!.body, {
      'svix-id': headers['webhook-id']!,
      'svix-timestamp': headers['webhook-timestamp']!,
      'svix-signature': headers['webhook-signature']!,
    }),
  );
  assert.equal(headers['x-webhook-attempt'], '1');
  assert.equal(headers['x-trace-id'], '4bf92f3577b34da6a3ce929d0e0e4736');
  await webhooks.dispatcher.idle();
  assert.deepEqual(webhooks.dispatcher.stats().held, 0);
});

test('what is not accepted is sent again on schedule', async () => {
  const { webhooks, clock, company, tell } = await testWebhooks(database);
  const receiver = await startReceiver(500, 503, 200);
  await webhooks.endpoints.create(company, { url: receiver.url });
  await tell('CARDS.CLEARING.PENDING');
  await receiver.received(1);
  await webhooks.dispatcher.idle();
  clock.advance(1500);
  webhooks.dispatcher.wake();
  await receiver.received(2);
  await webhooks.dispatcher.idle();
  clock.advance(6500);
  webhooks.dispatcher.wake();
  const got = await receiver.received(3);
  assert.deepEqual(
    got.map((request) => request.headers['x-webhook-attempt']),
    ['1', '2', '3'],
  );
});
