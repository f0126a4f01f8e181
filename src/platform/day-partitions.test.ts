import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { sql } from './database.ts';
import { keepDayPartitions } from './day-partitions.ts';

const database = await testDatabase();
const events = { table: 'events', idPrefix: 'evt_' };

const partitions = sql(
  'test.partitions',
  `SELECT to_date(right(relname, 8), 'YYYYMMDD') - (now() AT TIME ZONE 'UTC')::date AS day
   FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
   WHERE inhparent = 'events'::regclass AND relname ~ '\\d{8}$' ORDER BY day`,
);
const makeOld = sql(
  'test.makeOld',
  `SELECT make_day_partitions('events', 'evt_', (now() AT TIME ZONE 'UTC')::date - 33, 4)`,
);
const days = async (): Promise<number[]> =>
  (await database.query<{ day: number }>(partitions)).map(({ day }) => day);

test('partitions are there for the coming days, and go when all of them is too old', async () => {
  await database.query(makeOld);
  assert.deepEqual((await days()).slice(0, 4), [-33, -32, -31, -30]);
  await keepDayPartitions(database, [events], 30);
  const kept = await days();
  assert.deepEqual(kept, [-30, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  await keepDayPartitions(database, [events], 30);
  assert.deepEqual(await days(), kept);
});
