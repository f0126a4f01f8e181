import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { scaleOf } from '../kernel/assets.ts';
import { monotonicMs } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Reconciliation } from '../wallets/index.ts';

/** It asks a node for the balance of every wallet. */
const everyMs = 300_000;

/**
 * Compares the books with the chains now and then, and shows and logs where they differ. To be called often: one that could
 * not be made, as at a start, is made with the next call.
 */
export function createCustodyWatch({
  registry,
  log,
  reconcile,
}: {
  readonly registry: Registry;
  readonly log: Log;
  readonly reconcile: () => Promise<readonly Reconciliation[]>;
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
  let lastMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (monotonicMs() - lastMs < everyMs) return;
    const found = await reconcile();
    lastMs = monotonicMs();
    for (const { chain: blockchain, block: at, totals, differences } of found) {
      for (const { asset, ledger, onChain } of totals)
        difference.set({ blockchain, asset }, Number(onChain - ledger) / 10 ** scaleOf(asset));
      wallets.set({ blockchain }, differences.length);
      block.set({ blockchain }, Number(at));
      for (const { company, wallet, asset, ledger, onChain } of differences)
        log.error(
          { blockchain, company, wallet, asset, ledger: String(ledger), onChain: String(onChain) },
          'custody in the books is not what the chain has',
        );
    }
  };
}
