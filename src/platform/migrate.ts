import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, type ClientConfig } from 'pg';
import { sql, type Queries, type Statement } from './database.ts';
import { systemCode, StartupProblem } from './startup-problem.ts';
import { withoutLimits } from './patience.ts';

const usualDirectory = fileURLToPath(new URL('../../migrations', import.meta.url));

/** That of node-pg-migrate: whoever migrates takes it for as long. */
const lockNumber = 7241865325823964n;
const askAgainMs = 200;
const tryAgainMs = 3_000;

export interface MigrateOptions {
  /** Told what is waited for. */
  readonly onWait?: (what: string) => void;
  /** Default `migrations/` of the program. */
  readonly directory?: string;
  /** How long it is waited before a migration is tried again that a lock was in the way of, in ms. */
  readonly tryAgainAfterMs?: number;
}

/**
 * Brings the schema up to date: each file of `migrations/` once, in the order of its number, each in a unit of work of its own, so
 * that one that fails leaves what was before it; one process at a time, so that any number may start together.
 *
 * The program may be at work meanwhile. A lock on a table is waited for two seconds at a time, since everybody else who wants the table
 * waits behind it, and tried again later. A file that says `-- Outside a unit of work` in its first line is run statement by statement,
 * each of which must bear to be run twice: indexes of large tables are made so, with CONCURRENTLY, while the table is written.
 *
 * @throws StartupProblem for what the operator can mend
 */
export async function migrate(connection: ClientConfig, options: MigrateOptions = {}): Promise<void> {
  const { directory = usualDirectory, onWait = () => undefined, tryAgainAfterMs = tryAgainMs } = options;
  const client = new Client(connection);
  await client.connect();
  try {
    const wanted = await namesIn(directory);
    if (stillToRun(wanted, await namesRun(asking(client))).length === 0) return;
    await client.query(withoutLimits.text);
    await takeTurn(client, onWait);
    for (;;) {
      try {
        await run(client, directory);
        return;
      } catch (error) {
        if (!isInTheWay(error)) throw permissionProblem(error) ?? versionProblem(error) ?? error;
        await client.query('ROLLBACK');
        onWait('a migration waits for a table that others use; it is tried again and again');
        await pause(tryAgainAfterMs);
      }
    }
  } finally {
    await client.end();
  }
}

/** How the tables stand to this version of the program. */
export interface Migrations {
  /** What this version has yet to run, in order. */
  readonly pending: readonly string[];
  /** Who this connection is, and whether that role may run it. */
  readonly role: string;
  readonly mayRun: boolean;
}

/**
 * What {@link migrate} would do; changes nothing.
 *
 * @throws StartupProblem when another version has made the tables
 */
export async function migrationsOf(
  queries: Pick<Queries, 'query'>,
  directory: string = usualDirectory,
): Promise<Migrations> {
  const pending = stillToRun(await namesIn(directory), await namesRun(queries));
  const [row] = await queries.query<{ role: string; may: boolean }>(whoRuns);
  return { pending, role: row?.role ?? '', mayRun: row?.may ?? false };
}

const whoRuns = sql(
  'migrate.whoRuns',
  `SELECT current_user AS role, has_schema_privilege(current_schema(), 'CREATE') AND coalesce(
     (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('migrations')), true) AS may`,
);

/** Not by waiting for the lock: who waits in a statement is waited for by `CREATE INDEX CONCURRENTLY`. */
async function takeTurn(client: Client, onWait: (what: string) => void): Promise<void> {
  for (let told = false; ; told = true) {
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_lock(${lockNumber}) AS taken`,
    );
    if (rows[0]?.taken === true) return;
    if (!told) onWait('another process migrates the database');
    await pause(askAgainMs);
  }
}

async function run(client: Client, directory: string): Promise<void> {
  const fresh = (await namesRun(asking(client))).length === 0;
  await client.query(brief);
  // A megabyte of sources that a process would carry along for all its life; most starts have no use for it.
  const { runner } = await import('node-pg-migrate');
  await runner({
    dbClient: client,
    dir: directory,
    direction: 'up',
    migrationsTable: 'migrations',
    noLock: true,
    migrationLoaderStrategies: [{ extensions: ['.sql'], loader: loaderOf(fresh) }],
    log: () => {},
  });
}

const brief = "SET lock_timeout = '2s'";
const patient = 'SET lock_timeout = 0';
const outside = /^-- Outside a unit of work/;

/** Of a database that nobody uses yet everything is made at once. */
const loaderOf = (fresh: boolean) => (paths: readonly string[]) =>
  Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, 'utf8');
      const up = (pgm: { noTransaction(): void; sql(text: string): unknown }): void => {
        if (!outside.test(text) || fresh) return void pgm.sql(text.replaceAll(' CONCURRENTLY', ''));
        pgm.noTransaction();
        // These wait for all who are at work, and keep nobody from it.
        for (const statement of [patient, ...statementsOf(text), brief]) pgm.sql(statement);
      };
      return { id: path, filePaths: [path], actions: { up, down: false as const } };
    }),
  );

const statementsOf = (text: string): string[] =>
  text
    .replaceAll(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

/** `lock_not_available`, `deadlock_detected`: nothing of it was done, and the same may be possible in a moment. */
const isInTheWay = (error: unknown): boolean => ['55P03', '40P01'].includes(systemCode(error) ?? '');

/** The runner tells of what PostgreSQL has refused in its own words, with PostgreSQL's behind them. */
function permissionProblem(error: unknown): StartupProblem | undefined {
  const refused =
    error instanceof Error
      ? /(?:permission denied for|must be owner of) .*/.exec(error.message)?.[0]
      : undefined;
  if (refused === undefined) return undefined;
  return new StartupProblem(
    `The role of DATABASE_URL may not make the tables: ${refused}.`,
    'Make it the owner of its database: ALTER DATABASE name OWNER TO role. Or migrate as their owner: npx cardwright migrate.',
    { cause: error },
  );
}

/** What has been run is not what would have been run: the program was put back, and the database was not. */
function versionProblem(error: unknown): StartupProblem | undefined {
  if (!(error instanceof Error) || !error.message.startsWith('Not run migration ')) return undefined;
  return otherVersion('another', error.message, error);
}

const otherVersion = (which: string, why: string, cause?: Error): StartupProblem =>
  new StartupProblem(
    `The tables of this database were made by ${which} version of Cardwright (${why}).`,
    'Start that version or a later one, or restore the backup of before the upgrade.',
    { cause },
  );

async function namesIn(directory: string): Promise<string[]> {
  const files = await readdir(directory);
  return files
    .filter((file) => !file.startsWith('.'))
    .map((file) => parse(file).name)
    .toSorted();
}

const anyRun = sql('migrate.anyRun', `SELECT to_regclass('migrations') IS NOT NULL AS exists`);
const listRun = sql('migrate.listRun', 'SELECT name FROM migrations ORDER BY run_on, id');

async function namesRun(queries: Pick<Queries, 'query'>): Promise<string[]> {
  const [found] = await queries.query<{ exists: boolean }>(anyRun);
  if (found?.exists !== true) return [];
  return (await queries.query<{ name: string }>(listRun)).map(({ name }) => name);
}

const asking = (client: Client): Pick<Queries, 'query'> => ({
  query: async <Row>({ text }: Statement) => (await client.query(text)).rows as Row[],
});

/**
 * What is still to be run.
 *
 * @throws StartupProblem when another version has run what is not there, which the runner takes for nothing to do
 */
function stillToRun(wanted: readonly string[], run: readonly string[]): string[] {
  const at = run.findIndex((name, index) => name !== wanted[index]);
  if (at >= wanted.length) throw otherVersion('a later', `${run.at(-1)} has been run`);
  if (at >= 0) throw otherVersion('another', `${run[at]} has been run where ${wanted[at]} would be`);
  return wanted.slice(run.length);
}
