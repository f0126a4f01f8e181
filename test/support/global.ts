import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { silentLog } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { startPostgres } from '../../src/platform/services/postgres.ts';
import type { EmbeddedPostgres } from '../../src/platform/services/postgres.ts';
import { endOverdueFiles } from './overdue-files.ts';
import { keepPrepared, throwawayFolder } from './prepared.ts';
import { seedOfSources } from './seed.ts';

/** Each test file copies this database (`testDatabase()`), which takes a tenth of the time that migrating takes. */
const TEMPLATE = 'cardwright_template';

/** What need not outlive its machine writes less of a log, and uses the same files of it again sooner. */
const LOCAL = `
full_page_writes = off
min_wal_size = 64MB
max_wal_size = 512MB
`;

let server: EmbeddedPostgres | undefined;

/**
 * Runs once before all test files: a throwaway PostgreSQL, or the server named by `TEST_DATABASE_URL`, with a migrated
 * template. `TEST_DATABASE_DURABLE=1` makes commits of the throwaway wait for the disk, as in production.
 */
export async function globalSetup(): Promise<void> {
  endOverdueFiles();
  const connection = await connect();
  const administrator = new Client({ ...connection, database: 'postgres' });
  await administrator.connect();
  await administrator.query(`drop database if exists ${TEMPLATE}`);
  // That of a server of our own is migrated.
  const from = server === undefined ? '' : ` template ${server.connection.database}`;
  await administrator.query(`create database ${TEMPLATE}${from}`);
  await administrator.end();
  await migrate({ ...connection, database: TEMPLATE });
  process.env['TEST_SEED'] ??= await seedOfSources();
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
  const directory = await throwawayFolder('cardwright-test-');
  const durable = process.env['TEST_DATABASE_DURABLE'] === '1';
  const options = { directory, log: silentLog, durable };
  const first = await startPostgres(options);
  await migrate(first.connection);
  await first.stop();
  await keepPrepared(directory);
  if (!durable) await writeFile(join(directory, 'data', 'local.conf'), LOCAL);
  server = await startPostgres({ ...options, throwaway: true });
  return server.connection;
}
