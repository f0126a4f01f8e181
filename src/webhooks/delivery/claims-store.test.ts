import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { rowsReadBy } from '../../../test/support/rows-read.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { claimDue } from './claims-store.ts';

test('a claim reads what it takes, however much waits, also where it is planned for any lane', async () => {
  const database = await testDatabase();
  await database.query(
    sql(
      'test.manyDue',
      `INSERT INTO webhook_due (company_id, id, event_id, endpoint_id, lane, due_at, attempts, tries)
       SELECT $1, 'dlv_' || n, 'evt_' || n, 'whe_', (ARRAY[0, 2, 9])[1 + n % 3], now() - n * interval '1 second', 1, 1 FROM generate_series(1, 8000) AS n`,
    ),
    [newId('company')],
  );
  const now = new Date();
  const by = { after: new Date(0), now, leaseUntil: new Date(now.getTime() + 60_000), full: [] };
  for (const counted of [false, true]) {
    if (counted) await database.query(sql('test.analyzeDue', 'ANALYZE webhook_due'));
    for (const [lane, most, taken] of [
      [0, 20, 20],
      [1, 20, 0],
    ] as const) {
      const read = await rowsReadBy(database, 'webhook_due', async (tx) =>
        assert.equal((await claimDue(tx, { ...by, lane, most })).length, taken),
      );
      // Found, locked, and written by its place.
      assert.ok(read <= 3 * taken, `${read} rows of lane ${lane}`);
    }
  }
});
