import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { stopBefore, testDatabase } from '../../../test/support/database.ts';
import { startReceiver, type Behaviour, type Receiver } from '../../../test/support/receiver.ts';
import { until } from '../../../test/support/until.ts';
import {
  exampleEvent,
  joinWebhooks,
  testWebhooks,
  type TestWebhooks,
} from '../../../test/support/webhooks.ts';
import type { EventTypeName } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { newId } from '../../platform/ids.ts';
import { sql, type Database, type Parameter, type Statement } from '../../platform/database.ts';
import { createFindCandidates } from './candidates.ts';
import { createReplays, type Replays } from './replays.ts';
import type { ReplayOnly } from './types.ts';

interface World extends TestWebhooks {
  readonly receiver: Receiver;
  readonly endpoint: Id<'endpoint'>;
}

async function setUp(...behaviours: Behaviour[]): Promise<World> {
  const world = await testWebhooks(await testDatabase());
  const receiver = await startReceiver(...behaviours);
  const { endpoint } = await world.webhooks.endpoints.create(world.company, {
    url: receiver.url,
    retrySchedule: [],
  });
  return { ...world, receiver, endpoint: endpoint.id };
}

const wish = (world: Pick<World, 'endpoint'>, only: ReplayOnly, filters: string[] = []) => ({
  endpoint: world.endpoint,
  since: new Date(Date.now() - 3_600_000),
  until: new Date(Date.now() + 3_600_000),
  only,
  filters,
});

const waitsForLock = sql(
  'test.waitsForLock',
  `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
);

/** Rounds of the worker, until the job is over. */
async function untilOver(world: World, id: string): Promise<{ state: string; sent: number; failed: number }> {
  for (;;) {
    await world.webhooks.replays.work();
    await world.later(100);
    const { state, sent, failed } = await world.webhooks.replays.find(world.company, id);
    if (state !== 'running') return { state, sent, failed };
  }
}

suite('a replay', () => {
  test('of what failed sends it again, with its first id, and clears it from the undelivered', async () => {
    const world = await setUp(500);
    const ids = await world.tell('CARDS.CLEARING.PENDING', 'CARDS.REFUND.SUCCESS');
    await world.later(0);
    world.receiver.behave(200);
    await world.tell('CARDS.REVERSAL.SUCCESS');
    await world.later(0);
    assert.equal(await world.webhooks.replays.count(world.company, wish(world, 'failed')), 2);
    assert.equal(
      await world.webhooks.replays.count(world.company, wish(world, 'failed', ['CARDS.REFUND'])),
      1,
    );
    const job = await world.webhooks.replays.start(world.company, wish(world, 'failed'));
    assert.equal(job.matched, 2);
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 2, failed: 0 });
    const again = world.receiver.requests.slice(3);
    assert.deepEqual(again.map(({ json }) => json.operation_id).toSorted(), ids.toSorted());
    for (const { headers } of again) {
      assert.equal(headers['x-webhook-replay'], 'true');
      assert.equal(headers['x-webhook-attempt'], '2');
    }
    const left = await world.webhooks.deliveries.list(world.company, {
      states: ['pending', 'exhausted', 'cancelled'],
      size: 10,
    });
    assert.deepEqual(left.deliveries, []);
  });

  test('of what is missing brings what an endpoint missed while it was disabled, and what was cancelled', async () => {
    const world = await setUp(500);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { retrySchedule: [600] });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { enabled: false });
    await world.tell('CARDS.CLEARING.SUCCESS', 'CARDS.DEPOSIT.PENDING');
    await world.later(0);
    world.receiver.behave(200);
    await world.webhooks.endpoints.enable(world.company, world.endpoint);
    await world.tell('CARDS.REFUND.SUCCESS');
    await world.later(0);
    const job = await world.webhooks.replays.start(world.company, wish(world, 'missing'));
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 2, failed: 0 });
    assert.equal(world.receiver.requests.length, 4);
    assert.equal(await world.webhooks.replays.count(world.company, wish(world, 'missing')), 0);
  });

  test('of everything sends what was accepted too; failures are counted and tried again', async () => {
    const world = await setUp(200);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { retrySchedule: [1] });
    await world.tell('CARDS.CLEARING.PENDING', 'CARDS.CLEARING.SUCCESS');
    await world.later(0);
    world.receiver.behave(500, 200);
    const job = await world.webhooks.replays.start(world.company, wish(world, 'all'));
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 1, failed: 1 });
    await world.later(1_500);
    assert.equal(world.receiver.requests.length, 5);
    assert.equal(world.receiver.requests[4]!.headers['x-webhook-replay'], 'true');
  });

  test('never puts a question again, and leaves what has a secret in it alone', async () => {
    const world = await setUp(200);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { enabled: false });
    const [question, code] = await world.tell(
      'CARDS.AUTHORIZATION.PENDING',
      'CARDS.NOTIFICATION_3DS_AUTHORIZATION.PENDING',
    );
    await world.webhooks.endpoints.enable(world.company, world.endpoint);
    assert.equal(await world.webhooks.replays.count(world.company, wish(world, 'all')), 0);
    const one = (event: string): Promise<number> =>
      world.webhooks.replays.one(world.company, event, world.endpoint);
    await assert.rejects(one(question!), { code: 'VAL' });
    assert.equal(await one(code!), 1);
    await world.later(0);
    await world.events.eraseSecret(world.database, world.company, code!);
    await assert.rejects(one(code!), { code: 'VAL' });
  });
});

suite('a replay of a deposit that was taken back', () => {
  const takenBack = async (world: World, ...told: EventTypeName[]): Promise<Id<'event'>> => {
    const takesBack = await world.tell(...told);
    return world.append(exampleEvent(world.company, 'TREASURY.DEPOSIT.CANCELLED', { takesBack }));
  };
  const typesAt = ({ requests }: Receiver): string[] =>
    requests.map(({ json }) => `${String(json['sub_operation'])}.${String(json['status'])}`);

  test('tells nobody who was not told of it, and whoever was, whatever the filters', async () => {
    const world = await setUp(500);
    const { endpoints, replays } = world.webhooks;
    await endpoints.change(world.company, world.endpoint, { filters: ['TREASURY.DEPOSIT.PENDING'] });
    const event = await takenBack(world, 'TREASURY.DEPOSIT.PENDING');
    await world.later(0);
    const general = await startReceiver();
    await endpoints.create(world.company, { url: general.url, filters: ['TREASURY'] });
    world.receiver.behave(200);
    const job = await replays.start(world.company, { ...wish(world, 'missing'), endpoint: null });
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 2, failed: 0 });
    const all = ['DEPOSIT.CANCELLED', 'DEPOSIT.PENDING'];
    assert.deepEqual(typesAt(world.receiver).toSorted(), [...all, ...all].toSorted());
    assert.equal(await replays.one(world.company, event, undefined), 1);
    await world.later(0);
    assert.deepEqual(typesAt(general), []);
  });

  test('tells nobody where it is not known what it takes back, as of before that was kept', async () => {
    const world = await setUp(200);
    const event = await world.append(exampleEvent(world.company, 'TREASURY.DEPOSIT.CANCELLED'));
    assert.equal(await world.webhooks.replays.count(world.company, wish(world, 'missing')), 0);
    assert.equal(await world.webhooks.replays.one(world.company, event, undefined), 0);
    await world.later(0);
    assert.deepEqual(world.receiver.requests, []);
  });

  test('tells both to one that has missed both', async () => {
    const world = await setUp(200);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { enabled: false });
    await takenBack(world, 'TREASURY.DEPOSIT.PENDING', 'TREASURY.DEPOSIT.SUCCESS');
    await world.webhooks.endpoints.enable(world.company, world.endpoint);
    const job = await world.webhooks.replays.start(world.company, wish(world, 'missing'));
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 2, failed: 0 });
    assert.deepEqual(typesAt(world.receiver).toSorted(), ['DEPOSIT.CANCELLED', 'DEPOSIT.SUCCESS']);
  });
});

suite('a replay under way', () => {
  test('is paused, resumed, and survives the process that feeds it', async () => {
    const world = await setUp(200);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { enabled: false });
    await world.tell(...Array.from({ length: 600 }, () => 'CARDS.CLEARING.PENDING' as const));
    await world.webhooks.endpoints.enable(world.company, world.endpoint);
    const job = await world.webhooks.replays.start(world.company, wish(world, 'missing'));
    assert.equal(job.matched, 600);
    await world.webhooks.replays.change(world.company, job.id, 'paused');
    assert.equal(await world.webhooks.replays.work(), 0);
    await world.later(0);
    assert.equal(world.receiver.requests.length, 0);
    await world.webhooks.replays.change(world.company, job.id, 'running');
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 600, failed: 0 });
    assert.equal(new Set(world.receiver.requests.map(({ json }) => json.operation_id)).size, 600);
  });

  test('is cancelled: what is queued is taken back, and it stays over', async () => {
    const world = await setUp(200);
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const job = await world.webhooks.replays.start(world.company, wish(world, 'all'));
    await world.webhooks.replays.change(world.company, job.id, 'cancelled');
    assert.equal(await world.webhooks.replays.work(), 0);
    await world.later(0);
    assert.equal(world.receiver.requests.length, 1);
    await assert.rejects(world.webhooks.replays.change(world.company, job.id, 'running'), {
      code: 'CONFLICT',
    });
  });
});

suite('a replay of what is missing, begun right after the endpoint was switched on', () => {
  const ask = (world: World) => ({ ...wish(world, 'missing'), until: undefined });
  /** An event is stored by a unit of work that ends when it is told to. */
  const storing = async (world: World): Promise<() => Promise<void>> => {
    const stored = Promise.withResolvers<void>();
    const ends = Promise.withResolvers<void>();
    const work = world.database.work(async (tx) => {
      await world.events.appendMany(tx, [exampleEvent(world.company, 'CARDS.CLEARING.PENDING')]);
      stored.resolve();
      await ends.promise;
    });
    await stored.promise;
    return async () => {
      ends.resolve();
      await work;
    };
  };

  test('brings what was stored by a unit of work that knew the endpoint as switched off, and ended later', async () => {
    const world = await setUp(200);
    const { endpoints, replays } = world.webhooks;
    await endpoints.change(world.company, world.endpoint, { enabled: false });
    const ends = await storing(world);
    await endpoints.enable(world.company, world.endpoint);
    const job = await replays.start(world.company, ask(world));
    for (let round = 0; round < 5; round += 1) {
      await replays.work();
      await world.later(1_000);
    }
    await ends();
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 1, failed: 0 });
    assert.equal(world.receiver.requests.length, 1);
  });

  test('brings what a process stored that had not heard of it yet', async () => {
    const world = await setUp(200);
    const { endpoints, replays } = world.webhooks;
    const deaf = joinWebhooks(world.database, { company: world.company, clock: world.clock });
    await endpoints.change(world.company, world.endpoint, { enabled: false });
    await deaf.tell('CARDS.CLEARING.PENDING');
    await endpoints.enable(world.company, world.endpoint);
    const job = await replays.start(world.company, ask(world));
    await replays.work();
    await setTimeout(2);
    await deaf.tell('CARDS.REFUND.SUCCESS');
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 2, failed: 0 });
  });

  test('begins all the same where a unit of work does not end', async () => {
    const world = await setUp(200);
    const { endpoints, replays } = world.webhooks;
    await endpoints.change(world.company, world.endpoint, { enabled: false });
    await world.tell('CARDS.CLEARING.PENDING');
    const ends = await storing(world);
    await endpoints.enable(world.company, world.endpoint);
    const job = await replays.start(world.company, ask(world));
    await replays.work();
    await world.later(61_000);
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 1, failed: 0 });
    await ends();
  });
});

suite('a replay that is fed', () => {
  /** The same replays, as another process has them, which does `meanwhile` before it goes on after this statement or reading. */
  const another = (
    world: World,
    after: 'the events' | 'the waiting',
    meanwhile: () => Promise<unknown>,
  ): Replays =>
    createReplays({
      clock: world.clock,
      wake: () => undefined,
      database: {
        ...world.database,
        async query<Row>(statement: Statement, parameters?: readonly Parameter[]) {
          const rows = await world.database.query<Row>(statement, parameters);
          if (after === 'the waiting' && statement.name === 'webhooks.replays.waiting') await meanwhile();
          return rows;
        },
      },
      events: () => ({
        ...world.events,
        async stretch(...asked) {
          const found = await world.events.stretch(...asked);
          if (after === 'the events') await meanwhile();
          return found;
        },
      }),
    });

  test('by a process that took too long is not sent again by it', async () => {
    const world = await setUp(200);
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const job = await world.webhooks.replays.start(world.company, wish(world, 'all'));
    const slow = another(world, 'the events', async () => {
      world.clock.advance(60_000);
      await world.webhooks.replays.work();
      await world.later(0);
    });
    assert.equal(await slow.work(), 0);
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 1, failed: 0 });
    assert.equal(world.receiver.requests.length, 2);
  });

  test('stays cancelled when that comes as it ends', async () => {
    const world = await setUp(200);
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const { replays } = world.webhooks;
    const job = await replays.start(world.company, wish(world, 'all'));
    await replays.work();
    await world.later(0);
    await another(world, 'the waiting', () => replays.change(world.company, job.id, 'cancelled')).work();
    assert.equal((await replays.find(world.company, job.id)).state, 'cancelled');
  });

  test('goes on when an endpoint of it is switched off, and what waited for that one is cancelled', async () => {
    const answers = Promise.withResolvers<void>();
    const world = await setUp((_request, response) => {
      void answers.promise.then(() => response.writeHead(200).end());
    });
    const other = await startReceiver();
    const { endpoints, replays } = world.webhooks;
    await endpoints.change(world.company, world.endpoint, { enabled: false });
    await world.tell(...Array.from({ length: 1_200 }, () => 'CARDS.CLEARING.PENDING' as const));
    await endpoints.enable(world.company, world.endpoint);
    const job = await replays.start(world.company, { ...wish(world, 'missing'), endpoint: null });
    world.clock.advance(1_000);
    const queued = await replays.work();
    await endpoints.create(world.company, { url: other.url, filters: ['CARDS'] });
    await endpoints.change(world.company, world.endpoint, { enabled: false });
    answers.resolve();
    for (let round = 0; round < 20; round += 1) {
      await replays.work();
      await world.later(0);
    }
    const over = await replays.find(world.company, job.id);
    assert.equal(over.state, 'done');
    // What was cancelled with its endpoint was not accepted, either.
    assert.deepEqual([over.queued, over.sent + over.failed], [1_200, 1_200]);
    assert.ok(over.sent >= 1_200 - queued);
    assert.ok(queued < 1_200);
    assert.equal(other.requests.length, 1_200 - queued);
  });

  test('is not kept back by another one that cannot be', async () => {
    const world = await setUp(200);
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const { replays } = world.webhooks;
    const jobs = [
      await replays.start(world.company, wish(world, 'all', ['CARDS'])),
      await replays.start(world.company, wish(world, 'all', ['CARDS.CLEARING'])),
    ];
    let asked = 0;
    const failing = another(world, 'the events', () =>
      (asked += 1) === 1 ? Promise.reject(new Error('on purpose')) : Promise.resolve(),
    );
    await assert.rejects(failing.work(), /on purpose/);
    const found = await Promise.all(jobs.map(({ id }) => replays.find(world.company, id)));
    assert.deepEqual(
      found.reduce((sum, { queued }) => sum + queued, 0),
      1,
    );
  });
});

test('a stretch of a replay is as long as its deliveries are many, and none is left out or comes twice', async () => {
  const world = await testWebhooks(await testDatabase(), { dispatch: false });
  await world.tell(...Array.from({ length: 20 }, () => 'CARDS.CLEARING.PENDING' as const));
  await world.tell(...Array.from({ length: 20 }, () => 'TREASURY.DEPOSIT.SUCCESS' as const));
  for (let at = 0; at < 30; at += 1)
    await world.webhooks.endpoints.create(world.company, {
      url: `http://127.0.0.1:9/${at}`,
      ...(at % 2 === 0 && { filters: ['CARDS'] }),
    });
  const find = createFindCandidates(world.database, () => world.events);
  for (const only of ['all', 'missing'] as const) {
    const asked = { ...wish({ endpoint: newId('endpoint') }, only), endpoint: null };
    const found: string[] = [];
    let position: string | undefined;
    do {
      const { candidates, next } = await find(world.company, asked, position ?? null, 50);
      assert.ok(candidates.length < 50 + 30, `${candidates.length} at once`);
      found.push(...candidates.map(({ id }) => id));
      position = next;
    } while (position !== undefined);
    assert.deepEqual([found.length, new Set(found).size], [20 * 30 + 20 * 15, 20 * 30 + 20 * 15]);
  }
});

test('one event is sent again to those that want it', async () => {
  const world = await setUp(200);
  const other = await startReceiver();
  await world.webhooks.endpoints.create(world.company, { url: other.url, filters: ['TREASURY'] });
  const [id] = await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  assert.equal(await world.webhooks.replays.one(world.company, id!, undefined), 1);
  const [, again] = await world.receiver.received(2);
  assert.deepEqual([again!.json.operation_id, again!.headers['x-webhook-replay']], [id, 'true']);
  await assert.rejects(world.webhooks.replays.one(world.company, 'evt_unknown', undefined), {
    code: 'NOT_FOUND',
  });
});

test('news of an endpoint is never sent again to that endpoint, nor a test to any other', async () => {
  const world = await setUp(200);
  const other = await startReceiver();
  const made = await world.webhooks.endpoints.create(world.company, { url: other.url });
  const { endpoints, replays } = world.webhooks;
  await endpoints.disable(world.company, world.endpoint, 'for this test', null);
  const [news] = await other.received(1);
  await world.later(0);
  await endpoints.enable(world.company, world.endpoint);
  const id = news!.json.operation_id;
  assert.equal(await replays.one(world.company, id, undefined), 1);
  await world.later(0);
  assert.equal(other.requests.length, 2);
  await assert.rejects(replays.one(world.company, id, world.endpoint), { code: 'VAL' });
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const type = 'CARDS.CLEARING.SUCCESS';
  const sent = await endpoints.test(world.company, made.endpoint.id, type, traceId);
  await world.later(0);
  assert.equal(await replays.one(world.company, sent, undefined), 1);
  assert.equal((await other.received(4))[3]!.headers['x-webhook-test'], 'true');
  assert.equal(await replays.one(world.company, sent, world.endpoint), 0);
  await world.later(0);
  assert.equal(world.receiver.requests.length, 0);
});

test('what cannot be meant is refused, also when it is only counted', async () => {
  const world = await setUp(200);
  const { replays, endpoints } = world.webhooks;
  for (const ask of [replays.start, replays.count]) {
    await assert.rejects(ask(world.company, wish(world, 'all', ['CARDS.NOTHING'])), {
      code: 'VALIDATION_ERROR',
    });
    const stranger = { ...wish(world, 'all'), endpoint: newId('endpoint') };
    await assert.rejects(ask(world.company, stranger), { code: 'NOT_FOUND' });
  }
  const [id] = await world.tell('CARDS.CLEARING.PENDING');
  await endpoints.disable(world.company, world.endpoint, 'for this test', null);
  await assert.rejects(replays.start(world.company, wish(world, 'missing')), { code: 'VAL' });
  await assert.rejects(replays.one(world.company, id!, world.endpoint), { code: 'VAL' });
  assert.equal(await replays.one(world.company, id!, undefined), 0);
});

test('replays that wait for their endpoints keep no other from being fed', async () => {
  const world = await testWebhooks(await testDatabase(), { dispatch: false });
  const { endpoints, replays } = world.webhooks;
  await world.tell('CARDS.CLEARING.PENDING');
  const begin = async (): Promise<Id<'replay'>> => {
    const { endpoint } = await endpoints.create(world.company, { url: 'http://127.0.0.1:9/' });
    return (await replays.start(world.company, wish({ endpoint: endpoint.id }, 'all'))).id;
  };
  // Nothing is sent, so none of them is ever over; and a round takes no more than these.
  for (let at = 0; at < 20; at += 1) await begin();
  for (let round = 0; round < 5; round += 1) await replays.work();
  const late = await begin();
  for (let round = 0; round < 5; round += 1) {
    await begin();
    await replays.work();
  }
  assert.equal((await replays.find(world.company, late)).queued, 1);
});

test('the replays of one company, however many, keep those of no other waiting', async () => {
  const world = await testWebhooks(await testDatabase(), { dispatch: false });
  const begin = async ({ company, webhooks }: TestWebhooks): Promise<Id<'replay'>> =>
    (
      await webhooks.replays.start(company, {
        ...wish({ endpoint: newId('endpoint') }, 'all'),
        endpoint: null,
      })
    ).id;
  for (let at = 0; at < 60; at += 1) await begin(world);
  const other = await testWebhooks(world.database, { dispatch: false });
  const job = await begin(other);
  await world.webhooks.replays.work();
  assert.equal((await other.webhooks.replays.find(other.company, job)).position, '~');
});

test('a replay is cancelled while its deliveries are being written down, and both come to pass', async () => {
  const database = await testDatabase();
  const held = Promise.withResolvers<void>();
  const cancelling = Promise.withResolvers<void>();
  const slow: Database = {
    ...database,
    work: (body) =>
      database.work((tx) =>
        body({
          ...tx,
          async execute(statement, parameters) {
            if (statement.name === 'webhooks.replays.dropQueued') {
              cancelling.resolve();
              await held.promise;
            }
            return tx.execute(statement, parameters);
          },
        }),
      ),
  };
  const world = await testWebhooks(slow);
  stopBefore(database, () => world.webhooks.stop());
  const answered = Promise.withResolvers<void>();
  const receiver = await startReceiver(200, (_, response) => {
    void answered.promise.then(() => response.writeHead(200).end());
  });
  const { endpoint } = await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  const [id] = await world.tell('CARDS.CLEARING.PENDING');
  await world.later(0);
  const { replays, deliveries } = world.webhooks;
  const job = await replays.start(world.company, {
    endpoint: endpoint.id,
    since: new Date(Date.now() - 3_600_000),
    until: new Date(Date.now() + 3_600_000),
    only: 'all',
    filters: [],
  });
  await replays.work();
  await receiver.received(2);
  const cancelled = replays.change(world.company, job.id, 'cancelled');
  await cancelling.promise;
  answered.resolve();
  await until(async () => (await database.query(waitsForLock)).length > 0);
  held.resolve();
  await cancelled;
  await world.later(0);
  const [delivery] = (await deliveries.list(world.company, { event: id!, size: 10 })).deliveries;
  assert.deepEqual([delivery!.state, delivery!.attempts], ['delivered', 2]);
  const { state, sent } = await replays.find(world.company, job.id);
  assert.deepEqual([state, sent], ['cancelled', 1]);
});

test('what is sent again while its outcome is being written down goes on counting its attempts', async () => {
  const database = await testDatabase();
  const written = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const slow: Database = {
    ...database,
    work: (body) =>
      database.work(async (tx) => {
        let ends = false;
        const result = await body({
          ...tx,
          execute(statement, parameters) {
            ends ||= statement.name === 'webhooks.due.delete';
            return tx.execute(statement, parameters);
          },
        });
        if (ends) {
          written.resolve();
          await held.promise;
        }
        return result;
      }),
  };
  const world = await testWebhooks(slow);
  stopBefore(database, () => world.webhooks.stop());
  const receiver = await startReceiver(200);
  const { endpoint } = await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  const [id] = await world.tell('CARDS.CLEARING.PENDING');
  await written.promise;
  const sentAgain = world.webhooks.replays.one(world.company, id!, endpoint.id);
  await until(async () => (await database.query(waitsForLock)).length > 0);
  held.resolve();
  assert.equal(await sentAgain, 1);
  await world.later(0);
  assert.deepEqual(
    receiver.requests.map(({ headers }) => headers['x-webhook-attempt']),
    ['1', '2'],
  );
});

suite('what was accepted once is never undelivered', () => {
  const again = async (world: World, ...behaviours: Behaviour[]): Promise<void> => {
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    world.receiver.behave(...behaviours);
    await world.webhooks.replays.start(world.company, wish(world, 'all'));
    await world.webhooks.replays.work();
    await world.later(0);
    assert.equal(world.receiver.requests.length, 2);
  };
  const left = async ({ webhooks, company }: World): Promise<string[]> =>
    (await webhooks.deliveries.list(company, { size: 10 })).deliveries.map(({ state }) => state);

  test('also when it is sent again and refused to the end', async () => {
    const world = await setUp(200);
    await again(world, 500);
    assert.deepEqual(await left(world), ['delivered']);
  });

  test('also when sending it again ends with its endpoint', async () => {
    const world = await setUp(200);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { retrySchedule: [600] });
    await again(world, 500);
    assert.deepEqual(await left(world), ['pending']);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { enabled: false });
    assert.deepEqual(await left(world), ['delivered']);
  });

  test('also when it was cancelled and sent again while it was being sent', async () => {
    const answered = Promise.withResolvers<void>();
    const world = await setUp((_request, response) => {
      void answered.promise.then(() => response.writeHead(200).end());
    });
    const { endpoints, replays, deliveries } = world.webhooks;
    await world.tell('CARDS.CLEARING.PENDING');
    await world.receiver.received(1);
    await endpoints.change(world.company, world.endpoint, { enabled: false });
    assert.deepEqual(await left(world), ['cancelled']);
    await endpoints.enable(world.company, world.endpoint);
    const job = await replays.start(world.company, wish(world, 'missing'));
    world.clock.advance(1_000);
    assert.equal(await replays.work(), 1);
    await until(
      async () =>
        (await world.database.query(sql('test.leased', 'SELECT 1 FROM webhook_due WHERE leased'))).length > 0,
    );
    answered.resolve();
    assert.deepEqual(await untilOver(world, job.id), { state: 'done', sent: 1, failed: 0 });
    assert.deepEqual(await left(world), ['delivered']);
    const undelivered = { states: ['exhausted', 'cancelled'], size: 10 } as const;
    assert.deepEqual((await deliveries.list(world.company, undelivered)).deliveries, []);
    assert.equal(await replays.count(world.company, wish(world, 'failed')), 0);
  });
});

suite('one event whose retry waits', () => {
  test('is sent again at once, once, and not again when the retry would have been', async () => {
    const world = await setUp(500);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { retrySchedule: [3_600] });
    const [id] = await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    world.receiver.behave(200);
    assert.equal(await world.webhooks.replays.one(world.company, id!, undefined), 1);
    await world.later(0);
    const [, again] = await world.receiver.received(2);
    assert.deepEqual(
      [again!.json.operation_id, again!.headers['x-webhook-replay'], again!.headers['x-webhook-attempt']],
      [id, 'true', '2'],
    );
    await world.later(3 * 3_600_000);
    assert.equal(world.receiver.requests.length, 2);
    const { deliveries } = await world.webhooks.deliveries.list(world.company, { size: 10 });
    assert.deepEqual(
      deliveries.map(({ state, attempts }) => [state, attempts]),
      [['delivered', 2]],
    );
  });

  test('begins a new round when it is refused again', async () => {
    const world = await setUp(500);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { retrySchedule: [600, 3_600] });
    const [id] = await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    await world.later(900_000);
    assert.equal(world.receiver.requests.length, 2);
    await world.webhooks.replays.one(world.company, id!, world.endpoint);
    await world.later(0);
    await world.receiver.received(3);
    world.receiver.behave(200);
    // The first wait of the schedule, not the second.
    await world.later(900_000);
    const sent = await world.receiver.received(4);
    assert.equal(sent[3]!.headers['x-webhook-attempt'], '4');
  });

  test('is not sent a second time while it is being sent, by whichever process', async () => {
    const open: (() => void)[] = [];
    const world = await setUp(500, (_request, response) => open.push(() => response.writeHead(200).end()));
    const other = await testWebhooks(world.database, { company: world.company, clock: world.clock });
    await world.webhooks.endpoints.change(world.company, world.endpoint, { retrySchedule: [600] });
    const [id] = await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    world.clock.advance(900_000);
    world.webhooks.dispatcher.wake();
    await world.receiver.received(2);
    // Asked of the process that does not send it, which looks first then.
    const free = [world, other].find(({ webhooks }) => webhooks.dispatcher.stats().held === 0)!;
    assert.equal(await free.webhooks.replays.one(world.company, id!, undefined), 1);
    await Promise.race([free.later(0), world.receiver.received(3)]);
    assert.equal(world.receiver.requests.length, 2);
    open.splice(0).forEach((answer) => answer());
    await world.later(0);
    await other.later(0);
    await world.later(3_600_000);
    assert.equal(world.receiver.requests.length, 2);
  });
});
