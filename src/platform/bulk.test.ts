import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { bulkInsert, bulkUpdate, gatheredInsert, type Column } from './bulk.ts';
import { sql } from './database.ts';

const database = await testDatabase();
await database.execute(
  sql(
    'test.shelf',
    `CREATE TABLE shelf (id int4 PRIMARY KEY, text text, texts text[], json json, int8 int8, amount numeric, bool bool,
       moment timestamptz, bytes bytea)`,
  ),
);

interface Thing {
  readonly id: number;
  readonly text: string | null;
  readonly texts: readonly string[];
  readonly json: string | null;
  readonly int8: bigint | null;
  readonly amount: bigint | null;
  readonly bool: boolean | null;
  readonly moment: Date | null;
  readonly bytes: Uint8Array | null;
}
const key: readonly Column<Thing>[] = [['id', 'int4', (row) => row.id]];
const columns: readonly Column<Thing>[] = [
  ['text', 'text', (row) => row.text],
  ['texts', 'texts', (row) => row.texts],
  ['json', 'json', (row) => row.json],
  ['int8', 'int8', (row) => row.int8],
  ['amount', 'amount', (row) => row.amount],
  ['bool', 'bool', (row) => row.bool],
  ['moment', 'timestamptz', (row) => row.moment],
  ['bytes', 'bytea', (row) => row.bytes],
];
const insert = bulkInsert<Thing>('test.shelf.insert', 'shelf', [...key, ...columns]);
const insertGathered = gatheredInsert<Thing>('test.shelf.gather', 'shelf', [...key, ...columns]);
const update = bulkUpdate<Thing>('test.shelf.update', 'shelf', key, columns);
const all = sql('test.shelf.all', 'SELECT * FROM shelf ORDER BY id');
const clear = sql('test.shelf.clear', 'DELETE FROM shelf');

const nothing: Omit<Thing, 'id'> = {
  text: null,
  texts: [],
  json: null,
  int8: null,
  amount: null,
  bool: null,
  moment: null,
  bytes: null,
};
const things: readonly Thing[] = [
  { id: 1, ...nothing },
  {
    id: -2_147_483_648,
    text: String.raw`\N 'it''s' "{$1}" ž 🂡`,
    texts: ['a "b"', String.raw`c\d`, '{e,f}', '', 'NULL'],
    json: String.raw`{ "kept": "as \u00e9 written" }`,
    int8: -(2n ** 63n),
    amount: -(10n ** 38n),
    bool: true,
    moment: new Date('1969-12-31T23:59:59.999Z'),
    bytes: Uint8Array.of(0, 255, 92, 120),
  },
  {
    id: 2_147_483_647,
    text: '',
    texts: [''],
    json: 'null',
    int8: 2n ** 63n - 1n,
    amount: 10n ** 38n,
    bool: false,
    moment: new Date('2199-12-31T23:59:59.999Z'),
    bytes: new Uint8Array(0),
  },
];
const blank = things.map(({ id }) => ({ id, ...nothing }));

/** What stands in the table when each of these rows is written by itself, and when all are together. */
const writers: Record<string, (rows: readonly Thing[]) => Promise<unknown>> = {
  'a row by itself is inserted as it is among others': (rows) => database.work((tx) => insert(tx, rows)),
  'a row by itself is gathered as it is among others': (rows) =>
    database.work((tx) => insertGathered(tx, rows)),
  'a row by itself is updated as it is among others': (rows) =>
    database.work(async (tx) => {
      await insert(
        tx,
        blank.filter(({ id }) => rows.some((row) => row.id === id)),
      );
      assert.equal(await update(tx, rows), rows.length);
    }),
};
for (const [name, write] of Object.entries(writers)) {
  test(name, async () => {
    await database.execute(clear);
    await write(things);
    const together = await database.query<Thing>(all);
    assert.equal(together.length, things.length);
    await database.execute(clear);
    for (const thing of things) await write([thing]);
    assert.deepEqual(await database.query<Thing>(all), together);
  });
}

test('what no column can hold is refused here, by itself as among others', async () => {
  const [first, second] = [
    { ...nothing, id: 3, int8: 2n ** 63n },
    { ...nothing, id: 4, int8: -(2n ** 63n) - 1n },
  ];
  for (const rows of [[first], [second], [first, second]])
    await assert.rejects(
      database.work((tx) => insertGathered(tx, rows)),
      RangeError,
    );
});
