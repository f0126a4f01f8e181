import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import description from '../../package.json' with { type: 'json' };
import type { Id } from '../../src/kernel/ids.ts';

/** What `npm start` gives to Node, and the environment that it runs it in. */
const wordsOfStart = description.scripts.start.split(' ');
const asNpmStart = (env: Readonly<Record<string, string>>): string[] =>
  wordsOfStart
    .filter((word) => word.startsWith('--'))
    .map((word) =>
      word.replace(/\$\{(\w+):-(\w+)\}/, (_, name: string, value: string) => env[name] ?? value),
    );
const environmentOfStart = Object.fromEntries(
  wordsOfStart.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split('=', 2) as [string, string]),
);

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'src/main.ts');

/** A Cardwright of its own, with its own PostgreSQL, as `npm start` makes it. */
export interface BenchServer {
  readonly url: string;
  readonly apiKey: string;
  readonly operatorKey: string;
  readonly dataDir: string;
  readonly pid: number;
  /** From spawn to ready, in ms. */
  readonly startedInMs: number;
  /** Resident memory of the server process in MB; PostgreSQL's is not in it. */
  residentMb(): number;
  /** Once or more often. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startServer({ dataDir, env = {} }: ServerOptions = {}): Promise<BenchServer> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'cardwright-bench-'));
  const readyFile = join(folder, 'bench-ready.json');
  rmSync(readyFile, { force: true });
  const began = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...asNpmStart(env), main], {
    cwd: root,
    env: {
      ...process.env,
      ...environmentOfStart,
      DATA_DIR: folder,
      PORT: '0',
      READY_FILE: readyFile,
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null)
      throw new Error(`the server ended with ${child.exitCode} before it was ready`);
    await sleep(5);
  }
  const startedInMs = performance.now() - began;
  const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as {
    url: string;
    api_key: string;
    operator_key: string;
  };
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
  };
  return {
    url: ready.url,
    apiKey: ready.api_key,
    operatorKey: ready.operator_key,
    dataDir: folder,
    pid: child.pid ?? 0,
    startedInMs,
    residentMb: () => {
      const pages = Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1]);
      return (pages * 4096) / 1e6;
    },
    stop: () => (stopping ??= stop()),
  };
}

/** One call of the API, for setting a bench up; throws on any answer but success. */
export async function call(
  server: Pick<BenchServer, 'url' | 'apiKey'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'x-api-key': server.apiKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** Cards of one company, `NONE` unless said. */
export async function makeCards(
  server: BenchServer,
  count: number,
  apiKey = server.apiKey,
  approvalMethod = 'NONE',
): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 20) {
    const some = Array.from({ length: Math.min(20, count - made) }, () =>
      call({ url: server.url, apiKey }, 'POST', '/cards/virtual-cards/create', {
        card_holder_name: 'Bench',
        approval_method: approvalMethod,
        phone_country_code: 44,
        phone: '7700900123',
      }),
    );
    ids.push(...(await Promise.all(some)).map((card) => String(card['id'])));
  }
  return ids;
}

/** A company of its own; answers its API key. */
export const makeCompany = async (server: BenchServer, name: string): Promise<string> =>
  (await foundCompany(server, name)).apiKey;

/** A company of its own. */
export async function foundCompany(
  server: BenchServer,
  name: string,
): Promise<{ readonly id: Id<'company'>; readonly apiKey: string }> {
  const answer = await call({ url: server.url, apiKey: server.operatorKey }, 'POST', '/operator/companies', {
    name,
    initial_holding: 100_000_000,
  });
  return { id: answer['id'] as Id<'company'>, apiKey: String(answer['api_key']) };
}
