import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { databasePath } from '../../test/support/database-path.ts';
import { isDatabaseGone } from './database-gone.ts';
import { openDatabase, sql } from './database.ts';

const database = await testDatabase();
const told: Error[] = [];
const ours = openDatabase(database.connection, { connections: 1, onError: (error) => told.push(error) });
after(() => ours.close());

const myself = sql('test.myself', 'SELECT pg_backend_pid() AS pid');
const end = sql('test.end', 'SELECT pg_terminate_backend($1)');

const kill = (pid: number): Promise<unknown> => database.query(end, [pid]);
const heard = async (count: number): Promise<void> => {
  while (told.length < count) await new Promise((resolve) => setImmediate(resolve));
};

test('a connection lost in the middle of a unit of work fails that one, and the next has another', async () => {
  const lost = ours.work(async (tx) => {
    const [row] = await tx.query<{ pid: number }>(myself);
    await kill(row!.pid);
    // Nothing is asked of the connection while it is lost.
    await heard(1);
    await tx.query(myself);
  });
  // Whoever asked may ask again.
  await assert.rejects(lost, isDatabaseGone);
  assert.equal((await ours.query(myself)).length, 1);
});

test('a connection that the server ends when a unit of work begins on it ends nothing else', async () => {
  const path = await databasePath(database.connection);
  const over = openDatabase(path.connection, { connections: 1 });
  after(() => over.close());
  const [row] = await over.query<{ pid: number }>(myself);
  path.silence();
  const begun = over.work((tx) => tx.query(myself));
  await kill(row!.pid);
  // What the server said comes back as the answer to BEGIN, which nobody waits for, and the end of the connection later.
  path.deliverLate('answers');
  await assert.rejects(begun, isDatabaseGone);
});

test('whoever remembers rows begins anew when a connection was lost', async () => {
  let begun = 0;
  ours.onInterruption(() => (begun += 1));
  const [row] = await ours.query<{ pid: number }>(myself);
  assert.equal(begun, 0);
  const before = told.length;
  await kill(row!.pid);
  await heard(before + 1);
  assert.equal(begun, 0);
  await ours.query(myself);
  assert.equal(begun, 1);
  await ours.query(myself);
  assert.equal(begun, 1);
});

test('an idle connection that is lost is told of once, and replaced', async () => {
  const [row] = await ours.query<{ pid: number }>(myself);
  const before = told.length;
  await kill(row!.pid);
  await heard(before + 1);
  const [next] = await ours.query<{ pid: number }>(myself);
  assert.notEqual(next!.pid, row!.pid);
  assert.equal(told.length, before + 1);
});

test('a server that can only be read is not asked again: where it was, another one answers by now', async () => {
  const [row] = await ours.query<{ pid: number }>(myself);
  const refused = ours.work(async (tx) => {
    await tx.execute(sql('test.readOnly', 'SET LOCAL transaction_read_only = on'));
    await tx.execute(sql('test.write', 'CREATE TABLE written ()'));
  });
  await assert.rejects(refused, isDatabaseGone);
  const [next] = await ours.query<{ pid: number }>(myself);
  assert.notEqual(next!.pid, row!.pid);
});

test('a connection that has prepared statements of a table that was changed meanwhile is left', async () => {
  await database.execute(sql('test.make', 'CREATE TABLE changing (one integer)'));
  const all = sql('test.all', 'SELECT * FROM changing');
  const read = (): Promise<unknown[]> => ours.work((tx) => tx.query(all));
  assert.deepEqual(await read(), []);
  // As a newer version does beside us.
  await database.execute(sql('test.change', 'ALTER TABLE changing ADD COLUMN two integer'));
  await assert.rejects(read(), isDatabaseGone);
  assert.deepEqual(await read(), []);
});
