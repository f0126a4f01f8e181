import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Set by test/support/global.ts for the processes of the test files. */
const PREPARED = 'CARDWRIGHT_TEST_PREPARED';
const enough = 6 * 2 ** 30;

const copy = promisify(execFile);

/**
 * A new folder for what is thrown away: in memory where there is plenty (a container has 64 MB of it), since making and
 * removing the hundreds of files of a database costs a disk's file system more than all else that tests do with it.
 */
export async function throwawayFolder(prefix: string): Promise<string> {
  return await mkdtemp(join((await hasRoom('/dev/shm')) ? '/dev/shm' : tmpdir(), prefix));
}

async function hasRoom(folder: string): Promise<boolean> {
  try {
    const mounted = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
    const options = mounted.find(([, place]) => place === folder)?.[3]?.split(',');
    // PostgreSQL's programs may have to be copied beside its data.
    if (options === undefined || options.includes('noexec')) return false;
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= enough;
  } catch {
    return false;
  }
}

/** Keeps a stopped PostgreSQL's folder, made and migrated, for servers that need none made before their eyes. */
export async function keepPrepared(postgres: string): Promise<void> {
  const prepared = join(postgres, 'prepared');
  const { uid, gid } = await stat(postgres);
  await mkdir(prepared, { mode: 0o700 });
  await copy('cp', ['-a', join(postgres, 'data'), join(prepared, 'data')]);
  await chown(prepared, uid, gid);
  process.env[PREPARED] = prepared;
}

/** Gives a data folder the PostgreSQL that was kept, if one was: a server's first start is then one like any other. */
export async function givePrepared(dataDir: string): Promise<void> {
  const prepared = process.env[PREPARED];
  if (prepared !== undefined) await copy('cp', ['-a', prepared, join(dataDir, 'postgres')]);
}
