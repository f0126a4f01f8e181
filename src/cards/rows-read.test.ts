import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { rowsReadBy } from '../../test/support/rows-read.ts';
import { sql } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { listCards } from './store.ts';

const database = await testDatabase();

test('a part of a list of cards is read without all that come before and after it', async () => {
  const company = newId('company');
  await database.query(
    sql(
      'test.manyCards',
      `INSERT INTO cards (company_id, id, holder_name, approval_method, phone_country_code, phone, three_ds, fallback_decision,
         require_signed_answer, metadata, created_at)
       SELECT $1, 'card_' || lpad(n::text, 6, '0'), '', 'NONE', '44', '1', 'AUTOMATIC', 'DECLINE', false, '{}', now()
       FROM generate_series(1, 3000) AS n`,
    ),
    [company],
  );
  await database.query(
    sql(
      'test.manyStates',
      `INSERT INTO card_states (company_id, card_id, last_at, pan_version, last4, expires_at)
       SELECT company_id, id, now(), 1, '0000', now() FROM cards WHERE company_id = $1`,
    ),
    [company],
  );
  for (const counted of [false, true]) {
    if (counted) await database.query(sql('test.analyzeCards', 'ANALYZE cards, card_states'));
    for (const table of ['cards', 'card_states']) {
      const read = await rowsReadBy(database, table, async (tx) => {
        const part = await listCards(tx, company, { after: 'card_001500', size: 20 });
        assert.deepEqual(
          part.map(({ id }) => id),
          Array.from({ length: 20 }, (_, at) => `card_00${1501 + at}`),
        );
      });
      assert.ok(read <= 25, `${read} rows of ${table}`);
    }
  }
});
