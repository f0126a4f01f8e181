import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { scaleOf } from '../kernel/assets.ts';
import { Failure } from '../kernel/failures.ts';
import { monotonicMs } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Reconciliation, WalletsOperator } from '../wallets/index.ts';

/** It asks a node for the balance of every wallet. */
const everyMs = 300_000;

/**
 * Compares the books with each chain now and then, and shows and logs where they differ; and shows what cannot be booked. To be called often: of a chain that is
 * away, as at a start, it is made with the next call; the others do not wait for it.
 */
export function createCustodyWatch({
  registry,
  log,
  chains,
  chainStates,
  reconcile,
}: {
  readonly registry: Registry;
  readonly log: Log;
  readonly chains: readonly string[];
  readonly chainStates: WalletsOperator['chainStates'];
  /** @throws Failure UNAVAILABLE when the chain cannot be read */
  readonly reconcile: (chain: string) => Promise<Reconciliation>;
}): () => Promise<void> {
  const difference = new Gauge({
    name: 'cardwright_custody_difference',
    help: 'What the chain has more than the books (below zero: less), in whole tokens, by the last comparison of this process',
    labelNames: ['blockchain', 'asset'],
    registers: [registry],
  });
  const wallets = new Gauge({
    name: 'cardwright_custody_wallets_that_differ',
    help: 'Pairs of wallet and asset where books and chain differ, by the last comparison of this process',
    labelNames: ['blockchain'],
    registers: [registry],
  });
  const block = new Gauge({
    name: 'cardwright_custody_compared_block',
    help: 'The block of the last comparison of this process',
    labelNames: ['blockchain'],
    registers: [registry],
  });
  const stuck = new Gauge({
    name: 'cardwright_chain_stuck_transfers',
    help: 'Transfers that are confirmed, or have left the chain, and cannot be booked; at most 100',
    labelNames: ['blockchain'],
    registers: [registry],
  });
  const lastMs = new Map<string, number>();
  const show = ({ chain: blockchain, block: at, totals, differences }: Reconciliation): void => {
    for (const { asset, ledger, onChain } of totals)
      difference.set({ blockchain, asset }, Number(onChain - ledger) / 10 ** scaleOf(asset));
    wallets.set({ blockchain }, differences.length);
    block.set({ blockchain }, Number(at));
    for (const { company, wallet, asset, ledger, onChain } of differences)
      log.error(
        { blockchain, company, wallet, asset, ledger: String(ledger), onChain: String(onChain) },
        'custody in the books is not what the chain has',
      );
  };
  return async () => {
    const failures: unknown[] = [];
    const states = await chainStates().catch((error: unknown) => {
      failures.push(error);
      return [];
    });
    for (const { chain: blockchain, state } of states)
      if (state !== undefined) stuck.set({ blockchain }, state.stuck.length);
    for (const chain of chains) {
      if (monotonicMs() - (lastMs.get(chain) ?? Number.NEGATIVE_INFINITY) < everyMs) continue;
      try {
        show(await reconcile(chain));
        lastMs.set(chain, monotonicMs());
      } catch (error) {
        // Its watcher logs that it is away.
        if (!(error instanceof Failure && error.code === 'UNAVAILABLE')) failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
}
