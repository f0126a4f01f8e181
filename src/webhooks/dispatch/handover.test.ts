import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { testDatabase } from '../../../test/support/database.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { standingClock, testWebhooks } from '../../../test/support/webhooks.ts';
import { sql } from '../../platform/database.ts';

suite('when a process dies', () => {
  test('what it had taken is sent by another once its lease is over', async () => {
    const database = await testDatabase();
    // It takes deliveries and never gets an answer: as good as dead.
    const silent = await startReceiver(() => undefined);
    const dead = await testWebhooks(database);
    const { endpoint } = await dead.webhooks.endpoints.create(dead.company, { url: silent.url });
    const ids = await dead.tell('CARDS.CLEARING.PENDING', 'CARDS.CLEARING.SUCCESS');
    await silent.received(2);

    const receiver = await startReceiver();
    const heir = await testWebhooks(database, { company: dead.company });
    await heir.webhooks.endpoints.change(dead.company, endpoint.id, { url: receiver.url });
    await heir.later(15_000);
    assert.equal(receiver.requests.length, 0);
    await heir.later(6_000);
    const got = await receiver.received(2);
    assert.deepEqual(got.map(({ json }) => json.operation_id).toSorted(), ids.toSorted());
    // The first one's connections are cut, so that it can stop.
    await silent.close();
  });

  test('after a standstill it sends nothing that another has taken meanwhile', async () => {
    const database = await testDatabase();
    const answers: (() => void)[] = [];
    const receiver = await startReceiver((_, response) => void answers.push(() => response.end()));
    const standing = await testWebhooks(database, { clock: standingClock() });
    await standing.webhooks.endpoints.create(standing.company, { url: receiver.url });
    await standing.tell(...Array.from({ length: 12 }, () => 'CARDS.CLEARING.PENDING' as const));
    // Four at once is what an unknown endpoint gets; the others wait.
    await receiver.received(4);

    const heir = await testWebhooks(database, { company: standing.company });
    receiver.behave(200);
    heir.clock.advance(21_000);
    heir.webhooks.dispatcher.sweep();
    await receiver.received(16);
    await heir.later(0);

    // It goes on, and lengthens its leases.
    standing.clock.advance(25_000);
    await sleep(5_000);
    for (const answer of answers) answer();
    await standing.later(0);
    assert.equal(receiver.requests.length, 16);
  });

  test('its troubled endpoints are not hammered anew by the next', async () => {
    const database = await testDatabase();
    const receiver = await startReceiver(500);
    const before = await testWebhooks(database);
    await before.webhooks.endpoints.create(before.company, { url: receiver.url });
    await before.tell(...Array.from({ length: 40 }, () => 'CARDS.CLEARING.PENDING' as const));
    await receiver.received(10);
    const health = sql('test.health', 'SELECT failures FROM webhook_health');
    while ((await database.query(health)).length === 0) await setImmediate();
    await before.webhooks.stop();
    const tried = receiver.requests.length;

    const after = await testWebhooks(database, { company: before.company });
    after.clock.advance(600_000);
    after.webhooks.dispatcher.sweep();
    await receiver.received(tried + 1);
    // One at a time; and after the first failure a break again.
    assert.ok(receiver.requests.length <= tried + 2, `${receiver.requests.length - tried}`);
  });
});

suite('when the database goes away', () => {
  test('what was sent meanwhile is written down once it is back, and sent once', async () => {
    const database = await testDatabase();
    const world = await testWebhooks(database);
    const kill = sql(
      'test.killOthers',
      'SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    const receiver = await startReceiver();
    await world.webhooks.endpoints.create(world.company, { url: receiver.url });
    for (let round = 0; round < 5; round += 1) {
      await world.tell(...Array.from({ length: 20 }, () => 'CARDS.CLEARING.PENDING' as const));
      await database.query(kill).catch(() => undefined);
      // What is dead is noticed, and thrown out of the pool.
      await setImmediate();
    }
    await receiver.received(100);
    await world.later(0);
    const { deliveries } = await world.webhooks.deliveries.list(world.company, { size: 200 });
    assert.deepEqual([...new Set(deliveries.map(({ state }) => state))], ['delivered']);
    assert.equal(new Set(receiver.requests.map(({ json }) => json.operation_id)).size, 100);
  });
});

test('a process that stops hands back what waits, and finishes what is under way', async () => {
  const database = await testDatabase();
  const stopping = await testWebhooks(database);
  let answer: () => void = () => undefined;
  const receiver = await startReceiver((_, response) => {
    const before = answer;
    answer = () => {
      before();
      response.end();
    };
  });
  await stopping.webhooks.endpoints.create(stopping.company, { url: receiver.url });
  await stopping.tell(...Array.from({ length: 30 }, () => 'CARDS.CLEARING.PENDING' as const));
  // Four at once is what an unknown endpoint gets.
  await receiver.received(4);
  const stopped = stopping.webhooks.stop();
  const heirReceiver = receiver;
  heirReceiver.behave(200);
  const heir = await testWebhooks(database, { company: stopping.company });
  while (receiver.requests.length < 30) await heir.later(0);
  answer();
  await stopped;
  await heir.later(0);
  assert.equal(receiver.requests.length, 30);
  const { deliveries } = await heir.webhooks.deliveries.list(heir.company, { size: 100 });
  assert.ok(deliveries.every(({ state }) => state === 'delivered'));
});
