import { creditIndex, creditTable, seededRun } from '../src/chains/testing/seeded-run.ts';
import { manyRuns } from './runs/many.ts';

/* node scripts/watcher-runs.ts 2000 [first seed]: as src/chains/watching/watcher.test.ts, as many as are asked for. */

await manyRuns(
  (database, seed) => seededRun(database, seed),
  async (database) => {
    await database.execute(creditTable);
    await database.execute(creditIndex);
  },
);
