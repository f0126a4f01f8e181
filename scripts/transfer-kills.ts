import { after, test } from 'node:test';
import { globalSetup, globalTeardown } from '../test/support/global.ts';
import { killedTransfers } from '../src/wallets/testing/killed-transfers.ts';
import { walletsRig } from '../src/wallets/testing/rig.ts';

/* node scripts/transfer-kills.ts 200 [seed]: as src/wallets/outgoing/crash.test.ts, as many as are asked for. */

const kills = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);

await globalSetup();
test(`${kills} kills, seed ${seed}`, async (context) => {
  const rig = await walletsRig();
  context.diagnostic(JSON.stringify(await killedTransfers(rig, kills, seed)));
});
after(globalTeardown);
