import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { StartupProblem } from '../startup-problem.ts';

/** How long an orphan may take for its last checkpoint before it is stopped hard, which costs the next start a replay. */
const PATIENCE_MS = 15_000;

/**
 * Stops a PostgreSQL that still runs on this folder though the process that started it is gone (killed with -9 a moment
 * ago). To be called only by the holder of the folder's lock: nobody else can be using that server.
 *
 * @throws StartupProblem when it cannot be stopped
 */
export async function stopOrphan(directory: string, dataFolder: string, log: Log): Promise<void> {
  const pid = await serverOn(dataFolder);
  if (pid === undefined) return await removeStale(directory, dataFolder);
  log.info({ pid }, 'stopping a PostgreSQL that was left running by a process that is gone');
  for (const [signal, patienceMs] of [
    ['SIGINT', PATIENCE_MS],
    ['SIGQUIT', 5_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone, or not ours to stop: the wait tells.
    }
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
      // One that was killed while we looked leaves its lock files, and its number to be somebody's until it is reaped.
      if ((await serverOn(dataFolder)) === undefined) return await removeStale(directory, dataFolder);
      await pause(20);
    }
  }
  throw new StartupProblem(
    `A PostgreSQL that nobody uses any more (process ${pid}) still runs on ${dataFolder} and does not stop.`,
    `End it (kill -QUIT ${pid}) and start again.`,
  );
}

/**
 * After a power cut the number in PostgreSQL's lock files may belong to any process, above all in a container, and PostgreSQL
 * would refuse to start. Removing them is safe here: we hold the folder's lock, no server has it open, and PostgreSQL
 * itself still refuses while a process of an old server holds memory that belongs to this folder.
 */
async function removeStale(directory: string, dataFolder: string): Promise<void> {
  await rm(join(dataFolder, 'postmaster.pid'), { force: true });
  await rm(join(directory, '.s.PGSQL.5432.lock'), { force: true });
}

/** The process number of the PostgreSQL that has this folder open, according to its lock file and to the system. */
async function serverOn(dataFolder: string): Promise<number | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!(pid > 1) || !(await hasOpen(pid, dataFolder))) return undefined;
  return pid;
}

/** The lock file outlives a power cut, and by then its number may belong to any process: so ask what that one is. */
async function hasOpen(pid: number, dataFolder: string): Promise<boolean> {
  if (process.platform === 'linux') {
    try {
      return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(dataFolder));
    } catch {
      return false;
    }
  }
  return new Promise((resolve) => {
    execFile('ps', ['-p', String(pid), '-o', 'command='], (error, stdout) =>
      resolve(error === null && stdout.includes(dataFolder)),
    );
  });
}
