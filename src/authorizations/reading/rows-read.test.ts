import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { rowsRead, rowsReadBy } from '../../../test/support/rows-read.ts';
import { cardKey } from '../../cards/index.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { createForgetMessages } from '../expiry/forget-messages.ts';
import { movementOperationNames } from './movement-operations.ts';
import { forgetMessages, namedByKey, namedByReference } from './reference-store.ts';
import { readApprovals } from '../store/velocity-store.ts';
import { searchEntries, type EntrySearch } from './search-store.ts';
import { readChallengesOf } from '../three-ds/store.ts';

const database = await testDatabase();
const company = newId('company');
const card = newId('card');
const base = newId('cardTransaction');
const many = 5_000;
const first = 100_000_000_000;

const insertPurchases = sql(
  'test.manyPurchases',
  `INSERT INTO card_transactions (company_id, id, card_id, purpose, channel, currency, merchant, created_at, atm_flat, fx_ppm, state,
     authorized, reversed, cleared, refunded, held, atm_fee_held, fx_fee_held, atm_fee_posted, fx_fee_posted, closed, entries, sequence, decision)
   SELECT $1, $2 || n, $3, 'purchase', 'POS', 'USD', '{}', now(), 0, 0, 'authorized', 1, 0, 0, 0, 1, 0, 0, 0, 0, false, 1, 1, '{}'
   FROM generate_series($4::int8, $4 + $5 - 1) AS n`,
);
const insertMessages = sql(
  'test.manyMessages',
  `INSERT INTO card_messages (company_id, key, fingerprint, transaction_id, recorded_at)
   SELECT $1, '9001|' || n || '|1128|', '', $2 || n, now() - $5::interval FROM generate_series($3::int8, $3 + $4 - 1) AS n`,
);

test('a purchase is found by how the key of an earlier message begins, without a walk through all that its company has', async () => {
  await database.query(insertPurchases, [company, base, card, first, many]);
  await database.query(insertMessages, [company, base, first, many, '0']);
  const look = async (wanted: number, most: number, table: string): Promise<void> => {
    const read = await rowsReadBy(database, table, async (tx) => {
      const found = await namedByKey(tx, company, card, ['9001|1|', `9001|${wanted}|`]);
      assert.equal(found[0]?.id, wanted < first ? undefined : `${base}${wanted}`);
    });
    assert.ok(read <= most, `${read} rows of ${table}`);
  };
  for (const counted of [false, true]) {
    if (counted)
      await database.query(sql('test.analyzePurchases', 'ANALYZE card_messages, card_transactions'));
    for (const table of ['card_messages', 'card_transactions']) {
      await look(first + 77, 3, table);
      await look(7, 0, table);
    }
  }
});

test('a purchase is found by the reference of its messages, or not, without a walk through all entries of its card', async () => {
  const old = newId('card');
  const insertEntries = sql(
    'test.manyReferences',
    `INSERT INTO card_entries (company_id, transaction_id, number, id, card_id, kind, bill, amount, currency, atm_fee, fx_fee, held_change,
       response_code, final, over_posted, original_balance, new_balance, trace_id, network_key, created_at)
     SELECT $1, $2 || n, 1, 'ent_r' || n, $3, 'authorization', 1, 1, 'USD', 0, 0, 1, '00', false, 0, 0, 0, '', '9001|' || n || '|1128|' || n,
       now() - n * interval '1 second'
     FROM generate_series($4::int8, $4 + $5 - 1) AS n`,
  );
  await database.query(insertEntries, [company, newId('cardTransaction'), old, 1, many]);
  for (const counted of [false, true]) {
    if (counted) await database.query(sql('test.analyzeReferences', 'ANALYZE card_entries'));
    for (const [ending, within, found] of [
      ['|4321', null, 1],
      ['|4321', '|4321|', 1],
      ['|999999', null, 0],
      ['|999999', '|999999|', 0],
    ] as const) {
      const read = await rowsReadBy(database, 'card_entries', async (tx) =>
        assert.equal((await namedByReference(tx, company, old, ending, within)).length, found),
      );
      assert.ok(read <= 3, `${read} rows for ${ending} ${within}`);
    }
  }
});

test('old messages are forgotten page by page, wherever they stand, and young ones stay', async () => {
  const other = newId('company');
  await database.query(insertMessages, [other, base, first, many, '40 days']);
  await database.query(insertMessages, [other, base, first + many, many, '1 day']);
  await database.work(async (tx) => {
    await forgetMessages(tx, new Date(0), { from: 0, to: 1 });
    const read = await rowsRead(tx, 'card_messages');
    assert.ok(read > 0 && read < 200, `${read} rows of one page`);
  });
  const forget = createForgetMessages(database);
  assert.equal(await forget(new Date()), many);
  assert.equal(await forget(new Date()), 0);
  const left = await database.query<{ left: number }>(
    sql('test.messagesLeft', 'SELECT count(*)::int4 AS left FROM card_messages WHERE company_id = $1'),
    [other],
  );
  assert.deepEqual(left, [{ left: many }]);
});

test('the challenges of a card are found without those of all others', async () => {
  await database.query(
    sql(
      'test.manyChallenges',
      `INSERT INTO three_ds_challenges (company_id, id, card_id, merchant, currency, amount, state, code_hash, event_id, created_at, expires_at)
       SELECT $1, $2 || n, CASE WHEN n % 1000 = 0 THEN $3 ELSE 'card_' || n END, '{}', 'USD', 1, 'expired', sha256(n::text::bytea), '', now(), now()
       FROM generate_series($4::int8, $4 + $5 - 1) AS n`,
    ),
    [company, newId('challenge'), card, first, many],
  );
  for (const [asked, answered] of [
    [card, 3],
    [newId('card'), 0],
    [undefined, 3],
  ] as const) {
    const read = await rowsReadBy(database, 'three_ds_challenges', async (tx) => {
      const found = await readChallengesOf(tx, company, { card: asked, after: undefined, size: 3 });
      assert.equal(found.length, answered);
    });
    assert.ok(read <= 6, `${read} rows`);
  }
});

test('whether a velocity rule is broken is read off the latest approvals, however many there are', async () => {
  const busy = newId('card');
  const quiet = newId('card');
  const insertApprovals = sql(
    'test.manyApprovals',
    `INSERT INTO card_entries (company_id, transaction_id, number, id, card_id, kind, bill, amount, currency, atm_fee, fx_fee, held_change,
       response_code, final, over_posted, original_balance, new_balance, trace_id, created_at)
     SELECT $1, $2 || n, 1, 'ent_' || n, $3, 'authorization', 1, 1, 'USD', 0, 0, 1, '00', false, 0, 0, 0, '', $6::timestamptz - n * interval '1 second'
     FROM generate_series($4::int8, $4 + $5 - 1) AS n`,
  );
  const now = new Date();
  await database.query(insertApprovals, [company, newId('cardTransaction'), busy, 1, many, now]);
  const since = new Date(now.getTime() - 3_600_000);
  for (const counted of [false, true]) {
    if (counted) await database.query(sql('test.analyzeApprovals', 'ANALYZE card_entries'));
    const read = await rowsReadBy(database, 'card_entries', async (tx) => {
      const found = await readApprovals(tx, [
        { company, card: busy, since, after: null, most: 7 },
        { company, card: quiet, since, after: null, most: 7 },
      ]);
      assert.deepEqual(
        [...found].map(([key, moments]) => [key, moments.map((at) => at - now.getTime())]),
        [
          [cardKey({ company, card: busy }), [-7_000, -6_000, -5_000, -4_000, -3_000, -2_000, -1_000]],
          [cardKey({ company, card: quiet }), []],
        ],
      );
    });
    assert.ok(read <= 10, `${read} rows`);
  }
});

test('a page of a card’s movements reads the transactions that it shows, and of a period what is in it', async () => {
  await database.query(
    sql(
      'test.manyEntries',
      `INSERT INTO card_entries (company_id, transaction_id, number, id, card_id, kind, bill, amount, currency, atm_fee, fx_fee, held_change,
         response_code, final, over_posted, original_balance, new_balance, trace_id, created_at)
       SELECT $1, $2 || n, 1, 'ent_' || n, $3, 'authorization', n % 100, 1, 'USD', 0, 0, 1, '00', false, 0, 0, 0, '', now() - n % 100 * interval '1 day'
       FROM generate_series($4::int8, $4 + $5 - 1) AS n`,
    ),
    [company, base, card, first, many],
  );
  await database.query(sql('test.analyzeEntries', 'ANALYZE card_entries, card_transactions'));
  const look = async (
    table: string,
    most: number,
    by: Partial<EntrySearch>,
    total: number,
  ): Promise<void> => {
    const read = await rowsReadBy(database, table, async (tx) => {
      const search: EntrySearch = {
        company,
        card,
        operations: movementOperationNames,
        kinds: null,
        from: null,
        to: null,
        sortBy: 'datetime',
        descending: true,
        size: 10,
        offset: 0,
        ...by,
      };
      const page = await searchEntries(tx, search);
      assert.deepEqual([page.found.length, page.total], [10, total]);
    });
    assert.ok(read <= most, `${read} rows of ${table} for ${JSON.stringify(by)}`);
  };
  await look('card_transactions', 10, { offset: 2_000 }, many);
  await look('card_transactions', 10, { sortBy: 'bill_amount', offset: 2_000 }, many);
  const day = {
    from: new Date(Date.now() - 50.5 * 86_400_000),
    to: new Date(Date.now() - 49.5 * 86_400_000),
  };
  await look('card_entries', 2 * (many / 100), day, many / 100);
  await look('card_transactions', 10, { ...day, descending: false }, many / 100);
});
