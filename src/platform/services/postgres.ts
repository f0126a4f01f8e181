import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import type { Log } from '../log.ts';
import { StartupProblem, systemCode } from '../startup-problem.ts';
import { lockFolder } from './folder-lock.ts';
import { findBinaries } from './postgres-binaries.ts';
import type { Binaries } from './postgres-binaries.ts';
import { stopOrphan } from './postgres-orphan.ts';
import { chooseOwner, giveTo } from './postgres-owner.ts';
import type { Owner } from './postgres-owner.ts';
import { DATABASE, postgresConfiguration, SOCKET_PORT } from './postgres-settings.ts';
import { startWatchdog } from './postgres-watchdog.ts';

/** The role that made the cluster. Cardwright itself works as the owner of its database, which may do less. */
const SUPERUSER = 'postgres';

/** SIGTERM promises an end within 10 s; what a stop does not finish in this time, the next start replays. */
const STOP_PATIENCE_MS = 7_000;

export interface PostgresOptions {
  /** The folder for the data, the socket and the lock: made when missing, and given to the user PostgreSQL runs as. */
  readonly directory: string;
  readonly log: Log;
  /** For tests: the folder is removed when the server ends, even if we are killed before. */
  readonly throwaway?: boolean;
  /** False lets commits not wait for the disk, which only a throwaway may do. Default true. */
  readonly durable?: boolean;
  /** Told when the server ends though nobody asked it to. */
  readonly onExit?: (sentence: string) => void;
}

export interface EmbeddedPostgres {
  /** For `pg`, psql and pgbench alike. */
  readonly url: string;
  readonly connection: ClientConfig;
  readonly pid: number;
  /** Ends all connections and stops the server. Nothing that was committed is lost, however this goes. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that came by npm on a folder of its own, makes the folder and the database at the first start,
 * and recovers what a crash has left. It opens no TCP port: its Unix socket stands in `directory`, which only the user it
 * runs as (and root) may enter, and that is the whole access control (`trust`).
 *
 * @throws StartupProblem when it cannot start for a reason that the operator can mend
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new StartupProblem(
      'The PostgreSQL that comes with Cardwright does not run on Windows.',
      'Run Cardwright in WSL, or set DATABASE_URL to a PostgreSQL server of version 16 or later.',
    );
  }
  const directory = resolve(options.directory);
  try {
    return await start({ ...options, directory });
  } catch (error) {
    throw explained(error, directory);
  }
}

async function start(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { directory, log, throwaway = false, durable = true } = options;
  const data = join(directory, 'data');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const owner = await chooseOwner(data);
  const socket = await shortPath(directory);
  const lock = await lockFolder(socket.path);
  if ('heldBy' in lock) {
    await socket.remove();
    throw new StartupProblem(
      `The data folder ${dirname(directory)} is in use by another Cardwright (process ${lock.heldBy}).`,
      'Stop that one, or give this one a folder of its own: DATA_DIR=/another/folder.',
    );
  }
  const release = async () => {
    await lock.release();
    await socket.remove();
    if (throwaway) await rm(directory, { recursive: true, force: true });
  };

  try {
    const binaries = await findBinaries(owner, directory);
    await giveTo(owner, directory);
    await makeCluster({ directory, data, binaries, owner, log });
    await checkVersion(data, binaries);
    await stopOrphan(data, log);
    await writeFile(join(data, 'postgresql.conf'), postgresConfiguration(durable));
    const server = await startServer({ ...options, data, binaries, owner, socketFolder: socket.path });
    const stop = async () => {
      await server.stop();
      await release();
    };
    try {
      await makeDatabase(socket.path);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return { url: urlOf(socket.path), connection: connectionTo(socket.path), pid: server.pid, stop };
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * A path to the folder that leaves room for a socket's name: the system allows about a hundred bytes. The socket itself
 * always stands in the folder, so two starts on one folder meet, whatever path each of them takes.
 */
async function shortPath(directory: string): Promise<{ path: string; remove: () => Promise<void> }> {
  if (Buffer.byteLength(directory) <= 80) return { path: directory, remove: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-'));
  const path = join(folder, 'd');
  await symlink(directory, path);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

function urlOf(socketFolder: string): string {
  return `postgresql:///${DATABASE}?host=${encodeURIComponent(socketFolder)}&user=${DATABASE}`;
}

function connectionTo(socketFolder: string): ClientConfig {
  return { host: socketFolder, port: SOCKET_PORT, user: DATABASE, database: DATABASE };
}

interface Place {
  readonly data: string;
  readonly binaries: Binaries;
  readonly owner: Owner | undefined;
  readonly log: Log;
}

/** Makes the data folder in one step: aside first, then renamed, so that a kill in between leaves nothing half made. */
async function makeCluster({
  directory,
  data,
  binaries,
  owner,
  log,
}: Place & { directory: string }): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name === basename(data)) return;
  }
  for (const name of await readdir(directory)) {
    if (name.startsWith('new-')) await rm(join(directory, name), { recursive: true, force: true });
  }
  log.info({ directory }, 'making a PostgreSQL data folder');
  const fresh = await mkdtemp(join(directory, 'new-'));
  await giveTo(owner, fresh);
  const child = spawn(
    binaries.initdb,
    [
      ...['-D', dataArgument(fresh), '--username', SUPERUSER, '--auth', 'trust', '--encoding', 'UTF8'],
      // Sorts by code point like C, and knows upper and lower case of all letters, the same on every system.
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
      '--no-instructions',
    ],
    { ...owner, cwd: fresh, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const complaints = collectLines(child);
  const code = await ended(child);
  if (code !== 0) {
    await rm(fresh, { recursive: true, force: true });
    throw new StartupProblem(
      `PostgreSQL could not make its data folder in ${directory}: ${sentenceOf(complaints)}`,
      'Set DATA_DIR to a folder on a local disk with free space, or DATABASE_URL to a PostgreSQL server.',
    );
  }
  await rename(fresh, data);
}

async function checkVersion(data: string, binaries: Binaries): Promise<void> {
  const made = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (made === String(binaries.major)) return;
  throw new StartupProblem(
    `The data in ${data} was made by PostgreSQL ${made}; this Cardwright brings PostgreSQL ${binaries.major}, which cannot read it.`,
    `Start the Cardwright that made it and move the data with pg_dump, or set DATA_DIR to a new folder.`,
  );
}

/**
 * Where the data is, as PostgreSQL is told. On Linux it is "where you were started": a folder that we have entered stays
 * open to a child that could not get there itself, when we are root and the folder lies below one closed to all others.
 */
function dataArgument(folder: string): string {
  return process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** Nothing of ours: PG* variables would change what the server does, and secrets have no business in its memory. */
function environment(): NodeJS.ProcessEnv {
  return { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
}

interface Server {
  readonly pid: number;
  stop(): Promise<void>;
}

async function startServer(options: PostgresOptions & Place & { socketFolder: string }): Promise<Server> {
  // A process of the killed server may hold its memory for a moment longer; PostgreSQL refuses until it is gone.
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryServer(options);
    if ('stop' in outcome) return outcome;
    const { complaints } = outcome;
    const transient = complaints.some((line) => /pre-existing shared memory|postmaster.pid/.test(line));
    if (!transient || attempt === 50) {
      throw new StartupProblem(
        `PostgreSQL did not start on ${options.data}: ${sentenceOf(complaints)}`,
        'LOG_LEVEL=debug shows all that it says.',
      );
    }
    await pause(100);
  }
}

async function tryServer({
  data,
  binaries,
  owner,
  log,
  directory,
  throwaway = false,
  socketFolder,
  onExit,
}: PostgresOptions & Place & { socketFolder: string }): Promise<Server | { complaints: string[] }> {
  const child = spawn(binaries.postgres, ['-D', dataArgument(data)], {
    ...owner,
    cwd: data,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // In its own process group: Ctrl-C in the terminal is for us, and we stop the server last.
    detached: true,
  });
  const complaints = collectLines(child, (line) => log.debug({ postgres: line }, 'PostgreSQL says'));
  const exit = ended(child);
  const pid = child.pid;
  if (pid === undefined) {
    await exit;
    return { complaints };
  }
  const watchdog = startWatchdog({ pid, owner, remove: throwaway ? directory : undefined });
  let stopping = false;
  void exit.then(() => {
    watchdog.dismiss();
    if (!stopping) onExit?.(`PostgreSQL has ended by itself: ${sentenceOf(complaints)}`);
  });

  let ready = false;
  let gone = false;
  void exit.then(() => (gone = true));
  const begun = performance.now();
  let told = false;
  while (!gone && !ready) {
    ready = await accepts(socketFolder);
    if (ready) break;
    if (!told && performance.now() - begun > 2_000) {
      told = true;
      log.info('PostgreSQL is replaying its log after a crash; this can take a while');
    }
    await pause(10);
  }
  if (!ready) return { complaints };

  return {
    pid,
    stop: async () => {
      stopping = true;
      child.kill('SIGINT');
      const hard = setTimeout(() => child.kill('SIGQUIT'), STOP_PATIENCE_MS);
      await exit;
      clearTimeout(hard);
    },
  };
}

async function accepts(socketFolder: string): Promise<boolean> {
  const client = new Client(superuser(socketFolder));
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function superuser(socketFolder: string): ClientConfig {
  return { host: socketFolder, port: SOCKET_PORT, user: SUPERUSER, database: 'postgres' };
}

/** Makes role and database unless they are there: the first start may have been killed before it came to this. */
async function makeDatabase(socketFolder: string): Promise<void> {
  const client = new Client(superuser(socketFolder));
  await client.connect();
  try {
    const roles = await client.query('select 1 from pg_roles where rolname = $1', [DATABASE]);
    if (roles.rowCount === 0) {
      await client.query(`create role ${DATABASE} login createdb in role pg_monitor`);
    }
    const databases = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (databases.rowCount === 0) await client.query(`create database ${DATABASE} owner ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** The last lines that a child wrote to its error output. */
function collectLines(child: ChildProcess, onLine?: (line: string) => void): string[] {
  const lines: string[] = [];
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      onLine?.(line);
      lines.push(line);
      if (lines.length > 20) lines.shift();
    });
  }
  return lines;
}

/** The exit code, or null when a signal ended it or it could not be started. All output has been read by then. */
function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code));
  });
}

function sentenceOf(complaints: readonly string[]): string {
  const worst = complaints.findLast((line) => /^(FATAL|PANIC):|error:/.test(line)) ?? complaints.at(-1);
  return worst?.replace(/^\w+: +/, '') ?? 'it gave no reason';
}

/** Turns the errors of a disk into sentences; everything else passes as it is. */
function explained(error: unknown, directory: string): unknown {
  const code = systemCode(error);
  const sentences: Record<string, string> = {
    EACCES: `The data folder ${directory} belongs to somebody else: it cannot be written.`,
    EPERM: `The data folder ${directory} belongs to somebody else: it cannot be changed.`,
    EROFS: `The disk that holds the data folder ${directory} can only be read.`,
    ENOSPC: `The disk that holds the data folder ${directory} is full.`,
    ENOTDIR: `The data folder ${directory} cannot be made: a part of this path is a file.`,
    EEXIST: `The data folder ${directory} cannot be made: there is a file in its place.`,
    ENOTSUP: `The disk that holds the data folder ${directory} cannot hold a socket.`,
  };
  const sentence = code === undefined ? undefined : sentences[code];
  if (sentence === undefined) return error;
  return new StartupProblem(sentence, 'Set DATA_DIR to a folder on a local disk that this user may write.', {
    cause: error,
  });
}
