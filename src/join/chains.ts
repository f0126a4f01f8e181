import { createChain, sandboxRelayerKey } from '../chains/index.ts';
import type { Chain, Listeners, RelayerKey } from '../chains/index.ts';
import { Failure } from '../kernel/failures.ts';
import { wallClock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Settings } from '../platform/settings.ts';
import type { WalletChain } from '../wallets/index.ts';
import type { Sandbox } from '../chains/index.ts';
import { hasLocalChain } from './chain-list.ts';
import type { ConfiguredChain } from './chain-list.ts';
import { runLocalChain } from './local-chain.ts';
import type { LocalChain } from './local-chain.ts';

/** What opens chains needs of wallets, which in turn need the chains. */
export interface ChainOwners {
  readonly listeners: Listeners;
  /** Takes the relayer of a chain into the books, once, before it sends anything. */
  readonly openRelayer: (
    chain: string,
    relayer: NonNullable<Awaited<ReturnType<Chain['state']>>['relayer']>,
  ) => Promise<void>;
  /** Proves the tokens of the sandbox's chain, before anything on it is credited. */
  readonly proveTokens: (chain: string, send: Sandbox['trial']) => Promise<unknown>;
}

export interface Chains {
  /** As wallets use them; they may be away. */
  readonly list: readonly WalletChain[];
  /** Begins to reach them, and to watch them where the role `watcher` is. Resolves when the local one is up, or is looked for where another process runs it. */
  start(owners: ChainOwners, relayerKey: RelayerKey | undefined): Promise<void>;
  /** The sandbox's chain with its faucet. @throws Failure UNAVAILABLE where it does not run */
  sandbox(): Sandbox;
  /** The same, or undefined. */
  sandboxNow(): Sandbox | undefined;
  stop(): Promise<void>;
}

interface WatchedChain {
  wake(): void;
  stop(): Promise<void>;
}

const away = (name: string): Failure =>
  new Failure(
    'UNAVAILABLE',
    `The blockchain ${name} cannot be reached right now. Send the request again with the same idempotency key.`,
  );

export function createChains(
  listed: readonly ConfiguredChain[],
  {
    settings,
    database,
    log,
  }: { readonly settings: Settings; readonly database: Database; readonly log: Log },
): Chains {
  const open = new Map<string, Chain>();
  const watching = new Map<string, WatchedChain>();
  const stopping: { stopped: boolean; local?: LocalChain } = { stopped: false };

  const openChain = (
    chain: ConfiguredChain,
    rpcUrls: readonly string[],
    listeners: Listeners,
    relayerKey: RelayerKey | undefined,
  ): Chain =>
    createChain({
      ...settled(chain),
      rpcUrls,
      ...(relayerKey !== undefined && { relayerKey }),
      database,
      log,
      clock: wallClock,
      listeners,
    });

  /** Watches a chain once its relayer is in the books, which is tried until it succeeds. */
  const watchChain = (
    chain: ConfiguredChain,
    rpcUrls: readonly string[],
    owners: ChainOwners,
    relayerKey: RelayerKey | undefined,
  ): WatchedChain => {
    let wake = (): void => undefined;
    const ended = Promise.withResolvers<void>();
    let stopped = false;
    const isStopped = (): boolean => stopped;
    const begin = async (): Promise<void> => {
      const opened = openChain(chain, rpcUrls, owners.listeners, relayerKey);
      const relayer = (await opened.state()).relayer;
      // Until it is in the books, what is read is read by one that sends nothing.
      const reader = openChain(chain, rpcUrls, owners.listeners, undefined);
      if (relayer !== undefined) {
        while (!isStopped() && (await reader.round()));
        if (!isStopped()) await owners.openRelayer(chain.name, relayer);
      }
      if (isStopped()) return;
      if (relayer !== undefined) await opened.deployFactory();
      open.set(chain.name, opened);
      const sandbox = stopping.local?.sandbox();
      if (sandbox !== undefined) await owners.proveTokens(chain.name, sandbox.trial);
      const rounds = opened.start();
      ({ wake } = rounds);
      await ended.promise;
      await rounds.stop();
    };
    const run = async (): Promise<void> => {
      for (let failures = 1; !isStopped(); failures++) {
        try {
          await begin();
        } catch (error) {
          log.error(
            { err: error, chain: chain.name, failures },
            'a chain is not watched yet and is tried again',
          );
          await Promise.race([ended.promise, delay(Math.min(30_000, 250 * 2 ** failures))]);
        }
      }
    };
    const running = run();
    return {
      wake: () => wake(),
      async stop() {
        stopped = true;
        ended.resolve();
        await running;
      },
    };
  };

  const reach = async (
    chain: ConfiguredChain,
    rpcUrls: readonly string[],
    owners: ChainOwners,
    relayerKey: RelayerKey | undefined,
  ): Promise<void> => {
    await watching.get(chain.name)?.stop();
    if (stopping.stopped) return;
    open.set(chain.name, openChain(chain, rpcUrls, owners.listeners, relayerKey));
    if (settings.roles.has('watcher'))
      watching.set(chain.name, watchChain(chain, rpcUrls, owners, relayerKey));
  };

  return {
    list: listed.map((chain) => ({
      ...chain,
      open() {
        const opened = open.get(chain.name);
        if (opened === undefined) throw away(chain.name);
        return opened;
      },
    })),
    async start(owners, relayerKey) {
      if (!hasLocalChain(settings)) {
        for (const chain of listed)
          if (chain.rpcUrls.length > 0) await reach(chain, chain.rpcUrls, owners, relayerKey);
        return;
      }
      const [chain] = listed;
      if (chain === undefined) return;
      // One change after the other: the local chain may move while it is being reached.
      let turn = Promise.resolve();
      const local = runLocalChain({
        settings,
        database,
        log,
        // The node is in this process: its blocks are read as they are made, and the poll is a net.
        mined: () => watching.get(chain.name)?.wake(),
        changed: (url) => {
          turn = turn
            .then(() => reach(chain, [url], owners, sandboxRelayerKey))
            .catch((error: unknown) => log.error({ err: error }, 'the local chain cannot be reached'));
        },
      });
      stopping.local = local;
      await local.ready;
      await turn;
    },
    sandbox() {
      const sandbox = stopping.local?.sandbox();
      if (sandbox === undefined) throw away('of the sandbox');
      return sandbox;
    },
    sandboxNow: () => stopping.local?.sandbox(),
    async stop() {
      stopping.stopped = true;
      await Promise.all([...watching.values()].map((it) => it.stop()));
      await stopping.local?.stop();
    },
  };
}

const delay = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/** Without what is not set: the adapter's own defaults hold. */
function settled({ startBlock, pollMs, coins, ...chain }: ConfiguredChain) {
  return Object.assign(
    {},
    chain,
    startBlock !== undefined && { startBlock },
    pollMs !== undefined && { pollMs },
    coins !== undefined && { coins },
  );
}
