import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { openDatabase, sql } from './database.ts';
import { withLease } from './lease.ts';

const database = await testDatabase();

void suite('a lease', () => {
  test('is held by one at a time, whatever process asks', async () => {
    const other = openDatabase(database.connection);
    const inside = await withLease(database, 'one', () => withLease(other, 'one', () => Promise.resolve()));
    assert.deepEqual(inside, { held: true, result: { held: false } });
    await other.close();
  });

  test('is free again once the body ends, well or badly', async () => {
    assert.deepEqual(await withLease(database, 'two', () => Promise.resolve(1)), { held: true, result: 1 });
    const failing = withLease(database, 'two', () => Promise.reject(new Error('no')));
    await assert.rejects(failing, /no/);
    assert.deepEqual(await withLease(database, 'two', () => Promise.resolve(2)), { held: true, result: 2 });
  });

  test('of another name is another lease', async () => {
    const inside = await withLease(database, 'three', () =>
      withLease(database, 'four', () => Promise.resolve('in')),
    );
    assert.deepEqual(inside, { held: true, result: { held: true, result: 'in' } });
  });

  test('keeps no snapshot while it is held: versions of rows that nobody sees can be cleared away', async () => {
    const { result } = (await withLease(database, 'five', () => database.query(idle))) as { result: unknown };
    assert.deepEqual(result, [{ snapshot: false }]);
  });
});

const idle = sql(
  'test.idleUnitsOfWork',
  `SELECT backend_xmin IS NOT NULL AS snapshot FROM pg_stat_activity
   WHERE datname = current_database() AND state = 'idle in transaction'`,
);
