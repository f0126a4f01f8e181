import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { testWebhooks } from '../../test/support/webhooks.ts';
import { sql } from '../platform/database.ts';

const day = 24 * 3600 * 1000;

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
  assert.equal(await world.webhooks.keep(30), 18);
  assert.deepEqual(await names(), fresh);
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
  await world.webhooks.keep(30);
  assert.equal((await left()).length, 5);
  world.clock.advance(29 * day);
  await world.webhooks.keep(30);
  assert.deepEqual(await left(), [late, ahead]);
});
