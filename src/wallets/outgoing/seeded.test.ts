import { test } from 'node:test';
import { walletsRig } from '../testing/rig.ts';
import { seededOutgoing } from '../testing/seeded-outgoing.ts';

const runs = 2;
const first = Date.now() % 1_000_000;
const t = await walletsRig();

for (let seed = first; seed < first + runs; seed++)
  test(`whatever is asked for, and whatever the chain does: seed ${seed}`, async (context) => {
    context.diagnostic(JSON.stringify(await seededOutgoing(t, seed, 50)));
  });
