import { test } from 'node:test';
import { walletsRig } from '../testing/rig.ts';
import { seededOutgoing } from '../testing/seeded-outgoing.ts';
import { seedFor } from '../../../test/support/seed.ts';

const first = seedFor('transfers');
// Native coin is found in traces, or by balances where a node has none.
const chains = [{}, { coins: 'balances', coinBalancesMs: 0 }] as const;

for (const [at, chain] of chains.entries())
  test(`whatever is asked for, and whatever the chain does: seed ${first + at} ${JSON.stringify(chain)}`, async (context) => {
    context.diagnostic(JSON.stringify(await seededOutgoing(await walletsRig({ chain }), first + at, 40)));
  });
