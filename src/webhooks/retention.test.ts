import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { testWebhooks } from '../../test/support/webhooks.ts';
import { sql } from '../platform/database.ts';

const day = 24 * 3600 * 1000;

/** As on every day: looks on each of the last days, and answers how many partitions went today. */
async function keptDaily({ clock, webhooks }: Awaited<ReturnType<typeof testWebhooks>>): Promise<number> {
  clock.advance(-4 * day);
  for (let past = 4; past > 0; past -= 1) {
    clock.advance(day);
    if (past > 1) await webhooks.keep(365);
  }
  return await webhooks.keep(30);
}

test('what came of deliveries is kept for so many days, and goes with its day', async () => {
  const database = await testDatabase();
  const world = await testWebhooks(database);
  const receiver = await startReceiver();
  const days = sql(
    'test.days',
    `SELECT relname::text AS name FROM pg_class WHERE relname ~ '^webhook_(attempts|undelivered)_[0-9]{8}$' ORDER BY 1`,
  );
  const names = async (): Promise<string[]> =>
    (await database.query<{ name: string }>(days)).map(({ name }) => name);
  await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  const fresh = await names();

  world.clock.advance(-40 * day);
  await world.webhooks.keep(30);
  const old = (await names()).filter((name) => !fresh.includes(name));
  assert.equal(old.length, 18);
  world.clock.advance(40 * day);
  // Nine days of two tables: from one day before to a week after.
  // A single look says no more than a clock that has leapt ahead.
  assert.equal(await world.webhooks.keep(30), 0);
  assert.equal(await keptDaily(world), 18);
  assert.deepEqual((await names()).filter((name) => !fresh.includes(name)).length, 6);
  const { deliveries } = await world.webhooks.deliveries.list(world.company, { size: 10 });
  assert.deepEqual(
    deliveries.map(({ state }) => state),
    ['delivered'],
  );
});

test('replays are kept as long as what they sent, and those that may still have something to send', async () => {
  const world = await testWebhooks(await testDatabase(), { dispatch: false });
  const { replays } = world.webhooks;
  const begin = async (until?: Date): Promise<string> =>
    (
      await replays.start(world.company, {
        endpoint: null,
        since: new Date(world.clock.now().getTime() - day),
        until,
        only: 'all',
        filters: [],
      })
    ).id;
  const left = async (): Promise<string[]> =>
    (
      await replays.list(world.company, {
        states: undefined,
        endpoint: undefined,
        after: undefined,
        size: 10,
      })
    ).map(({ id }) => id);
  world.clock.advance(-31 * day);
  await begin();
  const paused = await begin();
  await replays.change(world.company, paused, 'paused');
  const ahead = await begin(new Date(world.clock.now().getTime() + 5 * day));
  const cancelled = await begin(new Date(world.clock.now().getTime() + 5 * day));
  await replays.change(world.company, cancelled, 'cancelled');
  world.clock.advance(2 * day);
  const late = await begin();
  await keptDaily(world);
  assert.equal((await left()).length, 5);
  world.clock.advance(29 * day);
  await keptDaily(world);
  assert.deepEqual(await left(), [late, ahead]);
});

test('a clock that has leapt ahead makes nothing old, neither that of a process nor that of all', async () => {
  const database = await testDatabase();
  const world = await testWebhooks(database);
  const receiver = await startReceiver();
  await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  await keptDaily(world);
  const kept = async (): Promise<number> =>
    (await world.webhooks.deliveries.list(world.company, { size: 10 })).deliveries.length;

  // The process alone: the database knows better, on however many days it is looked.
  world.clock.advance(40 * day);
  for (let later = 0; later < 5; later += 1) {
    world.clock.advance(day);
    await world.webhooks.keep(30);
  }
  assert.equal(await kept(), 1);
});
