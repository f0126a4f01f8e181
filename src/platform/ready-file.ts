import { readFileSync, rmSync } from 'node:fs';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileProblem } from './disk-problem.ts';
import { randomBytes } from './random.ts';

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
  const text = `${JSON.stringify(contents, null, 2)}\n`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await mustBeReplaceable(path);
    await writeFile(half, text, { mode: 0o600, flag: 'wx' });
    await rename(half, path);
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    throw fileProblem(
      `The file ${path} cannot be written`,
      error,
      'Set READY_FILE and DATA_DIR to where this user may write.',
    );
  }
  // However this process ends, but for kill -9: nothing is ready any more.
  const atExit = (): void => removeOurs(path, text);
  process.once('exit', atExit);
  return {
    remove() {
      process.off('exit', atExit);
      removeOurs(path, text);
      return Promise.resolve();
    },
  };
}

/** Where another process has written its own since, that one is ready still. */
function removeOurs(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) rmSync(path, { force: true });
  } catch {
    // It is gone.
  }
}

/** Removes what a process has left that was killed, so that whoever waits for the file does not take it for the next one's. */
export async function removeReadyFile(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isFile() !== true) return;
  // One that may not be removed may not be written either, and then this start says so.
  await rm(path, { force: true }).catch(() => undefined);
}

/** A file of ours takes the place of what is there and is removed at the end: root would do that to /dev/null, too. */
async function mustBeReplaceable(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile()) throw new Error('it is there, and no ordinary file');
}
