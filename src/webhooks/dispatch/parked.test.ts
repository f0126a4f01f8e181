import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopBefore, testDatabase } from '../../../test/support/database.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { exampleEvent, testWebhooks } from '../../../test/support/webhooks.ts';
import { sql, type Database } from '../../platform/database.ts';

const parkAll = sql('test.parkAll', 'UPDATE webhook_due SET lane = 9, due_at = $1');

test('what becomes visible parked, long behind what was taken of its endpoint, is found by a sweep', async () => {
  const database = await testDatabase();
  const elsewhere = await testWebhooks(database, { dispatch: false });
  const receiver = await startReceiver();
  await elsewhere.webhooks.endpoints.create(elsewhere.company, { url: receiver.url });
  /** Another process stores an event and parks its delivery, due from then, in a unit of work that took long. */
  const park = (dueAt: Date): Promise<void> =>
    database.work(async (tx) => {
      await elsewhere.events.appendMany(tx, [exampleEvent(elsewhere.company, 'CARDS.CLEARING.PENDING')]);
      await tx.execute(parkAll, [dueAt]);
    });

  // A parked delivery is taken: from now on those of this endpoint are looked for behind it.
  await park(elsewhere.clock.now());
  const world = await testWebhooks(database, { company: elsewhere.company });
  await receiver.received(1);
  await world.later(0);

  await park(new Date(world.clock.now().getTime() - 60_000));
  world.webhooks.dispatcher.sweep();
  const got = await receiver.received(2);
  await world.later(0);
  assert.equal(new Set(got.map(({ json }) => json.operation_id)).size, 2);
});

test('one sweep that a standstill made long does not put the next one off', async () => {
  const database = await testDatabase();
  let stands = true;
  const standing: Database = {
    ...database,
    async query<Row>(...asked: Parameters<Database['query']>) {
      const rows = await database.query<Row>(...asked);
      if (stands && asked[0].name === 'webhooks.due.parkedEndpoints') {
        // A hundred times as long would be more than half a minute.
        await sleep(600);
        stands = false;
      }
      return rows;
    },
  };
  const world = await testWebhooks(standing);
  stopBefore(database, () => world.webhooks.stop());
  const receiver = await startReceiver();
  await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  await world.later(0);
  assert.equal(stands, false);

  // Another process parks a delivery, and dies without a word.
  const elsewhere = await testWebhooks(database, { company: world.company, dispatch: false });
  await database.work(async (tx) => {
    await elsewhere.events.appendMany(tx, [exampleEvent(world.company, 'CARDS.CLEARING.PENDING')]);
    await tx.execute(parkAll, [world.clock.now()]);
  });
  await world.later(0);
  assert.equal(receiver.requests.length, 0);
  await world.later(31_000);
  assert.equal(receiver.requests.length, 1);
});
