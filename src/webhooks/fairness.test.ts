import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { exampleEvent, testWebhooks } from '../../test/support/webhooks.ts';
import { newId } from '../platform/ids.ts';

test('hanging endpoints delay no healthy one', async () => {
  const world = await testWebhooks(await testDatabase());
  const hanging = await startReceiver(() => undefined);
  const healthy = await startReceiver();
  for (let count = 0; count < 50; count += 1)
    await world.webhooks.endpoints.create(world.company, {
      url: `${hanging.url}/${count}`,
      timeoutMs: 30_000,
    });
  await world.webhooks.endpoints.create(world.company, { url: healthy.url });
  await world.tell(...Array.from({ length: 100 }, () => 'CARDS.CLEARING.PENDING' as const));
  await healthy.received(100);
  // None of the hanging ones has answered yet, and each has a few places only.
  assert.ok(hanging.requests.length <= 50 * 4);
  await hanging.close();
});

test('a flooding company takes turns with the others, and what it cannot take at once is parked', async () => {
  const database = await testDatabase();
  const world = await testWebhooks(database);
  let answered = 0;
  const order: string[] = [];
  const flooded = await startReceiver((_, response) => {
    answered += 1;
    order.push('flood');
    setImmediate(() => response.end());
  });
  const quiet = await startReceiver((_, response) => {
    order.push('quiet');
    response.end();
  });
  const other = newId('company');
  await world.webhooks.endpoints.create(world.company, { url: flooded.url });
  await world.webhooks.endpoints.create(other, { url: quiet.url });
  const flood = Array.from({ length: 3000 }, () => exampleEvent(world.company, 'CARDS.CLEARING.PENDING'));
  await database.work((tx) => world.events.appendMany(tx, flood));
  await world.append(exampleEvent(other, 'CARDS.CLEARING.PENDING'));
  await quiet.received(1);
  assert.ok(order.indexOf('quiet') < 1500, `after ${order.indexOf('quiet')} of the flood`);
  await flooded.received(3000);
  await world.later(0);
  assert.equal(answered, 3000);
  assert.equal(new Set(flooded.requests.map(({ json }) => json.operation_id)).size, 3000);
});

test('a backlog of one company that nobody dispatched does not stop what is new of another', async () => {
  const database = await testDatabase();
  const before = await testWebhooks(database, { dispatch: false });
  const slow = await startReceiver((_, response) => setTimeout(() => response.end(), 20));
  await before.webhooks.endpoints.create(before.company, { url: slow.url });
  const backlog = Array.from({ length: 2000 }, () => exampleEvent(before.company, 'CARDS.CLEARING.PENDING'));
  await database.work((tx) => before.events.appendMany(tx, backlog));

  const world = await testWebhooks(database);
  const receiver = await startReceiver();
  await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  await world.tell('CARDS.CLEARING.PENDING');
  await receiver.received(1);
  assert.ok(slow.requests.length < 2000);
  await slow.received(2000);
});
