import { join } from 'node:path';
import { z } from 'zod';
import { startSandbox } from '../chains/index.ts';
import type { Sandbox } from '../chains/index.ts';
import { wallClock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { withLease } from '../platform/lease.ts';
import type { Log } from '../platform/log.ts';
import type { Settings } from '../platform/settings.ts';
import { localConfirmations } from './chain-list.ts';
import { foundFile } from './found-file.ts';

/** The sandbox's chain, as it comes and goes. */
export interface LocalChain {
  /** Where it answers; undefined while it is not known to be up. */
  url(): string | undefined;
  /** The node with its faucet, in the process that runs it. */
  sandbox(): Sandbox | undefined;
  /** Resolves when it is up the first time; where another process is to run it, when it was looked for. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

const fileSchema = z.object({ rpc_url: z.url() });
const againMs = 1_000;

/**
 * Runs the local node where the role `watcher` is, and finds it elsewhere. Of several processes on one database one runs
 * it, under a lease; when that ends, another does. A node that dies is started again, with all its blocks.
 */
export function runLocalChain({
  settings,
  database,
  log,
  changed,
  mined,
}: {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: Log;
  /** Told of each block, in the process that makes them. */
  readonly mined: () => void;
  /** Told whenever it is to be found somewhere else, or is run by this process from now on. */
  readonly changed: (url: string) => void;
}): LocalChain {
  const found = foundFile(join(settings.dataDir, 'chain.json'));
  const now: { url?: string; sandbox?: Sandbox; stopped: boolean } = { stopped: false };
  const stop = Promise.withResolvers<void>();
  const up = Promise.withResolvers<void>();
  const isStopped = (): boolean => now.stopped;
  const pause = (ms: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    return Promise.race([promise, stop.promise]).finally(() => clearTimeout(timer));
  };
  const isAt = (url: string): void => {
    now.url = url;
    changed(url);
    up.resolve();
  };

  const look = async (): Promise<void> => {
    const parsed = fileSchema.safeParse(await found.read());
    if (parsed.success && parsed.data.rpc_url !== now.url) isAt(parsed.data.rpc_url);
  };

  const portBefore = async (): Promise<number> => {
    const parsed = fileSchema.safeParse(await found.read());
    return parsed.success ? Number(new URL(parsed.data.rpc_url).port) : 0;
  };

  /** Until it ends, is lost, or is not wanted any more. */
  const runIt = async (lost: AbortSignal): Promise<void> => {
    const died = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    lost.addEventListener('abort', () => gone.resolve());
    const start = (port: number): Promise<Sandbox> =>
      startSandbox({
        database,
        log,
        clock: wallClock,
        port,
        confirmations: localConfirmations,
        blockMs: settings.localChainBlockMs,
        onBlock: mined,
        onExit: (sentence) => {
          log.error(sentence);
          died.resolve();
        },
      });
    const wanted = settings.localChainPort;
    // On the same port as before others find it again at once; somebody may have taken it meanwhile.
    const sandbox =
      wanted === 0 ? await start(await portBefore()).catch(() => start(0)) : await start(wanted);
    now.sandbox = sandbox;
    try {
      await found.write({ rpc_url: sandbox.url });
      // Most likely where it was when another process ran it, and yet another one to us: we have its faucet.
      isAt(sandbox.url);
      log.info({ url: sandbox.url }, 'the local chain is up');
      await Promise.race([died.promise, gone.promise, stop.promise]);
    } finally {
      delete now.sandbox;
      await sandbox.stop();
    }
  };

  const run = async (): Promise<void> => {
    while (!isStopped()) {
      try {
        if (!settings.roles.has('watcher')) {
          await look();
          up.resolve();
        } else {
          const leased = await withLease(database, 'local chain', runIt);
          if (!leased.held) await look();
        }
      } catch (error) {
        if (!isStopped()) log.error({ err: error }, 'the local chain is not up and is tried again');
      }
      if (!isStopped()) await pause(againMs);
    }
  };
  const running = run();

  return {
    url: () => now.url,
    sandbox: () => now.sandbox,
    ready: Promise.race([up.promise, stop.promise]),
    async stop() {
      now.stopped = true;
      stop.resolve();
      await running;
    },
  };
}
