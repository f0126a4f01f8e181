import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { sql } from './database.ts';
import { refusalMs, watchRefusals } from './refusals.ts';

const database = await testDatabase();
const raise = (code: string) =>
  sql(`test.raise.${code}`, `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$`);
const readOnly = sql('test.readOnly', 'SET TRANSACTION READ ONLY');
const write = sql('test.write', 'CREATE TABLE refused ()');
const nothing = sql('test.nothing', 'SELECT 1');

test('what was written last says whether anything can be written, for a while', async () => {
  let now = 5_000_000;
  const refusals = watchRefusals(database, () => now);
  assert.equal(refusals.why(), undefined);

  const full = { code: '53100' };
  await assert.rejects(refusals.database.execute(raise('53100')), full);
  assert.equal(refusals.why(), 'The disk of the database is full.');
  now += refusalMs - 1;
  await refusals.database.work((tx) => tx.query(nothing));
  assert.equal(refusals.why(), 'The disk of the database is full.');
  now += 1;
  assert.equal(refusals.why(), undefined);

  const only = refusals.database.work(async (tx) => {
    await tx.execute(readOnly);
    await tx.execute(write);
  });
  await assert.rejects(only, { code: '25006' });
  assert.equal(refusals.why(), 'The database can only be read.');
  await assert.rejects(
    refusals.database.work((tx) => tx.execute(raise('53100'))),
    full,
  );
  assert.equal(refusals.why(), 'The disk of the database is full.');
});

test('other refusals say nothing of all others, nor does a read that needs too much room', async () => {
  const refusals = watchRefusals(database);
  for (const code of ['23505', '53400', '57014'])
    await assert.rejects(refusals.database.execute(raise(code)), { code });
  await assert.rejects(refusals.database.query(raise('53100')), { code: '53100' });
  await assert.rejects(
    refusals.database.work(() => Promise.reject(new Error('ours'))),
    /ours/,
  );
  assert.equal(refusals.why(), undefined);
});
