import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver, type Behaviour, type Receiver } from '../../test/support/receiver.ts';
import { until } from '../../test/support/until.ts';
import { testWebhooks, type TestWebhooks } from '../../test/support/webhooks.ts';
import type { Id } from '../kernel/ids.ts';
import { sql } from '../platform/database.ts';
import { extendLeases } from './delivery/store.ts';
import type { ReplayOnly } from './replay/types.ts';
import type { DeliveryRecord } from './types.ts';

interface World {
  readonly slow: TestWebhooks;
  readonly other: TestWebhooks;
  readonly receiver: Receiver;
  /** Gives the process that stood still its answer, and lets it write that down. */
  readonly answer: (status: number) => Promise<void>;
  readonly deliveries: () => Promise<readonly DeliveryRecord[]>;
}

const wish = (endpoint: Id<'endpoint'>, only: ReplayOnly) => ({
  endpoint,
  since: new Date(Date.now() - 3_600_000),
  until: new Date(Date.now() + 3_600_000),
  only,
  filters: [],
});

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

suite('what a replay sent twice, as a process stood still for longer than its lease,', () => {
  /** A replay of everything; what `slow` sends of it is answered when the test says so, what the other one sends at once. */
  async function replaying(retrySchedule: number[], ...then: Behaviour[]) {
    const slow = await testWebhooks(await testDatabase());
    const answered = Promise.withResolvers<number>();
    const receiver = await startReceiver(200);
    const news = await startReceiver();
    const { endpoints, replays } = slow.webhooks;
    const { endpoint } = await endpoints.create(slow.company, {
      url: receiver.url,
      retrySchedule,
      filters: ['CARDS'],
    });
    await endpoints.create(slow.company, { url: news.url, filters: ['WEBHOOKS'] });
    await slow.tell('CARDS.CLEARING.PENDING');
    await slow.later(0);
    receiver.behave(
      (_request, response) => void answered.promise.then((status) => response.writeHead(status).end()),
      ...then,
    );
    const { id } = await replays.start(slow.company, wish(endpoint.id, 'all'));
    await replays.work();
    await receiver.received(2);
    const other = await testWebhooks(slow.database, { company: slow.company });
    await other.later(0);
    await other.later(30_000);
    await receiver.received(3);
    await other.later(0);
    return {
      news,
      counts: async () => {
        await other.webhooks.replays.work();
        const { sent, failed } = await replays.find(slow.company, id);
        return [sent, failed];
      },
      answer: async (status: number) => {
        answered.resolve(status);
        await slow.later(0);
        await other.later(0);
      },
    };
  }

  for (const [one, late, counts] of [
    [200, 200, [1, 0]],
    [200, 500, [1, 0]],
    [500, 500, [0, 1]],
  ] as const) {
    test(`is counted once: ${one}, and then ${late}`, async () => {
      const world = await replaying([3_600], one);
      assert.deepEqual(await world.counts(), counts);
      await world.answer(late);
      assert.deepEqual(await world.counts(), counts);
    });
  }

  test('is not told as out of tries, as it was accepted', async () => {
    const world = await replaying([], 200);
    await world.answer(500);
    assert.deepEqual(world.news.requests, []);
  });
});

suite('that a delivery is out of tries', () => {
  test('is told of none that another process had accepted', async () => {
    const news = await startReceiver();
    const world = await setUp([], 200);
    await world.slow.webhooks.endpoints.create(world.slow.company, { url: news.url, filters: ['WEBHOOKS'] });
    await world.answer(500);
    await world.other.later(0);
    assert.deepEqual(news.requests, []);
  });

  test('is told once where two processes had the last try', async () => {
    const news = await startReceiver();
    const world = await setUp([], 500);
    await world.slow.webhooks.endpoints.create(world.slow.company, { url: news.url, filters: ['WEBHOOKS'] });
    await world.answer(500);
    await world.other.later(0);
    assert.deepEqual(
      (await world.deliveries()).map(({ state }) => state),
      ['exhausted'],
    );
    // The first time there was nobody to tell.
    assert.deepEqual(news.requests, []);
  });

  test('is told of none that was accepted, and then sent again to the end', async () => {
    const world = await testWebhooks(await testDatabase());
    const [receiver, news] = [await startReceiver(200, 500), await startReceiver()];
    const { endpoints, replays } = world.webhooks;
    const { endpoint } = await endpoints.create(world.company, {
      url: receiver.url,
      retrySchedule: [],
      filters: ['CARDS'],
    });
    await endpoints.create(world.company, { url: news.url, filters: ['WEBHOOKS'] });
    const [id] = await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    await replays.one(world.company, id!, endpoint.id);
    await world.later(0);
    assert.equal(receiver.requests.length, 2);
    assert.deepEqual(news.requests, []);
  });
});

suite('what a replay queued while it was being sent from before', () => {
  /** It is being sent while its endpoint is switched off and on again; then a replay queues it, and its first send is answered. */
  async function queuedAnew(status: number) {
    const world = await testWebhooks(await testDatabase());
    const answered = Promise.withResolvers<void>();
    const receiver = await startReceiver(
      (_request, response) => void answered.promise.then(() => response.writeHead(status).end()),
      200,
    );
    const { endpoints, replays } = world.webhooks;
    const { endpoint } = await endpoints.create(world.company, { url: receiver.url, retrySchedule: [] });
    await world.tell('CARDS.CLEARING.PENDING');
    await receiver.received(1);
    await endpoints.change(world.company, endpoint.id, { enabled: false });
    await endpoints.enable(world.company, endpoint.id);
    // By a clock that is ahead, so that the first send is answered before anybody takes it.
    const feeder = await testWebhooks(world.database, { company: world.company, dispatch: false });
    feeder.clock.advance(60_000);
    const { id } = await feeder.webhooks.replays.start(world.company, wish(endpoint.id, 'failed'));
    assert.equal(await feeder.webhooks.replays.work(), 1);
    answered.resolve();
    await until(
      async () =>
        (await world.database.query(sql('test.attempts', 'SELECT FROM webhook_attempts'))).length > 0,
    );
    world.clock.advance(60_000);
    for (;;) {
      await world.later(0);
      await feeder.webhooks.replays.work();
      const { state, sent, failed } = await replays.find(world.company, id);
      if (state === 'running') continue;
      const { deliveries } = await world.webhooks.deliveries.list(world.company, { size: 10 });
      return {
        sent,
        failed,
        requests: receiver.requests.length,
        states: deliveries.map((each) => each.state),
      };
    }
  }

  test('and is accepted before the replay has sent it is counted there', async () => {
    assert.deepEqual(await queuedAnew(200), { sent: 1, failed: 0, requests: 1, states: ['delivered'] });
  });

  test('and is refused then is sent by the replay all the same', async () => {
    assert.deepEqual(await queuedAnew(500), { sent: 1, failed: 0, requests: 2, states: ['delivered'] });
  });
});

test('what is being sent as its replay is cancelled has its outcome like all others', async () => {
  const world = await testWebhooks(await testDatabase());
  const answered = Promise.withResolvers<void>();
  const receiver = await startReceiver((_request, response) => {
    void answered.promise.then(() => response.writeHead(500).end());
  }, 200);
  const { endpoints, replays } = world.webhooks;
  const { endpoint } = await endpoints.create(world.company, { url: receiver.url, retrySchedule: [600] });
  await endpoints.change(world.company, endpoint.id, { enabled: false });
  await world.tell('CARDS.CLEARING.PENDING');
  await endpoints.enable(world.company, endpoint.id);
  const { id } = await replays.start(world.company, wish(endpoint.id, 'missing'));
  world.clock.advance(1_000);
  await replays.work();
  await receiver.received(1);
  await replays.change(world.company, id, 'cancelled');
  answered.resolve();
  await world.later(0);
  const list = async (): Promise<string[]> =>
    (await world.webhooks.deliveries.list(world.company, { size: 10 })).deliveries.map(({ state }) => state);
  assert.deepEqual(await list(), ['pending']);
  await world.later(900_000);
  assert.deepEqual(await list(), ['delivered']);
  const { state, sent, failed } = await replays.find(world.company, id);
  assert.deepEqual([state, sent, failed], ['cancelled', 0, 1]);
});

test('what a replay is sending as its endpoint is switched off, and is accepted, counts as accepted there', async () => {
  const world = await testWebhooks(await testDatabase());
  const answered = Promise.withResolvers<void>();
  const receiver = await startReceiver(200, (_request, response) => {
    void answered.promise.then(() => response.writeHead(200).end());
  });
  const { endpoints, replays } = world.webhooks;
  const { endpoint } = await endpoints.create(world.company, { url: receiver.url });
  await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  const { id } = await replays.start(world.company, wish(endpoint.id, 'all'));
  await replays.work();
  await receiver.received(2);
  await endpoints.change(world.company, endpoint.id, { enabled: false });
  answered.resolve();
  await world.later(0);
  await replays.work();
  await replays.work();
  const { state, sent, failed } = await replays.find(world.company, id);
  assert.deepEqual([state, sent, failed], ['done', 1, 0]);
});
