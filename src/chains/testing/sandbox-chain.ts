import { http } from 'viem';
import type { Address, Transport } from 'viem';
import { atEnd } from '../../../test/support/at-end.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { createChain } from '../chain.ts';
import type { Chain, ChainOptions } from '../chain.ts';
import { startSandbox } from '../local/sandbox.ts';
import type { Sandbox } from '../local/sandbox.ts';
import { movedClock } from './moved-clock.ts';
import { recorder } from './recorder.ts';
import type { Recorder } from './recorder.ts';

/** A chain on a sandbox of its own, where a block is made when the test asks for it or sends something. */
export interface SandboxChain extends Recorder {
  readonly database: Database;
  readonly sandbox: Sandbox;
  readonly chain: Chain;
  /** USDC, USDT, DAI. */
  readonly tokens: readonly [Address, Address, Address];
  /** Moves the clock of the chain's side on. */
  pass(ms: number): void;
  /** Rounds until nothing is left to do. */
  settle(): Promise<void>;
  /** Makes the blocks that confirm, and then rounds. */
  confirm(): Promise<void>;
  /** Another process on the same database. */
  open(options?: Partial<ChainOptions>): Chain;
}

export async function sandboxChainForTest(options: Partial<ChainOptions> = {}): Promise<SandboxChain> {
  const database = await testDatabase();
  const { clock, now, pass } = movedClock();
  // The node has the real time: a test that moves the clock means ours.
  const sandbox = await startSandbox({
    database,
    log: silentLog,
    clock: wallClock,
    blockMs: 3_600_000,
  });
  atEnd(() => sandbox.stop());
  const listeners = recorder();
  const open = (more: Partial<ChainOptions> = {}): Chain =>
    createChain({
      ...sandbox.chain,
      rpcUrls: [sandbox.url],
      confirmations: sandbox.confirmations,
      relayerKey: sandbox.relayerKey,
      database,
      log: silentLog,
      clock,
      now,
      listeners,
      ...options,
      ...more,
    });
  const chain = open();
  const settle = async (): Promise<void> => {
    do {
      while (await chain.round());
      // The node answers what it is sent before its block is made.
      await sandbox.mine(0);
    } while (await chain.round());
  };
  await settle();
  return {
    ...listeners,
    database,
    sandbox,
    chain,
    tokens: sandbox.chain.tokens.map(({ address }) => address) as [Address, Address, Address],
    pass,
    settle,
    async confirm() {
      await settle();
      await sandbox.mine(sandbox.confirmations - 1);
      await settle();
    },
    open,
  };
}

/** A connection whose requests pass through `meddle` first; what it answers is the answer, and undefined asks the node. */
export function meddling(
  url: string,
  meddle: (method: string, params: unknown) => unknown,
): (url: string) => Transport {
  return () => (parameters) => {
    const transport = http(url, { retryCount: 0 })(parameters);
    const request = async (call: { method: string; params?: unknown }): Promise<unknown> => {
      const answer = await meddle(call.method, call.params);
      return answer === undefined ? await transport.request(call as never) : answer;
    };
    return { ...transport, request } as never;
  };
}
