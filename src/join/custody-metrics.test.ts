import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { Failure } from '../kernel/failures.ts';
import { silentLog } from '../platform/log.ts';
import type { Reconciliation } from '../wallets/index.ts';
import { createCustodyWatch } from './custody-metrics.ts';

test('a chain that is away hides none of the others, and they are not compared again and again meanwhile', async () => {
  const registry = new Registry();
  const asked: string[] = [];
  const found = (chain: string): Reconciliation => ({
    chain,
    unavailable: null,
    block: 7n,
    compared: 1,
    totals: [{ asset: `${chain}:USDC/6`, ledger: 3_000_000n, onChain: 2_500_000n }],
    differences: [],
  });
  let isAway = true;
  const watch = createCustodyWatch({
    registry,
    log: silentLog,
    chains: ['AWAY', 'POLYGON'],
    reconcile: (chain) => {
      asked.push(chain);
      return chain === 'AWAY' && isAway
        ? Promise.reject(new Failure('UNAVAILABLE', 'It cannot be read now.'))
        : Promise.resolve(found(chain));
    },
  });
  await watch();
  assert.match(
    await registry.metrics(),
    /cardwright_custody_difference\{blockchain="POLYGON",asset="POLYGON:USDC\/6"\} -0.5/,
  );
  await watch();
  isAway = false;
  await watch();
  await watch();
  assert.deepEqual(asked, ['AWAY', 'POLYGON', 'AWAY', 'AWAY']);
  assert.match(await registry.metrics(), /custody_compared_block\{blockchain="AWAY"\} 7/);
});
