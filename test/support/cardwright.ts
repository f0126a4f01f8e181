import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atEnd } from './at-end.ts';
import { testClient } from './client.ts';
import type { Client } from '../../sdk/index.ts';
import { invariant } from '../../src/kernel/assert.ts';
import type { LedgerReport } from '../../src/ledger/index.ts';
import { givePrepared, throwawayFolder } from './prepared.ts';
import { until } from './until.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'src', 'main.ts');

/** Loaded before the program: it ends when the test that started it is gone, however that went. */
const endsWithUs = 'data:text/javascript,process.on("disconnect",()=>process.exit(1))';

/** A program that runs, or has tried to. */
export interface Run {
  readonly child: ChildProcess;
  /** All that it has written so far. */
  readonly output: () => string;
  /** Resolves with the exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** A server of its own process, ready to be called. */
export interface Cardwright extends Run {
  readonly url: string;
  readonly dataDir: string;
  readonly apiKey: string;
  readonly operatorKey: string;
  readonly databaseUrl: string;
  /** With the key of the demo company. */
  readonly client: Client;
  readonly operator: Client;
  /** Ends it as a supervisor does; answers the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** kill -9 of its whole process group. */
  kill(): Promise<void>;
}

/** A folder that is removed when the test file ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await throwawayFolder('cardwright-story-');
  // PostgreSQL may still be writing its last files when the program that started it was killed.
  atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return folder;
}

/**
 * Runs `src/main.ts`, or another program in our folder, with these settings and nothing else of the environment. A test that
 * needs the chain and its signers says `LOCAL_CHAIN: 'on'`; all others start faster without.
 */
export function run(
  settings: Readonly<Record<string, string>>,
  command: string = process.execPath,
  args: readonly string[] = ['--import', endsWithUs, program],
): Run {
  const child = spawn(command, args, {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: '0',
      LOCAL_CHAIN: 'off',
      // As npm start does: a start takes half the time.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
      ...settings,
    },
    // A group of its own, to be killed as a whole.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  invariant(child.stdout !== null && child.stderr !== null, 'its output comes here');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => (text += chunk));
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  atEnd(() => {
    if (child.exitCode === null && child.signalCode === null) killGroup(child);
  });
  return { child, output: () => text, ended };
}

/** Starts a server on a folder of its own, with an empty database made before, or on the folder given, as it is. */
export async function startCardwright({
  dataDir,
  settings = {},
}: { dataDir?: string; settings?: Readonly<Record<string, string>> } = {}): Promise<Cardwright> {
  const folder = dataDir ?? (await temporaryFolder());
  if (dataDir === undefined) await givePrepared(folder);
  const running = run({ DATA_DIR: folder, ...settings });
  await isReady(running);
  const state = JSON.parse(await readFile(join(folder, 'ready.json'), 'utf8')) as Record<string, string>;
  const {
    url = '',
    api_key: apiKey = '',
    operator_key: operatorKey = '',
    database_url: databaseUrl = '',
  } = state;
  return {
    ...running,
    url,
    dataDir: folder,
    apiKey,
    operatorKey,
    databaseUrl,
    client: testClient({ url, apiKey }),
    operator: testClient({ url, apiKey: operatorKey }),
    async stop(signal = 'SIGTERM') {
      running.child.kill(signal);
      return running.ended;
    },
    async kill() {
      killGroup(running.child);
      await running.ended;
    },
  };
}

/** Resolves when the program says that it is ready. */
export async function isReady({ child, output, ended }: Run): Promise<void> {
  let look = (): void => undefined;
  const said = new Promise<true>((resolve) => {
    look = () => {
      if (output().includes('"msg":"ready"')) resolve(true);
    };
    child.stdout?.on('data', look);
    look();
  });
  const ready = (await Promise.race([said, ended])) === true;
  // To look through all that it writes from here on would take longer the more that is.
  child.stdout?.off('data', look);
  if (!ready) throw new Error(`it did not start:\n${output()}`);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Recomputes the books of a running server from its database. What that takes is the whole program, which most tests do without. */
export async function verifyBooks({ dataDir }: Cardwright): Promise<LedgerReport> {
  const { verifyBooks: verify } = await import('../../src/cli/commands/verify-books.ts');
  const { readSettings } = await import('../../src/platform/settings.ts');
  return await verify(readSettings({ DATA_DIR: dataDir }));
}

let companies = 0;

/** A company of its own on a running server: its client, and what its holding starts with. */
export async function newCompany(
  { operator, url }: Cardwright,
  holding = '1000000.00',
): Promise<{ readonly id: string; readonly client: Client; readonly apiKey: string }> {
  companies += 1;
  const { id, api_key: apiKey } = await operator.createCompany({
    name: `Company ${companies}`,
    initial_holding: holding,
  });
  return { id, apiKey, client: testClient({ url, apiKey }) };
}

/** What a new card needs, but for what the test says. */
export const aCard = {
  card_holder_name: 'Ada Lovelace',
  approval_method: 'NONE',
  phone_country_code: 44,
  phone: '7700900123',
} as const;

/** Resolves when a server with `LOCAL_CHAIN: 'on'` reaches chain and signers; on a busy machine that is after it is ready. */
export async function chainIsUp({ operator }: Pick<Cardwright, 'operator'>): Promise<void> {
  await until(async () => {
    const chains = await operator.listChainStates();
    const signers = await operator.listSigners().catch(() => []);
    return chains.every(({ reachable }) => reachable) && signers.filter(({ up }) => up).length === 3;
  });
}
