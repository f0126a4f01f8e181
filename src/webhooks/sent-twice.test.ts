import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver, type Behaviour, type Receiver } from '../../test/support/receiver.ts';
import { testWebhooks, type TestWebhooks } from '../../test/support/webhooks.ts';
import { extendLeases } from './delivery/store.ts';
import type { DeliveryRecord } from './types.ts';

interface World {
  readonly slow: TestWebhooks;
  readonly other: TestWebhooks;
  readonly receiver: Receiver;
  /** Gives the process that stood still its answer, and lets it write that down. */
  readonly answer: (status: number) => Promise<void>;
  readonly deliveries: () => Promise<readonly DeliveryRecord[]>;
}

/** A process sends, and stands still for longer than its lease: another one sends the same, which is answered by `then`. */
async function setUp(retrySchedule: number[], ...then: Behaviour[]): Promise<World> {
  const slow = await testWebhooks(await testDatabase());
  const answered = Promise.withResolvers<number>();
  const receiver = await startReceiver(
    (_request, response) => void answered.promise.then((status) => response.writeHead(status).end()),
    ...then,
  );
  await slow.webhooks.endpoints.create(slow.company, { url: receiver.url, retrySchedule });
  await slow.tell('CARDS.CLEARING.PENDING');
  await receiver.received(1);
  const other = await testWebhooks(slow.database, { company: slow.company });
  await other.later(0);
  await other.later(30_000);
  await receiver.received(2);
  await other.later(0);
  return {
    slow,
    other,
    receiver,
    async answer(status) {
      answered.resolve(status);
      await slow.later(0);
    },
    deliveries: async () => (await slow.webhooks.deliveries.list(slow.company, { size: 10 })).deliveries,
  };
}

suite('what two processes sent, as one of them stood still for longer than its lease,', () => {
  test('is not undelivered when the other one was answered well', async () => {
    const world = await setUp([], 200);
    await world.answer(500);
    assert.deepEqual(
      (await world.deliveries()).map(({ state }) => state),
      ['delivered'],
    );
    const { deliveries } = await world.slow.webhooks.deliveries.list(world.slow.company, {
      states: ['exhausted', 'cancelled'],
      size: 10,
    });
    assert.deepEqual(deliveries, []);
  });

  test('is not put back to where the slow one had it', async () => {
    const world = await setUp([600, 3_600, 3_600], 500);
    await world.other.later(900_000);
    await world.receiver.received(3);
    await world.other.later(0);
    const [before] = await world.deliveries();
    assert.equal(before!.attempts, 2);
    // As the slow one does while it still waits for its answer.
    const held = { company: world.slow.company, id: before!.id, attempts: 0 };
    await extendLeases(world.slow.database, [held], new Date(Date.now() + 20_000));
    assert.deepEqual(await world.deliveries(), [before]);
    await world.answer(500);
    assert.deepEqual(await world.deliveries(), [before]);
  });
});
