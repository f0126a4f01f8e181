import { after, test } from 'node:test';
import { globalSetup, globalTeardown } from '../test/support/global.ts';
import { seededOutgoing } from '../src/wallets/testing/seeded-outgoing.ts';
import { walletsRig } from '../src/wallets/testing/rig.ts';

/*
 * node scripts/transfer-runs.ts 100 [first seed] [at once]: as src/wallets/outgoing/seeded.test.ts, as many as are asked for; with so many
 * things done at the same moment as storm.test.ts.
 */

const runs = Number(process.argv[2] ?? 100);
const first = Number(process.argv[3] ?? 1);
const together = Number(process.argv[4] ?? 1);

await globalSetup();
for (let seed = first; seed < first + runs; seed++)
  test(`seed ${seed}`, async (context) => {
    // A chain of its own: a long one is slow.
    context.diagnostic(
      JSON.stringify(await seededOutgoing(await walletsRig(), seed, together === 1 ? 60 : 30, together)),
    );
  });
after(globalTeardown);
