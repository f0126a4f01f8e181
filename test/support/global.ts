import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { silentLog } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { startPostgres } from '../../src/platform/services/postgres.ts';
import type { EmbeddedPostgres } from '../../src/platform/services/postgres.ts';

/** Each test file copies this database (`testDatabase()`), which takes a tenth of the time that migrating takes. */
const TEMPLATE = 'cardwright_template';

let server: EmbeddedPostgres | undefined;

/**
 * Runs once before all test files: a throwaway PostgreSQL, or the server named by `TEST_DATABASE_URL`, with a migrated
 * template. `TEST_DATABASE_DURABLE=1` makes commits of the throwaway wait for the disk, as in production.
 */
export async function globalSetup(): Promise<void> {
  const connection = await connect();
  const administrator = new Client({ ...connection, database: 'postgres' });
  await administrator.connect();
  await administrator.query(`drop database if exists ${TEMPLATE}`);
  await administrator.query(`create database ${TEMPLATE}`);
  await administrator.end();
  await migrate({ ...connection, database: TEMPLATE });
  // Read by test/support/database.ts in the processes of the test files, which inherit it.
  process.env['CARDWRIGHT_TEST_DATABASE'] = JSON.stringify(connection);
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
}

async function connect(): Promise<ClientConfig> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url !== undefined) {
    const { host, port, user, password } = new Client(url);
    return { host, port, ...(user && { user }), ...(password && { password }) };
  }
  server = await startPostgres({
    directory: await mkdtemp(join(tmpdir(), 'cardwright-test-')),
    log: silentLog,
    throwaway: true,
    durable: process.env['TEST_DATABASE_DURABLE'] === '1',
  });
  return server.connection;
}
