import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Client } from 'pg';
import { testApi } from '../../../test/support/api.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { ask } from '../../../test/support/http.ts';
import { until } from '../../../test/support/until.ts';
import { systemActor } from '../../companies/index.ts';
import { sql } from '../../platform/database.ts';
import { route } from '../route.ts';
import { createReads, readPlaces } from './reads.ts';

const waitForGate = sql('test.waitForGate', 'SELECT pg_advisory_xact_lock_shared(4711)');
const nothing = sql('test.nothing', 'SELECT 1 AS one');
const waiting = `SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%(4711)%'`;

/** A lock that holds up whatever waits for the gate, and how many do. */
async function closeGate(connection: object) {
  const client = new Client(connection);
  await client.connect();
  await client.query('SELECT pg_advisory_lock(4711)');
  return {
    waiting: async () => (await client.query<{ count: number }>(waiting)).rows[0]!.count,
    open: () => client.end(),
  };
}

test('however many companies read what takes long, purchases and others find connections at once', async () => {
  const access = { kind: 'company', level: 1, product: 'cards' } as const;
  const common = { summary: 'Asks', tag: 'Test', access, answer: { status: 200 } } as const;
  const api = await testApi({
    routes: ({ database }) => [
      route({
        ...common,
        method: 'GET',
        path: '/test/slow',
        operationId: 'slow',
        // Two at once, as some reads do; and one of them as a unit of work.
        handle: async () => {
          await Promise.all([
            database.query(waitForGate),
            database.work((tx) => tx.query(waitForGate)),
            database.execute(waitForGate),
          ]);
        },
      }),
      route({
        ...common,
        method: 'GET',
        path: '/test/quick',
        operationId: 'quick',
        handle: async () => void (await database.query(nothing)),
      }),
      route({
        ...common,
        method: 'POST',
        path: '/test/purchase',
        operationId: 'purchase',
        handle: async () => {
          await Promise.all(Array.from({ length: 12 }, () => database.work((tx) => tx.query(nothing))));
        },
      }),
    ],
  });
  const gate = await closeGate(api.database.connection);
  const keys: string[] = [];
  for (const name of ['A', 'B', 'C', 'D', 'E', 'F'])
    keys.push((await api.companies.create({ name }, systemActor)).key.reveal());
  // Known to the process, so that only the reads ask the database.
  for (const key of keys) await ask(api.url, 'GET', '/test/quick', { key });
  const slow = keys.flatMap((key) =>
    Array.from({ length: 6 }, () => ask(api.url, 'GET', '/test/slow', { key })),
  );
  await until(async () => (await gate.waiting()) === readPlaces);
  for (let round = 0; round < 3; round += 1)
    assert.equal((await ask(api.url, 'POST', '/test/purchase', { key: keys[0]! })).status, 200);
  await api.companies.create({ name: 'G' }, systemActor);
  assert.equal(await gate.waiting(), readPlaces);
  await gate.open();
  for (const { status } of await Promise.all(slow)) assert.equal(status, 200);
});

test('one company that reads what takes long leaves a place to each that comes', async () => {
  const database = await testDatabase();
  const reads = createReads(database, 5);
  const gate = await closeGate(database.connection);
  const slow = Array.from({ length: 10 }, () => reads.run('A', () => reads.database.query(waitForGate)));
  await until(async () => (await gate.waiting()) === 3);
  for (const company of ['B', 'C'])
    assert.deepEqual(await reads.run(company, () => reads.database.query(nothing)), [{ one: 1 }]);
  // Outside of reads, and what a read has set going, nobody waits for a turn.
  let later: Promise<unknown> | undefined;
  await reads.run('A', () => {
    later = setImmediate().then(() => reads.database.query(nothing));
    return Promise.resolve();
  });
  await later;
  await Promise.all(Array.from({ length: 6 }, () => reads.database.query(nothing)));
  await gate.open();
  await Promise.all(slow);
});

test('a read that asks for more within its unit of work does not wait for itself', async () => {
  const database = await testDatabase();
  const reads = createReads(database, 1);
  const answer = reads.run('A', () =>
    reads.database.work(async (tx) => {
      await tx.query(nothing);
      return await reads.database.query(nothing);
    }),
  );
  assert.deepEqual(await answer, [{ one: 1 }]);
});

test('a place is free again after a statement that failed', async () => {
  const database = await testDatabase();
  const reads = createReads(database, 1);
  const wrong = sql('test.wrong', 'SELECT 1 / 0');
  for (let round = 0; round < 3; round += 1) {
    await assert.rejects(
      reads.run('A', () => reads.database.query(wrong)),
      { code: '22012' },
    );
    await assert.rejects(
      reads.run('A', () => reads.database.work((tx) => tx.query(wrong))),
      { code: '22012' },
    );
  }
});
