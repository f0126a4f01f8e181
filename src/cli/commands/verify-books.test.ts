import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from 'pg';
import { atEnd } from '../../../test/support/at-end.ts';
import { testDatabase, testServer } from '../../../test/support/database.ts';
import { readSettings } from '../../platform/settings.ts';
import type { Settings } from '../../platform/settings.ts';
import { restored } from './doctor/restored.ts';
import { verifyBooks } from './verify-books.ts';

const { host = '', port, user } = testServer();
const settingsOf = (database: string): Settings =>
  readSettings({
    DATABASE_URL: `postgresql:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`,
    MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, at) => at * 5)).toString('hex'),
    DATA_DIR: '/nowhere',
  });
const asAdministrator = async (statement: string): Promise<void> => {
  const client = new Client({ ...testServer(), database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

test('a database without books is not sound, it is another one', async () => {
  const name = `no_books_${process.pid}`;
  await asAdministrator(`CREATE DATABASE ${name}`);
  atEnd(() => asAdministrator(`DROP DATABASE ${name}`));
  await assert.rejects(verifyBooks(settingsOf(name)), /The database in DATABASE_URL has no books/);
});

test('books take as long as they take, whatever the role allows a statement', async () => {
  const { connection } = await testDatabase();
  const name = connection.database ?? '';
  await asAdministrator(`ALTER DATABASE ${name} SET lock_timeout = '1ms'`);
  const writer = new Client(connection);
  await writer.connect();
  await writer.query('BEGIN');
  await writer.query('LOCK TABLE ledger_postings');
  const verified = verifyBooks(settingsOf(name));
  const waits = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'ledger_postings'::regclass`;
  while ((await writer.query(waits)).rowCount === 0);
  await writer.query('COMMIT');
  await writer.end();
  assert.equal((await verified).sound, true);
});

test('the doctor sees that a database was put back from a backup', async () => {
  const database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'heads-'));
  atEnd(() => rm(folder, { recursive: true }));
  const file = join(folder, 'heads.jsonl');
  assert.deepEqual(await restored(database, file, true), []);
  await writeFile(file, JSON.stringify({ epoch: 1, block: 7, hash: 'ab'.repeat(32) }));
  await database.query({
    name: 'test.unbooked',
    text: `INSERT INTO chain_unbooked_calls (chain_id, account, nonce, digest, noted_at) VALUES (1, '0x', 1, '0x', now())`,
  });
  // What has left the chain again, or was never on it, belongs in no books.
  assert.deepEqual(
    (await restored(database, file, true)).map(({ mark }) => mark),
    ['bad'],
  );
  await database.query({
    name: 'test.executed',
    text: `INSERT INTO chain_observations (chain_id, block_hash, transaction_hash, kind, ordinal, block_number, mined_at, contract,
             sender_ours, recipient_ours, nonce, digest, ok)
           VALUES (1, '0xb', '0xt', 'executed', 0, 9, now(), '0x', true, false, 1, '0x', true)`,
  });
  // Of a database that is yet to be migrated nobody knows.
  assert.deepEqual(
    (await restored(database, file, false)).map(({ mark }) => mark),
    ['bad', 'note'],
  );
  const found = await restored(database, file, true);
  assert.deepEqual(
    found.map(({ mark }) => mark),
    ['bad', 'bad'],
  );
  assert.match(found[0]!.found, /older than what was published: it lacks block 7 of .*heads\.jsonl/);
  assert.match(found[1]!.found, /^1 transfer left wallets and is not in the books/);
});
