import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { atEnd } from '../../../test/support/at-end.ts';
import { testDatabase, testServer } from '../../../test/support/database.ts';
import { readSettings } from '../../platform/settings.ts';
import type { Settings } from '../../platform/settings.ts';
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
  await assert.rejects(verifyBooks(settingsOf(name)), /There are no books in the database of DATABASE_URL/);
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
