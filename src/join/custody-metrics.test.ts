import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { zeroHash } from 'viem';
import type { ChainState } from '../chains/index.ts';
import { Failure } from '../kernel/failures.ts';
import { silentLog } from '../platform/log.ts';
import type { Reconciliation } from '../wallets/index.ts';
import { createCustodyWatch } from './custody-metrics.ts';

const waits = {
  transactionHash: zeroHash,
  kind: 'token',
  ordinal: 0,
  blockNumber: 7n,
  contract: null,
  from: null,
  to: null,
  amount: 1n,
  hasLeft: false,
  tries: 3,
  reason: 'numeric field overflow',
  since: new Date(0),
} as const;
const stateWith = (stuck: number): ChainState => ({
  chain: 'POLYGON',
  answers: true,
  block: 7n,
  halted: null,
  relayer: undefined,
  putOff: [],
  stuck: Array.from({ length: stuck }, () => waits),
});

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
  let areUnknown = true;
  let stuck = 2;
  const watch = createCustodyWatch({
    registry,
    log: silentLog,
    chains: ['AWAY', 'POLYGON'],
    chainStates: () =>
      areUnknown
        ? Promise.reject(new Error('They cannot be read now.'))
        : Promise.resolve([
            { chain: 'AWAY', confirmations: 3, state: undefined, relayer: undefined },
            { chain: 'POLYGON', confirmations: 3, state: stateWith(stuck), relayer: undefined },
          ]),
    reconcile: (chain) => {
      asked.push(chain);
      return chain === 'AWAY' && isAway
        ? Promise.reject(new Failure('UNAVAILABLE', 'It cannot be read now.'))
        : Promise.resolve(found(chain));
    },
  });
  await assert.rejects(watch(), /cannot be read now/);
  areUnknown = false;
  assert.match(
    await registry.metrics(),
    /cardwright_custody_difference\{blockchain="POLYGON",asset="POLYGON:USDC\/6"\} -0.5/,
  );
  await watch();
  assert.match(await registry.metrics(), /chain_stuck_transfers\{blockchain="POLYGON"\} 2/);
  stuck = 0;
  await watch();
  assert.match(await registry.metrics(), /chain_stuck_transfers\{blockchain="POLYGON"\} 0/);
  isAway = false;
  await watch();
  await watch();
  assert.deepEqual(asked, ['AWAY', 'POLYGON', 'AWAY', 'AWAY', 'AWAY']);
  assert.match(await registry.metrics(), /custody_compared_block\{blockchain="AWAY"\} 7/);
});
