import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { diskProblem } from '../disk-problem.ts';
import type { Log } from '../log.ts';
import { StartupProblem, systemCode } from '../startup-problem.ts';
import { lockFolder } from './folder-lock.ts';
import { findBinaries } from './postgres-binaries.ts';
import { makeCluster } from './postgres-cluster.ts';
import { stopOrphan } from './postgres-orphan.ts';
import { chooseOwner, giveTo } from './postgres-owner.ts';
import { connectionTo, startServer, superuser } from './postgres-server.ts';
import { DATABASE } from './postgres-settings.ts';

export interface PostgresOptions {
  /** For the data, the socket and the lock: made when missing, and given to the user PostgreSQL runs as. */
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
  /** The same for `pg`, in parts. */
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
    await makeFolder(directory);
    const socketFolder = await shortPath(directory);
    try {
      return await startLocked({ ...options, directory }, socketFolder);
    } catch (error) {
      await socketFolder.remove();
      throw error;
    }
  } catch (error) {
    throw (
      diskProblem(
        `The data folder ${directory} cannot be used`,
        error,
        'Set DATA_DIR to a folder on a local disk that this user may write.',
      ) ?? error
    );
  }
}

async function startLocked(options: PostgresOptions, socketFolder: ShortPath): Promise<EmbeddedPostgres> {
  const { directory, throwaway = false } = options;
  const lock = await lockFolder(socketFolder.path);
  if ('heldBy' in lock) {
    throw new StartupProblem(
      `The data folder ${dirname(directory)} is in use by another Cardwright (process ${lock.heldBy}).`,
      'Stop that one, or give this one a folder of its own: DATA_DIR=/another/folder.',
    );
  }
  try {
    const server = await startOn(options, socketFolder.path);
    const stop = async (): Promise<void> => {
      await server.stop();
      await lock.release();
      await socketFolder.remove();
      if (throwaway) await rm(directory, { recursive: true, force: true });
    };
    let stopped: Promise<void> | undefined;
    return {
      url: `postgresql:///${DATABASE}?host=${encodeURIComponent(socketFolder.path)}&user=${DATABASE}&sslmode=disable`,
      connection: connectionTo(socketFolder.path, DATABASE, DATABASE),
      pid: server.pid,
      stop: () => (stopped ??= stop()),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startOn(
  options: PostgresOptions,
  socketFolder: string,
): Promise<{ pid: number; stop: () => Promise<void> }> {
  const { directory, log, throwaway = false, durable = true, onExit = () => undefined } = options;
  const data = join(directory, 'data');
  const owner = await chooseOwner(data);
  const binaries = await findBinaries(owner, directory, log);
  await giveTo(owner, directory);
  // Put back by itself, the folder around it is theirs and it is not.
  if (existsSync(data)) await giveTo(owner, data);
  const cluster = { directory, data, binaries, owner, log };
  await makeCluster(cluster);
  await stopOrphan(directory, data, log);
  const server = await startServer({ ...cluster, socketFolder, throwaway, durable, onExit });
  try {
    await makeDatabase(socketFolder);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Node says of a disk that can only be read that the folder is missing. */
async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    throw new StartupProblem(
      `The data folder ${directory} cannot be made: the folder above it cannot be written.`,
      'Set DATA_DIR to a folder on a local disk that this user may write.',
      { cause: error },
    );
  }
}

interface ShortPath {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * A path to the folder that leaves room for a socket's name: the system allows about a hundred bytes. The socket itself
 * always stands in the folder, so two starts on one folder meet, whatever path each of them takes.
 */
async function shortPath(directory: string): Promise<ShortPath> {
  if (Buffer.byteLength(directory) <= 80) return { path: directory, remove: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-'));
  const path = join(folder, 'd');
  await symlink(directory, path);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
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
