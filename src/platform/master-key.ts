import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { present } from '../kernel/assert.ts';
import type { Redacted } from '../kernel/redacted.ts';
import { fileProblem } from './disk-problem.ts';
import { randomBytes } from './random.ts';
import { readKey } from './settings.ts';
import type { Settings } from './settings.ts';
import { StartupProblem, systemCode } from './startup-problem.ts';

/**
 * The master keys, the current one first: those of `MASTER_KEY`, or in a sandbox the one in `DATA_DIR/master.key`, which is
 * made when it is missing.
 *
 * @throws StartupProblem when that file cannot be read or written, or holds something else
 */
export async function loadMasterKeys(
  settings: Pick<Settings, 'masterKeys' | 'dataDir'>,
): Promise<readonly Redacted<Buffer>[]> {
  if (settings.masterKeys !== undefined) return settings.masterKeys;
  const file = join(settings.dataDir, 'master.key');
  try {
    const text = (await readIfThere(file)) ?? (await makeKeyFile(settings.dataDir, file));
    const key = readKey(text.trim());
    if (key === undefined) {
      throw new StartupProblem(
        `${file} does not hold a master key.`,
        'Put the right file back: without it nothing that was sealed can be opened. To begin anew, remove DATA_DIR.',
      );
    }
    return [key];
  } catch (error) {
    if (error instanceof StartupProblem) throw error;
    throw fileProblem(
      `The master key ${file} cannot be read or made`,
      error,
      'Set DATA_DIR to a folder that this user may write, or MASTER_KEY to a key of your own (openssl rand -hex 32).',
    );
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    // A copy made with cp may be readable by all. A mounted secret cannot be changed, and need not be.
    await chmod(file, 0o600).catch(() => undefined);
    return text;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the file whole or not at all, and takes the other's where two starts do this at once. */
async function makeKeyFile(folder: string, file: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const half = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(half, 'wx', 0o600);
    try {
      await handle.writeFile(`${randomBytes(32).toString('hex')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(half, file).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
    await syncFolder(folder);
  } finally {
    await rm(half, { force: true });
  }
  return present(await readIfThere(file), 'the master key just made');
}

/** A file's name is on the disk only once its folder is: else a power cut loses the key, and the data sealed with it stays. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
