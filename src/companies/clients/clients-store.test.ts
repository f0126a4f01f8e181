import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { rowsReadBy } from '../../../test/support/rows-read.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { listClients } from './clients-store.ts';

const database = await testDatabase();

test('a part of a list of clients is read without all that come before and after it', async () => {
  const company = newId('company');
  await database.query(
    sql('test.companyOfMany', `INSERT INTO companies (id, name, created_at) VALUES ($1, 'Many', now())`),
    [company],
  );
  await database.query(
    sql(
      'test.manyClients',
      `INSERT INTO clients (company_id, id, type, status, first_name, last_name, created_at, updated_at)
       SELECT $1, 'cli_' || lpad(n::text, 6, '0'), 'individual', CASE WHEN n % 3 = 0 THEN 'DELETED' ELSE 'ACTIVE' END, '', '', now(), now()
       FROM generate_series(1, 3000) AS n`,
    ),
    [company],
  );
  for (const counted of [false, true]) {
    if (counted) await database.query(sql('test.analyzeClients', 'ANALYZE clients'));
    const read = await rowsReadBy(database, 'clients', async (tx) => {
      const part = await listClients(tx, company, { after: 'cli_001500', size: 20 });
      assert.deepEqual([part.length, part[0]?.id, part.at(-1)?.id], [20, 'cli_001501', 'cli_001529']);
    });
    assert.ok(read <= 40, `${read} rows`);
  }
});
