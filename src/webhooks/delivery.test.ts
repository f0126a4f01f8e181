import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver, type Behaviour, type Receiver } from '../../test/support/receiver.ts';
import {
  exampleEvent,
  standingClock,
  testClock,
  testWebhooks,
  type TestClock,
  type TestWebhooks,
} from '../../test/support/webhooks.ts';
import { until } from '../../test/support/until.ts';
import { sql, type Database } from '../platform/database.ts';
import type { Endpoint, EndpointWish } from './index.ts';

interface World extends TestWebhooks {
  readonly receiver: Receiver;
  readonly endpoint: string;
}

const setUp = (wish: Omit<EndpointWish, 'url'> = {}, ...behaviours: Behaviour[]): Promise<World> =>
  setUpWith(standingClock(), wish, ...behaviours);

// A database for each test: dispatchers share what is due in one.
async function setUpWith(
  clock: TestClock,
  wish: Omit<EndpointWish, 'url'>,
  ...behaviours: Behaviour[]
): Promise<World> {
  const world = await testWebhooks(await testDatabase(), { clock });
  const receiver = await startReceiver(...behaviours);
  const { endpoint } = await world.webhooks.endpoints.create(world.company, { url: receiver.url, ...wish });
  return { ...world, receiver, endpoint: endpoint.id };
}

const states = async ({ webhooks, company }: TestWebhooks): Promise<string[]> => {
  const { deliveries } = await webhooks.deliveries.list(company, { size: 100 });
  return deliveries.map(({ state }) => state);
};

suite('retries', () => {
  test('follow the schedule until the event is accepted', async () => {
    const world = await setUp({}, 500, 503, 502, 200);
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    // Nothing before the wait of 1 s less 20 % is over.
    await world.later(700);
    assert.equal(world.receiver.requests.length, 1);
    await world.later(600);
    assert.equal(world.receiver.requests.length, 2);
    await world.later(6_100);
    assert.equal(world.receiver.requests.length, 3);
    await world.later(37_000);
    const got = await world.receiver.received(4);
    assert.deepEqual(
      got.map(({ headers }) => headers['x-webhook-attempt']),
      ['1', '2', '3', '4'],
    );
    assert.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.equal(new Set(got.map(({ body }) => body)).size, 1);
    assert.deepEqual(await states(world), ['delivered']);
  });

  test('stop when the tries are used up, and the other endpoints are told', async () => {
    const world = await setUp({ retrySchedule: [1, 1], filters: ['CARDS'] }, 500);
    const other = await startReceiver();
    await world.webhooks.endpoints.create(world.company, { url: other.url, filters: ['WEBHOOKS'] });
    const [event] = await world.tell('CARDS.CLEARING.PENDING');
    for (let second = 0; second < 4; second += 1) await world.later(1_300);
    assert.equal(world.receiver.requests.length, 3);
    const [told] = await other.received(1);
    assert.deepEqual(
      [told!.json['sub_operation'], told!.json.data['event_id'], told!.json.data['attempts']],
      ['DELIVERY_EXHAUSTED', event, 3],
    );
    const { deliveries } = await world.webhooks.deliveries.list(world.company, {
      states: ['exhausted'],
      size: 10,
    });
    assert.deepEqual(
      deliveries.map(({ event: id, attempts, lastError }) => [id, attempts, lastError]),
      [[event, 3, 'answered 500']],
    );
  });

  for (const status of [429, 503]) {
    test(`wait as long as Retry-After on ${status} says, in seconds or as a date`, async () => {
      for (const form of ['seconds', 'a date']) {
        const clock = standingClock();
        // A date has whole seconds.
        clock.advance(-(clock.now().getTime() % 1_000));
        const after = new Date(clock.now().getTime() + 60_000);
        const headers = { 'retry-after': form === 'seconds' ? '60' : after.toUTCString() };
        const world = await setUpWith(clock, { retrySchedule: [1, 600] }, { status, headers }, 200);
        await world.tell('CARDS.CLEARING.PENDING');
        await world.later(0);
        await world.later(59_999);
        assert.equal(world.receiver.requests.length, 1, form);
        await world.later(1);
        assert.equal(world.receiver.requests.length, 2, form);
      }
    });
  }

  test('what a redirect points to is never asked', async () => {
    const trap = await startReceiver();
    const world = await setUp({}, { status: 307, headers: { location: trap.url } });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    assert.equal(trap.requests.length, 0);
    assert.deepEqual(await states(world), ['pending']);
  });

  test('a 3-D Secure code is not sent after it has expired', async () => {
    const world = await setUp({}, 500);
    const createdAt = world.clock.now();
    const example = exampleEvent(world.company, 'CARDS.NOTIFICATION_3DS_AUTHORIZATION.PENDING');
    const data = { ...example.data, expires_at: new Date(createdAt.getTime() + 3_000).toISOString() };
    await world.append({ ...example, createdAt, data });
    await world.later(0);
    await world.later(1_300);
    assert.equal(world.receiver.requests.length, 2);
    await world.later(60_000);
    assert.equal(world.receiver.requests.length, 2);
    assert.deepEqual(await states(world), ['cancelled']);
  });
});

suite('switching off', () => {
  test('410 Gone disables at once, cancels what is open, and tells the others', async () => {
    const world = await setUp({ filters: ['CARDS'] }, 500, 410);
    const other = await startReceiver();
    await world.webhooks.endpoints.create(world.company, { url: other.url, filters: ['WEBHOOKS'] });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    await world.tell('CARDS.CLEARING.SUCCESS');
    await other.received(1);
    await world.later(0);
    assert.equal(other.requests[0]!.json['sub_operation'], 'ENDPOINT_DISABLED');
    const endpoint = await world.webhooks.endpoints.find(world.company, world.endpoint);
    assert.deepEqual([endpoint.enabled, endpoint.disabledReason], [false, 'The endpoint answered 410 Gone.']);
    await world.tell('CARDS.REFUND.SUCCESS');
    await world.later(0);
    assert.equal(world.receiver.requests.length, 2);
    assert.deepEqual((await states(world)).toSorted(), ['cancelled', 'cancelled', 'delivered']);
  });

  test('five days of nothing but failures disable; four do not', async () => {
    const day = 24 * 3600 * 1000;
    const world = await setUp({ retrySchedule: Array.from({ length: 30 }, () => 43_200) }, 500);
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const endpoint = (): Promise<Endpoint> => world.webhooks.endpoints.find(world.company, world.endpoint);
    for (let half = 0; half < 8; half += 1) await world.later(0.6 * day);
    assert.equal((await endpoint()).enabled, true);
    await world.later(0.6 * day);
    await until(async () => !(await endpoint()).enabled);
    assert.match(String((await endpoint()).disabledReason), /5 days/);
  });

  test('one success starts the five days anew', async () => {
    const day = 24 * 3600 * 1000;
    const world = await setUp({ retrySchedule: Array.from({ length: 30 }, () => 43_200) }, 500);
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    for (let half = 0; half < 7; half += 1) await world.later(0.6 * day);
    world.receiver.behave(200, 500);
    await world.tell('CARDS.CLEARING.SUCCESS');
    await world.later(0);
    for (let half = 0; half < 4; half += 1) await world.later(0.6 * day);
    assert.equal((await world.webhooks.endpoints.find(world.company, world.endpoint)).enabled, true);
  });

  test('five days of failures in one process are none where another had a good answer', async () => {
    const day = 24 * 3600 * 1000;
    const schedule = Array.from({ length: 30 }, () => 43_200);
    const world = await setUp({ retrySchedule: schedule }, 500);
    const enabled = async () => (await world.webhooks.endpoints.find(world.company, world.endpoint)).enabled;
    const [first] = await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    await world.later(2 * day);
    world.clock.advance(1);
    // As the other has written it down.
    await world.database.execute(
      sql(
        'test.acceptedElsewhere',
        `INSERT INTO webhook_attempts (company_id, id, number, event_id, endpoint_id, started_at, duration_ms, delivered, signature)
         SELECT company_id, id, 9, event_id, endpoint_id, $2, 1, true, '' FROM webhook_attempts WHERE event_id = $1 LIMIT 1`,
      ),
      [first!, world.clock.now()],
    );
    for (let half = 0; half < 8; half += 1) await world.later(0.6 * day);
    assert.equal(await enabled(), true);
    for (let half = 0; half < 9; half += 1) await world.later(0.6 * day);
    await until(async () => !(await enabled()));
  });

  for (const how of ['enabled', 'subscribed'] as const)
    test(`an endpoint that is ${how} again is as if it had never failed`, async () => {
      const day = 24 * 3600 * 1000;
      const before = await testWebhooks(await testDatabase(), { clock: standingClock() });
      const { database, company, clock } = before;
      const receiver = await startReceiver(500);
      const { id } = await before.webhooks.endpoints.subscribe(company, receiver.url, null);
      const retrySchedule = Array.from({ length: 30 }, () => 43_200);
      await before.webhooks.endpoints.change(company, id, { retrySchedule });
      await before.tell('CARDS.CLEARING.PENDING');
      await before.later(0);
      for (let half = 0; half < 9; half += 1) await before.later(0.6 * day);
      const enabled = async () => (await before.webhooks.endpoints.find(company, id)).enabled;
      await until(async () => !(await enabled()));
      await before.webhooks.stop();

      const world = await testWebhooks(database, { company, clock });
      const { endpoints } = world.webhooks;
      if (how === 'enabled') await endpoints.enable(company, id);
      else await endpoints.subscribe(company, receiver.url, null);
      await world.tell('CARDS.CLEARING.SUCCESS');
      await world.later(0);
      // Switching off is not waited for by whoever sends.
      for (let look = 0; look < 50; look += 1) assert.equal(await enabled(), true);
    });

  test('what an endpoint is to be sent after it was switched on again is not cancelled by the switching off before', async () => {
    const database = await testDatabase();
    let switched = false;
    const meanwhile = async (): Promise<void> => {
      switched = true;
      await world.webhooks.endpoints.enable(world.company, endpoint.id);
      await world.tell('CARDS.CLEARING.SUCCESS');
    };
    const slow: Database = {
      ...database,
      async execute(statement, parameters) {
        if (statement.name === 'webhooks.due.cancel' && !switched) await meanwhile();
        return database.execute(statement, parameters);
      },
    };
    const world = await testWebhooks(slow, { dispatch: false });
    const { endpoint } = await world.webhooks.endpoints.create(world.company, { url: 'http://127.0.0.1:9/' });
    await world.webhooks.endpoints.disable(world.company, endpoint.id, 'for this test', null);
    assert.ok(switched);
    assert.deepEqual(await states(world), ['pending']);
  });

  for (const how of ['enabled', 'subscribed'] as const)
    test(`an endpoint that is ${how} again is so in the process that saw it fail, too`, async () => {
      const day = 24 * 3600 * 1000;
      const world = await testWebhooks(await testDatabase(), { clock: standingClock() });
      const receiver = await startReceiver(500);
      const { endpoints } = world.webhooks;
      const { id } = await endpoints.subscribe(world.company, receiver.url, null);
      const again = (): Promise<Endpoint> =>
        how === 'enabled'
          ? endpoints.enable(world.company, id)
          : endpoints.subscribe(world.company, receiver.url, null);
      const enabled = async () => (await endpoints.find(world.company, id)).enabled;
      await endpoints.change(world.company, id, { retrySchedule: Array.from({ length: 30 }, () => 43_200) });
      await world.tell('CARDS.CLEARING.PENDING');
      await world.later(0);
      for (let half = 0; half < 9; half += 1) await world.later(0.6 * day);
      await until(async () => !(await enabled()));
      await again();
      // What it was left alone for before.
      world.clock.advance(60_000);
      await world.tell('CARDS.CLEARING.SUCCESS');
      await world.later(0);
      // Switching off is not waited for by whoever sends.
      for (let look = 0; look < 50; look += 1) assert.equal(await enabled(), true);
    });

  test('an endpoint whose rare events are never tried twice is as if it had never failed, too', async () => {
    const day = 24 * 3600 * 1000;
    const world = await setUp({ retrySchedule: [] }, 500);
    const enabled = async () => (await world.webhooks.endpoints.find(world.company, world.endpoint)).enabled;
    for (const wait of [0, 6 * day]) {
      world.clock.advance(wait);
      await world.tell('CARDS.CLEARING.PENDING');
      await world.later(0);
    }
    await until(async () => !(await enabled()));
    await world.webhooks.endpoints.enable(world.company, world.endpoint);
    world.clock.advance(60_000);
    await world.tell('CARDS.CLEARING.SUCCESS');
    await world.later(0);
    assert.equal(world.receiver.requests.length, 3);
    // Switching off is not waited for by whoever sends.
    for (let look = 0; look < 50; look += 1) assert.equal(await enabled(), true);
  });

  test('what is wished of an endpoint with its switching off is written with it, or not at all', async () => {
    const world = await testWebhooks(await testDatabase(), {
      dispatch: false,
      events: () => ({ ...world.events, appendMany: () => Promise.reject(new Error('no events today')) }),
    });
    const { endpoints } = world.webhooks;
    const { endpoint } = await endpoints.create(world.company, { url: 'http://127.0.0.1:9/' });
    await assert.rejects(
      endpoints.change(world.company, endpoint.id, { description: 'New', enabled: false }),
      /no events today/,
    );
    assert.deepEqual(await endpoints.find(world.company, endpoint.id), endpoint);
  });

  test('what is being sent meanwhile counts among the attempts of what was cancelled', async () => {
    const answer = Promise.withResolvers<void>();
    const world = await setUp({}, (_, response) => {
      void answer.promise.then(() => response.writeHead(500).end());
    });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.receiver.received(1);
    await world.webhooks.endpoints.change(world.company, world.endpoint, { enabled: false });
    answer.resolve();
    await world.later(0);
    const { deliveries } = await world.webhooks.deliveries.list(world.company, { size: 10 });
    assert.deepEqual(
      deliveries.map(({ state, attempts }) => [state, attempts]),
      [['cancelled', 1]],
    );
  });

  test('deleting an endpoint cancels what is open', async () => {
    const world = await setUp({}, 500);
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    await world.webhooks.endpoints.remove(world.company, world.endpoint);
    await world.later(5_000);
    assert.equal(world.receiver.requests.length, 1);
    assert.deepEqual(await states(world), ['cancelled']);
  });
});

suite('slowing down', () => {
  for (const status of [429, 502, 504]) {
    test(`${status} slows the whole endpoint`, async () => {
      const world = await setUp({}, { status, headers: { 'retry-after': '30' } }, 200);
      await world.tell('CARDS.CLEARING.PENDING');
      await world.later(0);
      await world.tell('CARDS.CLEARING.SUCCESS', 'CARDS.REFUND.SUCCESS');
      // They wait in memory or parked: the endpoint asked for 30 s.
      world.clock.advance(20_000);
      world.webhooks.dispatcher.wake();
      world.clock.advance(10_000);
      world.webhooks.dispatcher.sweep();
      const [first, ...later] = await world.receiver.received(4);
      const sentAt = (got: typeof first): number => Number(got!.headers['x-request-timestamp']);
      for (const got of later) assert.equal(sentAt(got) - sentAt(first), 30_000);
    });
  }

  // The timer would end the test's patience.
  const patience = { timeout: 45_000 };
  test(
    'an endpoint that is changed in its pause is sent to when that is over, not when a timer is',
    patience,
    async () => {
      const world = await setUp({}, { status: 429, headers: { 'retry-after': '300' } }, 200);
      await world.tell('CARDS.CLEARING.PENDING');
      await world.later(0);
      // It comes to rest behind the pause.
      await world.tell('CARDS.REFUND.SUCCESS');
      await until(() => Promise.resolve(world.webhooks.dispatcher.stats().held === 1));
      await world.webhooks.endpoints.change(world.company, world.endpoint, { description: 'changed' });
      world.clock.advance(300_000);
      world.webhooks.dispatcher.sweep();
      await until(() => Promise.resolve(world.receiver.requests.length === 3));
    },
  );

  test('a rate limit is kept', async () => {
    const world = await setUpWith(testClock(), { rateLimit: 20 });
    await world.tell(...Array.from({ length: 12 }, () => 'CARDS.CLEARING.PENDING' as const));
    const got = await world.receiver.received(12);
    // As they were sent: after a standstill they are read together.
    const sentMs = got.map(({ headers }) => Number(headers['x-request-timestamp']));
    const tookMs = Math.max(...sentMs) - Math.min(...sentMs);
    // A burst of two, then one every 50 ms.
    assert.ok(tookMs >= 400, `${tookMs} ms`);
  });
});

suite('what is sent', () => {
  test('headers of the endpoint, and the legacy key where there is one', async () => {
    const world = await setUp({ headers: { Authorization: 'Bearer t' }, legacyKey: 'legacy' });
    await world.tell('CARDS.CLEARING.PENDING');
    const [got] = await world.receiver.received(1);
    assert.equal(got!.headers['authorization'], 'Bearer t');
    assert.equal(got!.headers['x-webhook-key'], 'legacy');
    assert.equal(got!.headers['content-type'], 'application/json');
    assert.match(String(got!.headers['x-request-timestamp']), /^\d{13}$/);
    assert.equal(got!.headers['x-trace-id'], '4bf92f3577b34da6a3ce929d0e0e4736');
    assert.equal(got!.headers['x-webhook-replay'], undefined);
  });

  test('the product format, the same bytes on every try', async () => {
    const world = await setUp({ format: 'product' }, 500, 200);
    await world.tell('CARDS.DECLINED.FAILED');
    await world.later(0);
    await world.later(1_500);
    const [one, two] = await world.receiver.received(2);
    assert.equal(one!.body, two!.body);
    const { data, reason, operation_id, ...rest } = one!.json;
    assert.deepEqual(rest, { product: 'cards', event_type: 'declined', status: 'success' });
    assert.equal(operation_id, one!.headers['webhook-id']);
    assert.equal(typeof reason, 'string');
    assert.equal(data['card_id'], exampleEvent(world.company, 'CARDS.DECLINED.FAILED').data['card_id']);
  });

  test('what is secret in it is not kept where the receiver echoes it', async () => {
    const world = await setUp(
      { headers: { Authorization: 'Bearer t0ken' }, legacyKey: 'le"gacy' },
      (got, response) => {
        response.writeHead(200, { 'x-echo': String(got.headers['authorization']) });
        response.end(JSON.stringify({ key: got.headers['x-webhook-key'], ...got.headers, ...got.json.data }));
      },
    );
    const createdAt = world.clock.now();
    const example = exampleEvent(world.company, 'CARDS.NOTIFICATION_3DS_AUTHORIZATION.PENDING');
    const data = { ...example.data, expires_at: new Date(createdAt.getTime() + 60_000).toISOString() };
    const event = await world.append({ ...example, createdAt, data });
    await world.later(0);
    const { code } = example.data;
    const [got] = await world.receiver.received(1);
    assert.equal(got!.json.data['code'], code);
    const { deliveries } = await world.webhooks.deliveries.list(world.company, { event, size: 1 });
    const [attempt] = await world.webhooks.deliveries.attempts(world.company, deliveries[0]!.id);
    const kept = JSON.stringify(attempt);
    for (const secret of ['t0ken', 'gacy', code]) assert.ok(!kept.includes(String(secret)), kept);
    assert.match(String(attempt?.responseBody), /"code":"\[redacted\]".*/);
    assert.equal(attempt?.responseHeaders?.['x-echo'], '[redacted]');
  });

  test('no more than 8 KiB of the headers of an answer is kept, whatever they are made of', async () => {
    const world = await setUp({}, (_, response) => {
      response.setHeader('x-first', 'here');
      response.setHeader(
        'set-cookie',
        Array.from({ length: 120 }, (_, at) => `c${at}=${'x'.repeat(70)}`),
      );
      response.setHeader('x-quoted', '"'.repeat(4_200));
      response.setHeader('x-last', 'here');
      response.end();
    });
    await world.tell('CARDS.CLEARING.PENDING');
    await world.later(0);
    const [delivery] = (await world.webhooks.deliveries.list(world.company, { size: 1 })).deliveries;
    const [attempt] = await world.webhooks.deliveries.attempts(world.company, delivery!.id);
    const kept = attempt!.responseHeaders!;
    assert.ok(JSON.stringify(kept).length <= 8192, `${JSON.stringify(kept).length} characters`);
    assert.deepEqual([kept['x-first'], kept['x-last']], ['here', 'here']);
  });

  test('changes of an endpoint hold for the next message', async () => {
    const world = await setUp();
    await world.tell('CARDS.CLEARING.PENDING');
    await world.receiver.received(1);
    const second = await startReceiver();
    await world.webhooks.endpoints.change(world.company, world.endpoint, { url: second.url });
    await world.tell('CARDS.CLEARING.PENDING');
    await second.received(1);
    assert.equal(world.receiver.requests.length, 1);
  });
});
