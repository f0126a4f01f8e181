import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { exampleEvent, testWebhooks } from '../../../test/support/webhooks.ts';
import { sql } from '../../platform/database.ts';

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
