import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { sql } from '../platform/database.ts';
import { upsertHealth } from './delivery/health-store.ts';
import { exampleEvent, testWebhooks } from '../../test/support/webhooks.ts';

test('attempts, connections and the backlog are counted', async () => {
  const registry = new Registry();
  const world = await testWebhooks(await testDatabase(), { registry });
  const receiver = await startReceiver(500, 200);
  const { endpoint } = await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  await world.later(1_500);
  await world.tell('CARDS.CLEARING.SUCCESS');
  await world.later(0);
  await world.webhooks.endpoints.change(world.company, endpoint.id, { enabled: false });
  const other = await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  for (const { id } of [endpoint, other.endpoint]) {
    const failing = { company: world.company, endpoint: id, failures: 1, openUntil: null };
    await upsertHealth(world.database, { ...failing, failingSince: new Date() });
  }
  const text = await registry.metrics();
  for (const line of [
    'cardwright_webhook_attempts_total{outcome="retry",error="status"} 1',
    'cardwright_webhook_attempts_total{outcome="delivered",error="none"} 2',
    // That of the retry is none.
    'cardwright_webhook_delivery_seconds_count 1',
    'cardwright_webhook_endpoints_in_trouble{state="failing"} 1',
    'cardwright_webhook_endpoints_in_trouble{state="off"} 1',
    'cardwright_webhook_backlog{lane="first"} 0',
    'cardwright_webhook_unattempted_60s 0',
  ])
    assert.ok(text.includes(line), line);
  assert.match(text, /cardwright_webhook_connections_total [12]\n/);
});

test('what nobody has taken is in the very answer that asks', async () => {
  const registry = new Registry();
  const database = await testDatabase();
  const world = await testWebhooks(database, { registry, dispatch: false });
  await world.webhooks.endpoints.create(world.company, { url: 'http://127.0.0.1:9/' });
  await world.tell('CARDS.CLEARING.PENDING');
  await database.execute(sql('test.dueLongAgo', `UPDATE webhook_due SET due_at = now() - interval '1 hour'`));
  const text = await registry.metrics();
  assert.match(text, /cardwright_webhook_backlog\{lane="first"\} 1\n/);
  assert.match(text, /cardwright_webhook_unattempted_60s 1\n/);
  assert.match(text, /cardwright_webhook_oldest_due_seconds 36\d\d/);
});

test('under load nearly all goes over connections that are open, and that is counted', async () => {
  const registry = new Registry();
  const database = await testDatabase();
  const world = await testWebhooks(database, { registry });
  const receiver = await startReceiver();
  await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  const events = Array.from({ length: 4000 }, () => exampleEvent(world.company, 'CARDS.CLEARING.PENDING'));
  await database.work((tx) => world.events.appendMany(tx, events));
  await receiver.received(4000);
  const text = await registry.metrics();
  const [, ratio] = /cardwright_webhook_connections_reused_ratio ([\d.]+)/.exec(text) ?? [];
  assert.equal(Number(ratio), 1 - receiver.connections() / 4000);
  // At most 128 are under way at once, and where the machine is busy as many may have been answered and not be free again yet: more
  // messages need no more connections.
  assert.ok(receiver.connections() <= 2 * 128, `${receiver.connections()} connections`);
});

test('what nobody takes for a minute raises an alarm, and is taken then', async () => {
  const world = await testWebhooks(await testDatabase(), { dispatch: false });
  const receiver = await startReceiver();
  await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  // Made a minute and more ago, by the clock of its process.
  world.clock.advance(-90_000);
  await world.tell('CARDS.CLEARING.PENDING');
  assert.equal(await world.webhooks.watch(), 1);
  world.clock.advance(90_000);
  world.webhooks.dispatcher.start();
  await receiver.received(1);
  await world.later(0);
  assert.equal(await world.webhooks.watch(), 0);
});
