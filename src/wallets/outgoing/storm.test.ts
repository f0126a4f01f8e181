import { test } from 'node:test';
import { walletsRig } from '../testing/rig.ts';
import { seededOutgoing } from '../testing/seeded-outgoing.ts';
import { seedFor } from '../../../test/support/seed.ts';

const first = seedFor('storm of transfers');
const t = await walletsRig();

test(`whatever is asked for at the same moment of two processes: seed ${first}`, async (context) => {
  context.diagnostic(JSON.stringify(await seededOutgoing(t, first, 15, 6)));
});
