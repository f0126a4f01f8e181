import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { databasePath, type DatabasePath } from '../../test/support/database-path.ts';
import { until } from '../../test/support/until.ts';
import { CommitUnknown, openDatabase, sql, type Database } from './database.ts';
import { isDatabaseGone } from './database-gone.ts';
import { withLease } from './lease.ts';

const direct = await testDatabase();
await direct.execute(sql('test.make', 'CREATE TABLE notes (id int PRIMARY KEY)'));

const insert = sql('test.insert', 'INSERT INTO notes VALUES ($1)');
const count = sql('test.count', 'SELECT count(*) AS n FROM notes WHERE id = $1');
const remove = sql('test.remove', 'DELETE FROM notes WHERE id = $1');
const one = sql('test.one', 'SELECT 1 AS one');
const idleInWork = sql(
  'test.idleInWork',
  `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`,
);
const myself = sql('test.myself', 'SELECT pg_backend_pid() AS pid');

interface Vanishing {
  readonly path: DatabasePath;
  /** By that way, with three connections. */
  readonly ours: Database;
  readonly lost: readonly Error[];
}

/** A database whose other end can vanish, looked after often. An answer to a look may take twice as long, on a busy machine. */
async function vanishing(lookEveryMs = 250): Promise<Vanishing> {
  const path = await databasePath(direct.connection);
  const lost: Error[] = [];
  const ours = openDatabase(path.connection, {
    connections: 3,
    lookEveryMs,
    onError: (error) => lost.push(error),
  });
  after(() => ours.close());
  return { path, ours, lost };
}

const has = async (id: number): Promise<boolean> =>
  (await direct.query<{ n: bigint }>(count, [id]))[0]!.n === 1n;

void suite('a connection whose other end has vanished without a word', () => {
  test('that listens is replaced, and what was missed is asked for', async () => {
    const { path, ours, lost } = await vanishing();
    const heard: string[] = [];
    await ours.listen('test_silence', (payload) => heard.push(payload));
    await direct.notify('test_silence', 'before');
    await until(() => Promise.resolve(heard.length === 2));
    path.silence();
    await direct.notify('test_silence', 'missed');
    await until(() => Promise.resolve(lost.length > 0));
    assert.ok(lost.every(isDatabaseGone), String(lost));
    path.mend();
    // That it listens again is said by an empty one: then its owner looks what it has missed.
    await until(() => Promise.resolve(heard.length === 3));
    await direct.notify('test_silence', 'after');
    await until(() => Promise.resolve(heard.length === 4));
    assert.deepEqual(heard, ['', 'before', '', 'after']);
  });

  test('fails the unit of work that waits on it, and its locks are gone for the next', async () => {
    const { path, ours } = await vanishing();
    const failed = ours.work(async (tx) => {
      await tx.execute(insert, [1]);
      path.silence();
      await tx.query(one);
    });
    await assert.rejects(failed, isDatabaseGone);
    path.mend();
    // The same row: it would wait for what the silent one has written.
    await ours.work((tx) => tx.execute(insert, [1]));
    assert.deepEqual(await direct.query(idleInWork), [{ n: 0n }]);
  });

  test('leaves the outcome of a commit unknown that was made and not answered', async () => {
    const { path, ours } = await vanishing();
    const failed = ours.work(async (tx) => {
      await tx.execute(insert, [2]);
      path.silence('answers');
    });
    await until(() => has(2));
    path.mend();
    await assert.rejects(failed, CommitUnknown);
    assert.ok(await has(2));
  });

  test('commits nothing more once its outcome may be looked up, however late the COMMIT arrives', async () => {
    const { path, ours } = await vanishing();
    const silent = Promise.withResolvers<void>();
    const failed = ours.work(async (tx) => {
      await tx.execute(insert, [3]);
      path.silence();
      silent.resolve();
    });
    const alsoFailed = assert.rejects(failed, CommitUnknown);
    await silent.promise;
    path.mend();
    await alsoFailed;
    assert.deepEqual(await ours.query(count, [3]), [{ n: 0n }]);
    path.deliverLate();
    await ours.work((tx) => tx.execute(insert, [3]));
    await ours.work((tx) => tx.execute(remove, [3]));
    assert.ok(!(await has(3)));
  });

  test('commits nothing more, also where it was given up while nothing could be reached', async () => {
    const { path, ours } = await vanishing();
    const failed = ours.work(async (tx) => {
      await tx.execute(insert, [4]);
      path.silence();
    });
    await assert.rejects(failed, CommitUnknown);
    path.mend();
    assert.deepEqual(await ours.query(count, [4]), [{ n: 0n }]);
    path.deliverLate();
    await ours.work((tx) => tx.execute(insert, [4]));
    await ours.work((tx) => tx.execute(remove, [4]));
    assert.ok(!(await has(4)));
  });

  test('is replaced where it is idle, before anybody uses it', async () => {
    const { path, ours, lost } = await vanishing();
    await Promise.all([ours.query(one), ours.query(one), ours.query(one)]);
    path.silence();
    path.mend();
    await until(() => Promise.resolve(lost.length === 3));
    assert.deepEqual(await ours.query(one), [{ one: 1 }]);
  });

  test('tells whoever holds a lease', async () => {
    const { path, ours } = await vanishing();
    const { held } = await withLease(ours, 'silence', async (signal) => {
      path.silence();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      path.mend();
      return withLease(direct, 'silence', () => Promise.resolve());
    }).catch(() => ({ held: false }));
    assert.equal(held, false);
    const again = await withLease(ours, 'silence', () => Promise.resolve('ours'));
    assert.deepEqual(again, { held: true, result: 'ours' });
  });

  test('ends when it is closed', async () => {
    const path = await databasePath(direct.connection);
    const ours = openDatabase(path.connection, { lookEveryMs: 250 });
    await ours.listen('test_silence_closed', () => undefined);
    await ours.query(one);
    path.silence();
    await ours.close();
  });
});

test('a statement that takes long is let be', async () => {
  const { ours } = await vanishing();
  const long = sql('test.long', `SELECT 'done' AS is FROM pg_sleep(2)`);
  assert.deepEqual(await ours.query(long), [{ is: 'done' }]);
  // One that waits for a lock that another holds, idle in its unit of work.
  const [written, waits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const free = direct.work(async (tx) => {
    await tx.execute(insert, [9]);
    written.resolve();
    await waits.promise;
  });
  await written.promise;
  const waiting = ours.work((tx) => tx.execute(insert, [9]));
  const refused = assert.rejects(waiting, { code: '23505' });
  await ours.query(sql('test.while', 'SELECT pg_sleep(1.5)'));
  waits.resolve();
  await free;
  await refused;
});

test('a statement whose answer is on its way while the server is asked about it is let be', async () => {
  const { path, ours } = await vanishing(1_000);
  await ours.query(one);
  path.silence('answers');
  const answer = ours.query(one);
  path.mend();
  const asked = sql(
    'test.asked',
    `SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE '%ANY($1::int[]) AND state NOT LIKE%' AND state = 'idle'`,
  );
  await until(async () => (await direct.query<{ n: bigint }>(asked))[0]!.n === 1n);
  await direct.query(sql('test.aMoment', 'SELECT pg_sleep(0.05)'));
  path.deliverLate('answers');
  assert.deepEqual(await answer, [{ one: 1 }]);
});

test('a unit of work that waits for something else than the database is let be', async () => {
  const { ours } = await vanishing();
  await ours.work(async (tx) => {
    await tx.execute(insert, [10]);
    await direct.query(sql('test.meanwhile', 'SELECT pg_sleep(1.5)'));
  });
  assert.ok(await has(10));
});

test('where the database is on the other side of a Unix socket nobody is asked for anything', async () => {
  const near = openDatabase(direct.connection, { connections: 1, lookEveryMs: 10 });
  after(() => near.close());
  const [{ pid } = { pid: 0 }] = await near.query<{ pid: number }>(myself);
  await direct.query(sql('test.aWhile', 'SELECT pg_sleep(0.2)'));
  const [last] = await direct.query<{ query: string }>(
    sql('test.last', 'SELECT query FROM pg_stat_activity WHERE pid = $1'),
    [pid],
  );
  // A server of TEST_DATABASE_URL may be reached over TCP.
  assert.equal(last?.query, direct.connection.host?.startsWith('/') === true ? myself.text : 'SELECT 1');
});
