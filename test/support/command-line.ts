import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What `npx cardwright` runs. */
export const cardwrightProgram = fileURLToPath(new URL('../../src/cli/cardwright.mjs', import.meta.url));

/** A command that has ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `npx cardwright …` with these settings, and nothing else of the environment. */
export function cardwrightWith(
  settings: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cardwrightProgram, ...args],
      { env, maxBuffer: 16 * 1024 * 1024 },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, out, err });
      },
    );
  });
}

/** What it has printed as JSON; it must have ended well. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what the command prints
export function jsonOf<T = Record<string, unknown>>({ code, out, err }: Ended): T {
  assert.equal(code, 0, err);
  return JSON.parse(out) as T;
}
