import { globalSetup, globalTeardown } from '../test/support/global.ts';
import { openDatabase } from '../src/platform/database.ts';
import { seededDeposits } from '../src/wallets/testing/seeded-deposits.ts';

/* node scripts/deposit-runs.ts 2000 [first seed]: as src/wallets/deposits/seeded.test.ts, as many as are asked for. */

const runs = Number(process.argv[2] ?? 2_000);
const first = Number(process.argv[3] ?? 1);

await globalSetup();
const server = JSON.parse(process.env['CARDWRIGHT_TEST_DATABASE'] ?? '{}') as object;
const database = openDatabase({ ...server, database: 'cardwright_template' });
let next = first;
const failed: number[] = [];
const worker = async (): Promise<void> => {
  while (next < first + runs) {
    const seed = next++;
    await seededDeposits(database, seed).catch((error: unknown) => {
      failed.push(seed);
      console.error(`seed ${seed}:`, error);
    });
    if (seed % 100 === 0) console.log(`${seed - first + 1} of ${runs}, ${failed.length} failed`);
  }
};
await Promise.all([worker(), worker(), worker()]);
await database.close();
await globalTeardown();
console.log(`${runs} runs from seed ${first}: ${failed.length} failed ${failed.join(' ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
