import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A small JSON file by which processes on the same data folder find what one of them has started. */
export interface FoundFile {
  /** Undefined while nobody has written it. */
  read(): Promise<unknown>;
  write(content: unknown): Promise<void>;
  remove(): Promise<void>;
}

export function foundFile(path: string): FoundFile {
  return {
    async read() {
      try {
        return JSON.parse(await readFile(path, 'utf8')) as unknown;
      } catch {
        return undefined;
      }
    },
    async write(content) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Whoever reads finds the old one or the new one, never half of it.
      await writeFile(`${path}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    remove: () => rm(path, { force: true }),
  };
}
