import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createClient } from '../../sdk/index.ts';
import type { Client } from '../../sdk/index.ts';
import { readSettings } from '../platform/settings.ts';
import { systemCode } from '../platform/startup-problem.ts';
import { exactNumber } from './terminal/exact-number.ts';
import { serverUrl, usableKey } from './terminal/read-options.ts';
import { CliProblem, exitCodes } from './run.ts';

/** What a running server says of itself in `DATA_DIR/ready.json`. */
export interface ReadyState {
  readonly url: string;
  /** Null in production, which gives no key away. */
  readonly api_key: string | null;
  readonly operator_key: string | null;
  /** Of the PostgreSQL that came along. */
  readonly database_url?: string | null;
  /** Where the card network is listened for: `127.0.0.1:8583`. */
  readonly network?: string | null;
}

/** The same of a sandbox, whose keys are no secret. */
export type SandboxState = ReadyState & { readonly api_key: string; readonly operator_key: string };

/** Options of every command that speaks to a server. */
export interface ServerOptions {
  readonly url?: string;
  readonly apiKey?: string;
  readonly json?: true;
}

/** Adds the options of a command that speaks to a server. */
export const withServer = (command: Command): Command =>
  command
    .option('--url <url>', 'the server; default: the one running in DATA_DIR', serverUrl)
    .option(
      '--api-key <key>',
      'an API key; default: CARDWRIGHT_API_KEY, or the key of the sandbox in DATA_DIR',
    )
    .option('--json', 'print JSON');

/** The server that runs on this folder, or ran there until it was killed; undefined when there is none. @throws CliProblem where it is another's */
export async function findServer(dataDir: string): Promise<ReadyState | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'ready.json'), 'utf8')) as ReadyState;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new CliProblem(
      `${join(dataDir, 'ready.json')} cannot be read by this user.`,
      'Run this as the user who runs Cardwright there, set DATA_DIR to a folder of your own, or give --url and --api-key.',
    );
  }
}

/** @throws CliProblem when no server runs on `DATA_DIR` */
export async function runningServer(): Promise<ReadyState> {
  const { dataDir } = readSettings();
  const state = await findServer(dataDir);
  if (state !== undefined) return state;
  throw new CliProblem(
    `No Cardwright is running on ${dataDir}.`,
    'Start one with npx cardwright start, set DATA_DIR to the folder of the one that is running, or give --url and --api-key.',
    exitCodes.unreachable,
  );
}

/** A client for the server that the options name, or for the one that runs here. */
export async function clientFor({
  timeoutMs = 30_000,
  ...options
}: ServerOptions & { readonly timeoutMs?: number }): Promise<Client> {
  const { url } = options;
  const given = keyFor(options, undefined);
  const asked = { timeoutMs, exactly: exactNumber };
  if (url !== undefined && given !== undefined) return createClient({ url, apiKey: given, ...asked });
  const running = await runningServer();
  const apiKey = keyFor(options, running);
  if (apiKey === undefined)
    throw new CliProblem(
      `The Cardwright running at ${running.url} is not a sandbox, and does not show its key.`,
      'Give a company’s key with CARDWRIGHT_API_KEY or --api-key.',
      exitCodes.usage,
    );
  return createClient({ url: url ?? running.url, apiKey, ...asked });
}

/** The key to ask with: as it was given, or CARDWRIGHT_API_KEY; of the sandbox that runs here its own, whatever that says. */
export function keyFor({ url, apiKey }: ServerOptions, running: ReadyState | undefined): string | undefined {
  if (apiKey !== undefined) return usableKey(apiKey, '--api-key');
  const own = running?.api_key ?? undefined;
  const set = readSettings().apiKey?.reveal();
  return url === undefined ? (own ?? set) : (set ?? own);
}
