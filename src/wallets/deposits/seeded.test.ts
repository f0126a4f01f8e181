import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { seededDeposits } from '../testing/seeded-deposits.ts';

/** More of them: `node scripts/deposit-runs.ts 2000`. A failure names its seed. */
const runs = 40;

test(`${runs} lives of a chain: the books are what the chain has, nothing missed, nothing twice`, async () => {
  const database = await testDatabase();
  const total = { credited: 0, reversed: 0, reorganisations: 0, restarts: 0, stuck: 0 };
  let next = 1;
  const worker = async (): Promise<void> => {
    while (next <= runs) {
      const report = await seededDeposits(database, next++);
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += report[name];
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  // The runs are worth something only if all of this has happened in them.
  assert.ok(total.credited > 100 && total.reversed > 10, JSON.stringify(total));
  assert.ok(total.reorganisations > 50 && total.restarts > 50 && total.stuck > 50, JSON.stringify(total));
});
