import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { creditIndex, creditTable, seededRun } from '../testing/seeded-run.ts';

/**
 * More of them: `node scripts/watcher-runs.ts 2000`. A failure names its seed. Twice as many of the same lives are lived with real
 * wallets and books in src/wallets/deposits/seeded.test.ts; these say whether the watcher is at fault.
 */
const runs = 20;

test(`${runs} lives of a chain: no deposit is missed, none is credited twice`, async () => {
  const database = await testDatabase();
  await database.execute(creditTable);
  await database.execute(creditIndex);
  const total = { credited: 0, reversed: 0, reorganisations: 0, restarts: 0, stuck: 0 };
  let next = 1;
  const worker = async (): Promise<void> => {
    while (next <= runs) {
      const report = await seededRun(database, next++);
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += report[name];
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  // The runs are worth something only if all of this has happened in them.
  assert.ok(total.credited > 100 && total.reversed > 10, JSON.stringify(total));
  assert.ok(total.reorganisations > 50 && total.restarts > 50 && total.stuck > 50, JSON.stringify(total));
});
