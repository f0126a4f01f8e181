import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'src/main.ts');

/** A Cardwright process that is there to be killed; its PostgreSQL is not its own. */
export interface Victim {
  readonly url: string;
  readonly operatorKey: string;
  /** Resolves when it is gone, at once and without a word. */
  kill(): Promise<void>;
  /** Lets it stand still, as a machine may, and go on. */
  standStill(forMs: number): Promise<void>;
  readonly alive: () => boolean;
}

export async function startVictim(
  settings: Readonly<Record<string, string>>,
  dataDir: string,
): Promise<Victim> {
  const ready = join(dataDir, 'ready.json');
  await rm(ready, { force: true });
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: '0',
      LOG_LEVEL: 'error',
      DATA_DIR: dataDir,
      ROLES: 'api,dispatcher,worker',
      LOCAL_CHAIN: 'off',
      // As npm start does: a start takes half the time.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(-4_000)));
  const gone = once(child, 'close');
  const state = async (): Promise<Record<string, string>> => {
    for (;;) {
      const text = await readFile(ready, 'utf8').catch(() => '');
      if (text.endsWith('}') || text.endsWith('}\n')) return JSON.parse(text) as Record<string, string>;
      if (child.exitCode !== null) throw new Error(`the server did not start:\n${err}`);
      await sleep(20);
    }
  };
  const { url = '', operator_key: operatorKey = '' } = await state();
  return {
    url,
    operatorKey,
    alive: () => child.exitCode === null && child.signalCode === null,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async standStill(forMs) {
      child.kill('SIGSTOP');
      await sleep(forMs);
      child.kill('SIGCONT');
    },
  };
}
