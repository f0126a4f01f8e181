import { join } from 'node:path';
import { Command } from 'commander';
import type { ClientConfig } from 'pg';
import { headsFile, sealKeys } from '../app.ts';
import { discrepancies, readHeads, verifyLedger } from '../ledger/index.ts';
import type { LedgerReport, PublishedHead } from '../ledger/index.ts';
import { openDatabase } from '../platform/database.ts';
import { silentLog } from '../platform/log.ts';
import { loadMasterKeys } from '../platform/master-key.ts';
import { migrate } from '../platform/migrate.ts';
import { ping } from '../platform/ping.ts';
import { ownPostgres } from '../platform/services/own-postgres.ts';
import { startPostgres } from '../platform/services/postgres.ts';
import { readSettings } from '../platform/settings.ts';
import type { Settings } from '../platform/settings.ts';
import { systemCode } from '../platform/startup-problem.ts';
import { fields, print, styled } from './output.ts';
import { exitCodes } from './run.ts';
import { findSandbox } from './server.ts';

/** `cardwright ledger verify` */
export function ledgerCommand(): Command {
  const ledger = new Command('ledger').description('look after the books');
  ledger
    .command('verify')
    .description('recompute every balance, hold and sealed block from the entries, and report what differs')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Reads the database itself: that of DATABASE_URL, or the one in DATA_DIR, whether the platform runs or not. The master key
must be there, too. Ends with 1 when anything differs.

Examples:
  npx cardwright ledger verify
  DATABASE_URL=postgresql://cards@db/cards npx cardwright ledger verify --json`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const report = await verify(readSettings());
      // Counts are far below what a double holds; JSON has no other number.
      const value = JSON.parse(
        JSON.stringify(report, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)),
      ) as unknown;
      print(json, value, () => linesOf(report));
      process.exitCode = report.sound ? exitCodes.done : exitCodes.failed;
    });
  return ledger;
}

async function verify(settings: Settings): Promise<LedgerReport> {
  const masterKeys = await loadMasterKeys(settings);
  await using opened = new AsyncDisposableStack();
  const connection = await connect(settings, opened);
  const database = openDatabase(connection);
  opened.defer(() => database.close());
  return await verifyLedger(database, sealKeys(masterKeys), await headsIn(headsFile(settings)));
}

/** To the database of the platform that runs, or to one that is started for as long as this takes. */
async function connect(settings: Settings, opened: AsyncDisposableStack): Promise<ClientConfig> {
  if (settings.databaseUrl !== undefined) return await ownPostgres(settings.databaseUrl);
  const running = (await findSandbox())?.database_url;
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

async function headsIn(file: string): Promise<PublishedHead[]> {
  try {
    return await readHeads(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function linesOf({ sound, counts, found, listed }: LedgerReport): string[] {
  const title = sound
    ? styled(['bold', 'green'], 'The books are sound.')
    : styled(['bold', 'red'], 'The books are not sound.');
  const kinds = (Object.keys(discrepancies) as (keyof typeof discrepancies)[]).filter(
    (kind) => found[kind] > 0,
  );
  return [
    title,
    '',
    ...fields({
      Entries: `${counts.entries}, ${counts.unsealed} of them not yet sealed`,
      Postings: String(counts.postings),
      Accounts: String(counts.accounts),
      Holds: String(counts.holds),
      Blocks: String(counts.blocks),
    }),
    ...kinds.flatMap((kind) => {
      const each = listed.filter((one) => one.kind === kind);
      const heading = `${styled('red', kind)} ${found[kind]}: ${discrepancies[kind]}`;
      return ['', heading].concat(each.map(({ subject, detail }) => `  ${subject}: ${detail}`));
    }),
  ];
}
