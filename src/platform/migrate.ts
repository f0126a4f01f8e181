import { readdir } from 'node:fs/promises';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, type ClientConfig } from 'pg';
import { withoutLimits } from './patience.ts';
import { StartupProblem } from './startup-problem.ts';

const directory = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Brings the schema up to date: each file of `migrations/` once, in the order of its number, all in one unit of
 * work under an advisory lock, so that any number of processes may start at the same time.
 */
export async function migrate(connection: ClientConfig): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    if (await isUpToDate(client)) return;
    await client.query(withoutLimits.text);
    // A megabyte of sources that a process would carry along for all its life; most starts have no use for it.
    const { runner } = await import('node-pg-migrate');
    await runner({
      dbClient: client,
      dir: directory,
      direction: 'up',
      migrationsTable: 'migrations',
      advisoryLockMode: 'wait',
      log: () => {},
    }).catch((error: unknown) => {
      throw permissionProblem(error) ?? versionProblem(error) ?? error;
    });
  } finally {
    await client.end();
  }
}

/** The runner tells of what PostgreSQL has refused in its own words, with PostgreSQL's behind them. */
function permissionProblem(error: unknown): StartupProblem | undefined {
  const refused = error instanceof Error ? /permission denied for .*/.exec(error.message)?.[0] : undefined;
  if (refused === undefined) return undefined;
  return new StartupProblem(
    `The role of DATABASE_URL may not make the tables: ${refused}.`,
    'Make it the owner of its database: ALTER DATABASE name OWNER TO role.',
    { cause: error },
  );
}

/** What has been run is not what would have been run: the program was put back, and the database was not. */
function versionProblem(error: unknown): StartupProblem | undefined {
  if (!(error instanceof Error) || !error.message.startsWith('Not run migration ')) return undefined;
  return new StartupProblem(
    `The tables of this database were made by another version of Cardwright (${error.message}).`,
    'Start that version or a later one, or restore the backup of before the upgrade.',
    { cause: error },
  );
}

/** Whether exactly the files of `migrations/` have been run, in their order. Whatever else is the case, the runner judges. */
async function isUpToDate(client: Client): Promise<boolean> {
  const found = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('migrations') IS NOT NULL AS exists`,
  );
  if (found.rows[0]?.exists !== true) return false;
  const run = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY run_on, id');
  const files = (await readdir(directory))
    .filter((file) => !file.startsWith('.'))
    .map((file) => parse(file).name);
  return files.sort().join('\n') === run.rows.map(({ name }) => name).join('\n');
}
