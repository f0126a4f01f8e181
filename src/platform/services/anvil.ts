import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { StartupProblem } from '../startup-problem.ts';
import { watchChild } from './child.ts';
import { startWatchdog } from './postgres-watchdog.ts';

export interface AnvilOptions {
  readonly chainId: number;
  /** Seconds since 1970 of block 0. With the same one, the same transactions make the same block hashes. */
  readonly genesisSeconds: number;
  /** Mine a block for each transaction as it comes. Default false: only when told to. */
  readonly automine?: boolean;
  /** Told when the node ends though nobody asked it to. */
  readonly onExit?: (sentence: string) => void;
}

export interface Anvil {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts the local EVM node that came by npm (0.05 s), on a free port of 127.0.0.1. It keeps everything in memory; what
 * must outlive it is written down elsewhere. It ends when this process ends, also by kill -9.
 *
 * @throws StartupProblem when there is none for this system, or it does not start
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const child = spawn(
    binary(),
    [
      ['--port', '0'],
      ['--chain-id', String(options.chainId)],
      ['--timestamp', String(options.genesisSeconds)],
      // What decides block hashes stands here and not in the version's defaults.
      ['--hardfork', 'prague', '--order', 'fifo', '--gas-limit', '30000000', '--base-fee', '1000000000'],
      ['--accounts', '10', '--balance', '1000000000'],
      options.automine === true ? [] : ['--no-mining'],
      // What it had is loaded by one request, and soon takes more than the 2 MB that it allows otherwise.
      ['--no-request-size-limit'],
      // Pages in a browser on this machine speak to the proxy, or else they could change the chain beside its journal.
      ['--no-cors'],
      // So many states it keeps, and can go back to. It keeps older ones on disk otherwise, where it also looks for newer ones at times; taken back
      // to one of those, no contract has its code any more.
      ['--prune-history', '500'],
    ].flat(),
    // A Ctrl-C at a terminal goes to its whole group and is meant for us: we end the node when nothing needs it any more.
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', detached: true },
  );
  const watched = watchChild(child);
  const url = await Promise.race([
    addressOf(child.stdout),
    watched.ended.then(() => {
      throw new StartupProblem(
        `The local chain node does not start: ${watched.reason()}.`,
        'Set RPC URLs of a chain, and no local node is used.',
      );
    }),
  ]);
  const pid = child.pid ?? 0;
  const watchdog = startWatchdog({ pid, owner: undefined, remove: undefined });
  let stopping = false;
  const onEnd = async (): Promise<void> => {
    await watched.ended;
    watchdog.dismiss();
    if (!stopping) options.onExit?.(`The local chain node ended: ${watched.reason()}.`);
  };
  void onEnd();
  await quiet(url);
  return {
    url,
    pid,
    async stop() {
      stopping = true;
      // Nothing to save: the fast way.
      child.kill('SIGKILL');
      await watched.ended;
    },
  };
}

/** The program of this system's package, without the script that only looks for it. */
function binary(): string {
  const system = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const tool = fromHere.resolve('@foundry-rs/anvil/package.json');
    return createRequire(tool).resolve(`@foundry-rs/anvil-${system}/bin/anvil`);
  } catch (cause) {
    throw new StartupProblem(
      `No local chain node for ${system} was installed: the npm package @foundry-rs/anvil-${system} is missing.`,
      'Run npm install again, with optional packages. If there is none for this system, set RPC URLs of a chain.',
      { cause },
    );
  }
}

/** Its output says where it listens; all of it is read, or the pipe would fill and stop it. */
function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      const match = /^Listening on (\S+)$/.exec(line);
      if (match !== null) resolve(`http://${match[1]}`);
    });
  });
}

/** It writes lines for each request, which nobody reads. */
async function quiet(url: string): Promise<void> {
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_setLoggingEnabled', params: [false] }),
  });
}
