import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomBytes } from './random.ts';
import { StartupProblem, systemCode } from './startup-problem.ts';

/** A file that says that the program is ready and how to reach it. */
export interface ReadyFile {
  /** At the end nothing is ready any more. */
  remove(): Promise<void>;
}

/**
 * Writes a JSON file that only its owner may read. Whoever waits for it finds it whole or not at all.
 *
 * @throws StartupProblem when the file cannot be written
 */
export async function writeReadyFile(path: string, contents: unknown): Promise<ReadyFile> {
  const half = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await mustBeReplaceable(path);
    await writeFile(half, `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(half, path);
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    throw new StartupProblem(
      `The file ${path} cannot be written (${systemCode(error) ?? String(error)}).`,
      'Set READY_FILE and DATA_DIR to where this user may write.',
      { cause: error },
    );
  }
  return { remove: () => rm(path, { force: true }) };
}

/** A file of ours takes the place of what is there and is removed at the end: root would do that to /dev/null, too. */
async function mustBeReplaceable(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile()) throw new Error('it is there, and no ordinary file');
}
