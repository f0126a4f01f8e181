import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { gatheredInsert, gatheredUpdate } from './bulk.ts';
import { sql, type Tx } from './database.ts';

const database = await testDatabase();
await database.execute(sql('test.fruit', 'CREATE TABLE fruit (name text PRIMARY KEY, weight int4)'));
await database.execute(sql('test.trees', 'CREATE TABLE trees (name text PRIMARY KEY)'));

interface Fruit {
  readonly name: string;
  readonly weight: number;
}
const insertFruit = gatheredInsert<Fruit>('test.insertFruit', 'fruit', [
  ['name', 'text', (row) => row.name],
  ['weight', 'int4', (row) => row.weight],
]);
const weigh = gatheredUpdate<Fruit>(
  'test.weigh',
  'fruit',
  [['name', 'text', (row) => row.name]],
  [['weight', 'int4', (row) => row.weight]],
);
const plant = gatheredInsert<string>('test.plant', 'trees', [['name', 'text', (row) => row]]);
const allFruit = sql('test.allFruit', 'SELECT name, weight FROM fruit ORDER BY name');
const allTrees = sql('test.allTrees', 'SELECT name FROM trees ORDER BY name');

test('writes to several tables become true together', async () => {
  await database.work(async (tx) => {
    await Promise.all([
      insertFruit(tx, [
        { name: 'apple', weight: 150 },
        { name: 'pear', weight: 180 },
      ]),
      plant(tx, ['apple tree']),
    ]);
  });
  assert.equal((await database.query(allFruit)).length, 2);
  assert.equal((await database.query(allTrees)).length, 1);
});

test('a later write to the same table finds what the one before wrote, and so does a read', async () => {
  const seen = await database.work(async (tx) => {
    const writes = [
      insertFruit(tx, [{ name: 'quince', weight: 1 }]),
      plant(tx, ['quince tree']),
      weigh(tx, [{ name: 'quince', weight: 300 }]),
    ];
    const rows = await tx.query<Fruit>(allFruit);
    await Promise.all(writes);
    return rows;
  });
  assert.deepEqual(
    seen.map((row) => row.weight),
    [150, 180, 300],
  );
});

test('nobody needs to wait: the unit of work ends with all of it', async () => {
  await database.work((tx) => {
    void plant(tx, ['pear tree']);
    return Promise.resolve();
  });
  assert.ok((await database.query<{ name: string }>(allTrees)).some((row) => row.name === 'pear tree'));
});

const attempts: Record<string, (tx: Tx) => Promise<void>> = {
  'one of them fails': async (tx) => {
    await Promise.all([plant(tx, ['oak']), insertFruit(tx, [{ name: 'apple', weight: 1 }])]);
  },
  'the body throws with writes not sent yet': async (tx) => {
    void plant(tx, ['oak']);
    await Promise.resolve();
    throw new Error('changed its mind');
  },
};
for (const [name, attempt] of Object.entries(attempts)) {
  test(`nothing happens when ${name}`, async () => {
    await assert.rejects(database.work(attempt));
    // What was gathered must not come up behind the unit of work either.
    await new Promise(setImmediate);
    assert.ok(!(await database.query<{ name: string }>(allTrees)).some((row) => row.name === 'oak'));
  });
}

test('a write that comes when the unit of work has failed already fails for its writer alone', async () => {
  const over = Promise.withResolvers<void>();
  let late: Promise<void> | undefined;
  const work = database.work(async (tx) => {
    late = over.promise.then(() => plant(tx, ['elm']));
    await Promise.resolve();
    throw new Error('changed its mind');
  });
  await assert.rejects(work, /changed its mind/);
  over.resolve();
  await assert.rejects(late!, /inside its unit of work/);
});

test('what is handed over may change before it is sent', async () => {
  await database.work(async (tx) => {
    const fruit = { name: 'medlar', weight: 20 };
    const writes = [insertFruit(tx, [fruit]), plant(tx, ['medlar tree'])];
    fruit.weight = 0;
    await Promise.all(writes);
  });
  const medlar = (await database.query<Fruit>(allFruit)).find(({ name }) => name === 'medlar');
  assert.equal(medlar?.weight, 20);
});

test('a list of texts comes back as it was given, and a computed column has what its expression says', async () => {
  await database.execute(
    sql('test.baskets', 'CREATE TABLE baskets (name text PRIMARY KEY, fruit text[], kinds int8 NOT NULL)'),
  );
  const fill = gatheredInsert<{ readonly name: string; readonly fruit: readonly string[] }>(
    'test.fill',
    'baskets',
    [
      ['name', 'text', (row) => row.name],
      ['fruit', 'texts', (row) => row.fruit],
    ],
    { kinds: "(SELECT count(*) FROM trees WHERE name = 'apple tree')" },
  );
  const baskets = [
    { name: 'empty', fruit: [] },
    { name: 'odd', fruit: ['a "b"', String.raw`c\d`, '{e,f}', '', 'NULL', ' g '] },
  ];
  await database.work((tx) => fill(tx, baskets));
  const found = await database.query(
    sql('test.allBaskets', 'SELECT name, fruit, kinds FROM baskets ORDER BY name'),
  );
  assert.deepEqual(
    found,
    baskets.map((basket) => ({ ...basket, kinds: 1n })),
  );
});
