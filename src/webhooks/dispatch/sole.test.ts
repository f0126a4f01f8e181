import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { until } from '../../../test/support/until.ts';
import { exampleEvent, testWebhooks, type TestWebhooks } from '../../../test/support/webhooks.ts';
import type { Database } from '../../platform/database.ts';
import { sql } from '../../platform/database.ts';

const holder = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
const soles = sql('test.soles', holder);
const endSole = sql('test.endSole', `SELECT pg_terminate_backend(pid) FROM (${holder}) AS s`);
const open = sql(
  'test.open',
  `SELECT count(*)::int4 AS all, count(*) FILTER (WHERE due_at > $1 AND lane < 9)::int4 AS leased FROM webhook_due`,
);

const openNow = async ({ database, clock }: TestWebhooks): Promise<{ all: number; leased: number }> => {
  const [row] = await database.query<{ all: number; leased: number }>(open, [clock.now()]);
  return row!;
};
const isSole = (database: Database): Promise<void> =>
  until(async () => (await database.query(soles)).length === 1);

/** A dispatcher that is the only one, has read a backlog, and waits for the answers of its first sends. */
async function holdingBacklog(database: Database, count: number) {
  const before = await testWebhooks(database, { dispatch: false });
  let answer: (() => void)[] = [];
  let waits = true;
  const receiver = await startReceiver((_, response) => {
    if (waits) answer.push(() => response.end());
    else response.end();
  });
  await before.webhooks.endpoints.create(before.company, { url: receiver.url });
  const sole = await testWebhooks(database, { company: before.company });
  await isSole(database);
  const backlog = Array.from({ length: count }, () => exampleEvent(before.company, 'CARDS.CLEARING.PENDING'));
  await database.work((tx) => before.events.appendMany(tx, backlog));
  await receiver.received(4);
  const release = (): void => {
    waits = false;
    for (const end of answer) end();
    answer = [];
  };
  return { sole, receiver, release };
}

const ids = (receiver: Awaited<ReturnType<typeof startReceiver>>): string[] =>
  receiver.requests.map(({ json }) => json.operation_id);

suite('the only dispatcher', () => {
  test('takes first attempts without a lease in the table, and leases them for the next one that comes', async () => {
    const database = await testDatabase();
    const { sole, receiver, release } = await holdingBacklog(database, 40);
    assert.deepEqual(await openNow(sole), { all: 40, leased: 0 });

    const next = await testWebhooks(database, { company: sole.company });
    await until(async () => (await database.query(soles)).length === 0);
    const { all, leased } = await openNow(sole);
    assert.equal(all, 40);
    assert.ok(leased >= sole.webhooks.dispatcher.stats().held, `${leased} leased`);
    release();
    await receiver.received(40);
    await sole.later(0);
    await next.later(0);
    assert.equal(receiver.requests.length, 40);
    assert.equal(new Set(ids(receiver)).size, 40);
    assert.equal((await openNow(sole)).all, 0);
  });

  test('sends everything, and each once, of more than it reads or has room for at once', async () => {
    const database = await testDatabase();
    const { sole, receiver, release } = await holdingBacklog(database, 3500);
    release();
    await receiver.received(3500);
    await sole.later(0);
    assert.equal(receiver.requests.length, 3500);
    assert.equal(new Set(ids(receiver)).size, 3500);
  });

  test('hands what it holds over when it stops, and what is under way is sent by nobody else', async () => {
    const database = await testDatabase();
    const { sole, receiver, release } = await holdingBacklog(database, 40);
    const next = await testWebhooks(database, { company: sole.company });
    const stopped = sole.webhooks.stop();
    // The four under way are not answered yet: the next one sends the others.
    await until(() => Promise.resolve(receiver.requests.length >= 8));
    release();
    await stopped;
    while (receiver.requests.length < 40) await next.later(0);
    await next.later(0);
    assert.equal(receiver.requests.length, 40);
    assert.equal(new Set(ids(receiver)).size, 40);
  });

  test('leases what it holds when the connection that makes it the only one is lost', async () => {
    const database = await testDatabase();
    const { sole, receiver, release } = await holdingBacklog(database, 40);
    await database.query(endSole);
    await until(async () => (await openNow(sole)).leased > 0);
    release();
    await receiver.received(40);
    await sole.later(0);
    assert.equal(new Set(ids(receiver)).size, 40);
    assert.equal((await openNow(sole)).all, 0);
    await isSole(database);
  });
});
