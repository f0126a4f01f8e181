import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopBefore, testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { until } from '../../test/support/until.ts';
import { exampleEvent, testWebhooks, type TestWebhooks } from '../../test/support/webhooks.ts';
import { sql, type Database, type Parameter, type Statement } from '../platform/database.ts';

/** Stores one event of a subject, numbered. */
const tellOf = (world: TestWebhooks, subject: string, sequence: number): Promise<string> => {
  const example = exampleEvent(world.company, 'CARDS.CLEARING.PENDING', { subject });
  return world.append({ ...example, data: { ...example.data, sequence, transaction_id: subject } });
};

const told = (requests: readonly { json: { data: Record<string, unknown> } }[]): string[] =>
  requests.map(({ json: { data } }) => `${String(data['transaction_id'])}${String(data['sequence'])}`);

test('events of one subject arrive one after the other, in their order', async () => {
  const world = await testWebhooks(await testDatabase());
  let under = 0;
  let most = 0;
  const receiver = await startReceiver((_, response) => {
    under += 1;
    most = Math.max(most, under);
    setImmediate(() => {
      under -= 1;
      response.end();
    });
  });
  await world.webhooks.endpoints.create(world.company, { url: receiver.url, ordered: true });
  for (let sequence = 1; sequence <= 20; sequence += 1) await tellOf(world, 'a', sequence);
  await world.later(0);
  while (receiver.requests.length < 20) await world.later(300);
  assert.deepEqual(
    told(receiver.requests),
    Array.from({ length: 20 }, (_, at) => `a${at + 1}`),
  );
  assert.equal(most, 1);
});

test('the head of a line blocks its own line only, and goes before its followers when it is tried again', async () => {
  const world = await testWebhooks(await testDatabase());
  const receiver = await startReceiver((received, response) => {
    const { data } = received.json;
    const bad = data['transaction_id'] === 'a' && received.headers['x-webhook-attempt'] === '1';
    response.writeHead(bad ? 500 : 200);
    response.end();
  });
  await world.webhooks.endpoints.create(world.company, { url: receiver.url, ordered: true });
  await tellOf(world, 'a', 1);
  await tellOf(world, 'a', 2);
  await tellOf(world, 'b', 1);
  await tellOf(world, 'b', 2);
  while (receiver.requests.length < 3) await world.later(0);
  await world.later(0);
  assert.deepEqual(told(receiver.requests).toSorted(), ['a1', 'b1', 'b2']);
  while (receiver.requests.length < 6) await world.later(500);
  const ofA = told(receiver.requests).filter((name) => name.startsWith('a'));
  assert.deepEqual(ofA, ['a1', 'a1', 'a2', 'a2']);
});

test('what stands behind a retry in its line comes with it when that is sent again now', async () => {
  const world = await testWebhooks(await testDatabase());
  const receiver = await startReceiver(500, 200);
  await world.webhooks.endpoints.create(world.company, {
    url: receiver.url,
    ordered: true,
    retrySchedule: [3_600],
  });
  const first = await tellOf(world, 'a', 1);
  await tellOf(world, 'a', 2);
  await receiver.received(1);
  await world.later(0);
  assert.equal(await world.webhooks.replays.one(world.company, first, undefined), 1);
  assert.deepEqual(told(await receiver.received(3)), ['a1', 'a1', 'a2']);
});

test('two processes keep the order between them', async () => {
  const database = await testDatabase();
  const one = await testWebhooks(database);
  const two = await testWebhooks(database, { company: one.company });
  const receiver = await startReceiver();
  await one.webhooks.endpoints.create(one.company, { url: receiver.url, ordered: true });
  for (let sequence = 1; sequence <= 30; sequence += 1)
    await tellOf(sequence % 2 === 0 ? one : two, 'a', sequence);
  while (receiver.requests.length < 30) {
    await one.later(300);
    await two.later(300);
  }
  assert.deepEqual(
    [...new Set(told(receiver.requests))],
    Array.from({ length: 30 }, (_, at) => `a${at + 1}`),
  );
});

test('the order is that in which things happened, also where a process whose clock is ahead has told of what came first', async (t) => {
  const world = await testWebhooks(await testDatabase(), { dispatch: false });
  const receiver = await startReceiver();
  await world.webhooks.endpoints.create(world.company, { url: receiver.url, ordered: true });
  const now = Date.now;
  const ahead = t.mock.method(Date, 'now', () => now() + 60_000);
  const first = await tellOf(world, 'a', 1);
  ahead.mock.restore();
  assert.ok((await tellOf(world, 'a', 2)) < first);
  world.clock.advance(60_000);
  world.webhooks.dispatcher.start();
  assert.deepEqual(told(await receiver.received(2)), ['a1', 'a2']);
});

test('a line goes on when its lease ran out while it waited', async () => {
  const world = await testWebhooks(await testDatabase());
  const open: (() => void)[] = [];
  let holding = true;
  const receiver = await startReceiver((_, response) => {
    if (holding) open.push(() => response.end());
    else response.end();
  });
  await world.webhooks.endpoints.create(world.company, { url: receiver.url, ordered: true });
  // As many as an endpoint that nobody knows yet gets at once; the fifth line waits for them.
  for (const line of ['a', 'b', 'c', 'd']) await tellOf(world, line, 1);
  await receiver.received(4);
  await tellOf(world, 'e', 1);
  await tellOf(world, 'e', 2);
  while (world.webhooks.dispatcher.stats().held < 6) await new Promise((resolve) => setTimeout(resolve, 20));
  // A machine that stood still for so long.
  world.clock.advance(25_000);
  holding = false;
  open.forEach((answer) => answer());
  await new Promise((resolve) => setTimeout(resolve, 400));
  for (let round = 0; round < 100 && receiver.requests.length < 6; round += 1) {
    world.clock.advance(500);
    world.webhooks.dispatcher.sweep();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(
    told(receiver.requests).filter((name) => name.startsWith('e')),
    ['e1', 'e2'],
  );
});

test('what stands behind one that is done while it is looked for does not wait for the lease of that one', async () => {
  const database = await testDatabase();
  const answered = Promise.withResolvers<void>();
  const looked = Promise.withResolvers<void>();
  const slow: Database = {
    ...database,
    async query<Row>(statement: Statement, parameters?: readonly Parameter[]) {
      const rows = await database.query<Row>(statement, parameters);
      if (statement.name === 'webhooks.due.line' && rows.length > 1) {
        looked.resolve();
        // The first one is written down before this one knows what stood in front of it.
        answered.resolve();
        await until(() => Promise.resolve(world.webhooks.dispatcher.stats().held === 1));
      }
      return rows;
    },
  };
  const world = await testWebhooks(slow);
  stopBefore(database, () => world.webhooks.stop());
  const receiver = await startReceiver((_, response) => {
    void answered.promise.then(() => response.writeHead(200).end());
  });
  await world.webhooks.endpoints.create(world.company, { url: receiver.url, ordered: true });
  const [first] = await world.tell('CARDS.CLEARING.PENDING');
  await receiver.received(1);
  // As it is where more than one process dispatches.
  await database.execute(
    sql('test.lease', `UPDATE webhook_due SET leased = true, due_at = now() + interval '20 seconds'`),
  );
  const [second] = await world.tell('CARDS.CLEARING.SUCCESS');
  await looked.promise;
  await world.later(0);
  await world.later(1_000);
  assert.deepEqual(
    receiver.requests.map(({ json }) => json.operation_id),
    [first, second],
  );
});
