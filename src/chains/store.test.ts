import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { rowsReadBy } from '../../test/support/rows-read.ts';
import { sql } from '../platform/database.ts';
import { leaveObservations } from './store.ts';

test('what leaves the chain is found without all that was ever seen on it', async () => {
  const database = await testDatabase();
  await database.query(
    sql(
      'test.manyObservations',
      `INSERT INTO chain_observations (chain_id, block_hash, transaction_hash, kind, ordinal, block_number, mined_at, state, sender_ours, recipient_ours)
       SELECT 137, '0xb' || n, '0xt' || n, 'token', 0, n, now(), CASE WHEN n > 19995 THEN 'seen' ELSE 'confirmed' END, false, true
       FROM generate_series(1, 20000) AS n`,
    ),
  );
  await database.query(sql('test.analyzeObservations', 'ANALYZE chain_observations'));
  const read = await rowsReadBy(database, 'chain_observations', async (tx) => {
    const gone = await leaveObservations(tx, 137, 19_990n, 'orphaned');
    assert.deepEqual(
      gone.map(({ blockNumber, state }) => [blockNumber, state]),
      Array.from({ length: 10 }, (_, at) => [BigInt(19_991 + at), 'orphaned']),
    );
    assert.deepEqual(await leaveObservations(tx, 137, 19_990n, 'orphaned'), []);
  });
  assert.ok(read < 100, `${read} rows`);
});
