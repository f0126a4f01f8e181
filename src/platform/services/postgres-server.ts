import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { StartupProblem } from '../startup-problem.ts';
import { watchChild } from './child.ts';
import type { WatchedChild } from './child.ts';
import { adviceOn, dataArgument, environment, SUPERUSER } from './postgres-cluster.ts';
import type { Cluster } from './postgres-cluster.ts';
import { postgresConfiguration, SOCKET_PORT } from './postgres-settings.ts';
import type { SharedMemory } from './postgres-settings.ts';
import { startWatchdog } from './postgres-watchdog.ts';

/** SIGTERM promises an end within 10 s; what a stop does not finish in this time, the next start replays. */
const STOP_PATIENCE_MS = 7_000;

export interface ServerOptions extends Cluster {
  readonly socketFolder: string;
  readonly durable: boolean;
  readonly throwaway: boolean;
  readonly onExit: (sentence: string) => void;
}

export interface Server {
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts the server and waits until it takes connections, however long the replay after a crash takes.
 *
 * @throws StartupProblem when it ends instead
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  let sharedMemory: SharedMemory = 'posix';
  for (let attempt = 1; ; attempt++) {
    await writeFile(
      join(options.data, 'postgresql.conf'),
      postgresConfiguration(options.durable, sharedMemory),
    );
    const outcome = await tryServer(options);
    if ('stop' in outcome) return outcome;
    const says = (words: string): boolean => outcome.lines.some((line) => line.includes(words));
    // A process of a killed server may hold its memory for a moment longer; PostgreSQL refuses until it is gone.
    const transient = says('pre-existing shared memory');
    const noRoom = sharedMemory === 'posix' && says('shared memory segment "/PostgreSQL.');
    if (!transient && !noRoom)
      throw new StartupProblem(
        `PostgreSQL did not start on ${options.data}: ${outcome.reason()}.`,
        adviceOn(outcome.reason()) ?? 'LOG_LEVEL=debug shows all that it says.',
      );
    if (attempt === 50)
      throw new StartupProblem(
        `PostgreSQL did not start on ${options.data}: processes of a server before it do not end.`,
        'End them (ps -ef | grep postgres), and start again.',
      );
    if (noRoom) sharedMemory = 'sysv';
    else await pause(100);
  }
}

async function tryServer(options: ServerOptions): Promise<Server | WatchedChild> {
  const { binaries, data, owner, log, directory, throwaway, onExit } = options;
  const child = spawn(binaries.postgres, ['-D', dataArgument(data)], {
    ...owner,
    cwd: data,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // In its own process group: Ctrl-C in the terminal is for us, and we stop the server last.
    detached: true,
  });
  const watched = watchChild(child, (line) => log.debug({ postgres: line }, 'PostgreSQL says'));
  const { pid } = child;
  if (pid === undefined) {
    await watched.ended;
    return watched;
  }
  const watchdog = startWatchdog({ pid, owner, remove: throwaway ? directory : undefined });
  child.once('exit', () => watchdog.dismiss());

  if (!(await becomesReady(options, watched))) return watched;

  let stopping = false;
  child.once('exit', () => {
    if (!stopping) onExit(`PostgreSQL has ended by itself: ${watched.reason()}`);
  });
  return {
    pid,
    stop: async () => {
      stopping = true;
      child.kill('SIGINT');
      const hard = setTimeout(() => child.kill('SIGQUIT'), STOP_PATIENCE_MS);
      await watched.ended;
      clearTimeout(hard);
    },
  };
}

/** False when the server ends before it takes a connection. */
async function becomesReady({ socketFolder, log }: ServerOptions, watched: WatchedChild): Promise<boolean> {
  const ended = watched.ended.then(() => 'ended' as const);
  let waitedMs = 0;
  let told = false;
  while (!(await accepts(socketFolder))) {
    // Each try costs the server a process, so it is asked less often when it takes long.
    const nextMs = Math.min(250, 10 + waitedMs / 10);
    if ((await Promise.race([ended, pause(nextMs)])) === 'ended') return false;
    waitedMs += nextMs;
    if (waitedMs > 2_000 && !told) {
      told = true;
      log.info('PostgreSQL replays its log after a crash; this can take a while');
    }
  }
  return true;
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

/** A connection as the role that made the cluster. */
export function superuser(socketFolder: string): ClientConfig {
  return connectionTo(socketFolder, SUPERUSER, 'postgres');
}

/**
 * A connection over the server's own socket. What PG* variables say is of another server: with PGSSLMODE of a database somewhere
 * else this one was never reached, and the start never ended.
 */
export function connectionTo(socketFolder: string, user: string, database: string): ClientConfig {
  // pg takes an empty text for none, and then those of PGOPTIONS.
  return { host: socketFolder, port: SOCKET_PORT, user, database, ssl: false, options: ' ' };
}
