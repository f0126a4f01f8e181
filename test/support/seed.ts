import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomInt } from '../../src/platform/random.ts';

const folders = ['src', 'sdk', 'test', 'migrations'];

/**
 * Where the random tests of a whole run begin (`TEST_SEED`): the same for the same sources, so that a run that failed can be made again
 * and says the same of the same commit; with each change it is another. `TEST_SEED=7` plays others.
 */
export async function seedOfSources(): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const texts = await Promise.all(
    folders.map(async (folder) => {
      const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
      const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
      return await Promise.all(paths.sort().map((path) => readFile(path, 'utf8')));
    }),
  );
  return String(Number.parseInt(hash('sha256', texts.flat().join('\0')).slice(0, 8), 16));
}

const run = process.env['TEST_SEED'] ?? String(randomInt(0, 2 ** 31));

/** A seed below a million for one random test, drawn from that of the run. */
export const seedFor = (test: string): number =>
  Number.parseInt(hash('sha256', `${run} ${test}`).slice(0, 12), 16) % 1_000_000;
