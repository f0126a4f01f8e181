import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRoom } from '../disk-problem.ts';
import type { Log } from '../log.ts';
import { StartupProblem, systemCode } from '../startup-problem.ts';
import { watchChild } from './child.ts';
import type { Binaries } from './postgres-binaries.ts';
import { giveTo } from './postgres-owner.ts';
import type { Owner } from './postgres-owner.ts';

/** The role that makes the cluster and the database in it. Cardwright itself works as one that may do less. */
export const SUPERUSER = 'postgres';

/** Which PostgreSQL runs as whom, and where. */
export interface Cluster {
  /** Holds the socket, the lock and `data`. */
  readonly directory: string;
  /** PostgreSQL's own data folder. */
  readonly data: string;
  readonly binaries: Binaries;
  readonly owner: Owner | undefined;
  readonly log: Log;
}

/**
 * Makes the data folder unless it is there, or checks that this PostgreSQL can read it.
 *
 * @throws StartupProblem when it is of another major version, or cannot be made
 */
export async function makeCluster(cluster: Cluster): Promise<void> {
  const names = await readdir(cluster.directory);
  if (names.includes('data')) return await checkVersion(cluster);
  // What a start that was killed here has left.
  const halfMade = names.filter((name) => name.startsWith('new-'));
  for (const name of halfMade) await rm(join(cluster.directory, name), { recursive: true, force: true });

  cluster.log.info({ directory: cluster.directory }, 'making a PostgreSQL data folder');
  // Aside first, then renamed, so that a kill in between leaves nothing half made under the final name.
  const fresh = await mkdtemp(join(cluster.directory, 'new-'));
  await giveTo(cluster.owner, fresh);
  await initialize(cluster, fresh);
  await rename(fresh, cluster.data);
}

async function initialize({ binaries, owner, directory }: Cluster, fresh: string): Promise<void> {
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${dataArgument(fresh)}`,
      `--username=${SUPERUSER}`,
      // Whoever reaches the socket is let in; only the owner of the folder around it reaches it.
      '--auth=trust',
      '--encoding=UTF8',
      // Sorts by code point like C, and knows upper and lower case of all letters, the same on every system.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      // A new log file is written full of zeros while every commit waits: 50 ms for one of 16 MB, where memory is slow to come by.
      '--wal-segsize=4',
      '--no-instructions',
    ],
    { ...owner, cwd: fresh, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const watched = watchChild(child);
  if ((await watched.ended) === 0) return;
  await rm(fresh, { recursive: true, force: true });
  const reason = watched.reason();
  if (reason.includes('could not look up effective user ID')) {
    throw new StartupProblem(
      `PostgreSQL cannot run as user ${process.geteuid?.()}, who has no name on this system.`,
      'Add a line for this user to /etc/passwd, start as root, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  throw new StartupProblem(
    `PostgreSQL could not make its data folder in ${directory}: ${reason}.`,
    adviceOn(reason) ??
      'Set DATA_DIR to a folder on a local disk with free space, or DATABASE_URL to a PostgreSQL server.',
  );
}

/** What to do about a reason that PostgreSQL's programs give; undefined for all others. */
export function adviceOn(reason: string): string | undefined {
  if (reason.includes('No space left on device')) return makeRoom;
  if (/file descriptors|Too many open files/.test(reason))
    return 'Let this user open more files: ulimit -n 1024.';
  return undefined;
}

async function checkVersion({ data, binaries }: Cluster): Promise<void> {
  const made = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(absent))?.trim();
  if (made === undefined) {
    throw new StartupProblem(
      `There is a folder ${data}, and it holds no PostgreSQL data.`,
      'Move it away, or set DATA_DIR to a new folder.',
    );
  }
  if (made === String(binaries.major)) return;
  throw new StartupProblem(
    `The data in ${data} is of PostgreSQL ${made}, and this Cardwright brings PostgreSQL ${binaries.major}, which cannot read it.`,
    'Move the data over with pg_dump and the Cardwright that made it, or set DATA_DIR to a new folder.',
  );
}

function absent(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') throw error;
}

/**
 * Where the data is, as PostgreSQL is told. On Linux it is "where you were started": a folder that we have entered stays
 * open to a child that could not get there itself, when we are root and the folder lies below one closed to all others.
 */
export function dataArgument(folder: string): string {
  return process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** Nothing of ours: PG* variables would change what the server does, and secrets have no business in its memory. */
export function environment(): NodeJS.ProcessEnv {
  return { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
}
