import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import { headsFile, sealKeys } from '../../app.ts';
import { readHeads, verifyLedger } from '../../ledger/index.ts';
import type { LedgerReport, PublishedHead } from '../../ledger/index.ts';
import { openDatabase } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { loadMasterKeys } from '../../platform/master-key.ts';
import { migrate } from '../../platform/migrate.ts';
import { withoutLimits } from '../../platform/patience.ts';
import { ping } from '../../platform/ping.ts';
import { ownPostgres, ownPostgresToRead } from '../../platform/services/own-postgres.ts';
import { startPostgres } from '../../platform/services/postgres.ts';
import type { Settings } from '../../platform/settings.ts';
import { StartupProblem, systemCode } from '../../platform/startup-problem.ts';
import { databaseState } from './doctor/database-store.ts';
import { findServer } from '../server.ts';

/**
 * Recomputes the books in the database that the settings name, whether the platform runs or not.
 *
 * @throws StartupProblem where there are no books: what was never begun is not sound, it is somewhere else
 */
export async function verifyBooks(settings: Settings): Promise<LedgerReport> {
  const masterKeys = await loadMasterKeys(settings);
  await using opened = new AsyncDisposableStack();
  const connection =
    settings.databaseUrl === undefined
      ? await connectToBooks(settings, opened)
      : // A standby will do, as it only reads, and long.
        await withBooks(await ownPostgresToRead(settings.databaseUrl));
  // It asks one thing after the other, over the connection that may take as long as it takes.
  const database = openDatabase(connection, { connections: 1 });
  opened.defer(() => database.close());
  await database.query(withoutLimits);
  return await verifyLedger(database, sealKeys(masterKeys), headsIn(headsFile(settings)));
}

/**
 * To the database of the platform that runs, or to one that is started for as long as this takes.
 *
 * @throws StartupProblem where there are no books
 */
export async function connectToBooks(
  settings: Settings,
  opened: AsyncDisposableStack,
): Promise<ClientConfig> {
  if (settings.databaseUrl !== undefined) return await withBooks(await ownPostgres(settings.databaseUrl));
  await expectBooks(settings.dataDir);
  const running = (await findServer(settings.dataDir))?.database_url;
  if (running !== undefined && running !== null) {
    const connection = { connectionString: running };
    const database = openDatabase(connection, { connections: 1 });
    try {
      await ping(database);
      return connection;
    } catch {
      // It was killed, and has left its address behind.
    } finally {
      await database.close();
    }
  }
  const postgres = await startPostgres({ directory: join(settings.dataDir, 'postgres'), log: silentLog });
  opened.defer(() => postgres.stop());
  await migrate(postgres.connection);
  return postgres.connection;
}

async function withBooks(connection: ClientConfig): Promise<ClientConfig> {
  const database = openDatabase(connection, { connections: 1 });
  try {
    const { begun } = await databaseState(database);
    if (begun) return connection;
  } finally {
    await database.close();
  }
  throw new StartupProblem(
    'The database in DATABASE_URL has no books: Cardwright has never been started on it.',
    'Set DATABASE_URL to the right database, or leave it out and set DATA_DIR to its folder.',
  );
}

async function expectBooks(dataDir: string): Promise<void> {
  const found = await stat(join(dataDir, 'postgres')).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  });
  if (found === undefined)
    throw new StartupProblem(
      `There are no books in ${dataDir}: Cardwright has never run on that folder.`,
      'Set DATA_DIR to the right folder, or DATABASE_URL to its database.',
    );
}

/** None where there is no file. */
async function* headsIn(file: string): AsyncGenerator<PublishedHead> {
  try {
    yield* readHeads(file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
