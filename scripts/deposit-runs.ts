import { seededDeposits } from '../src/wallets/testing/seeded-deposits.ts';
import { manyRuns } from './runs/many.ts';

/* node scripts/deposit-runs.ts 2000 [first seed]: as src/wallets/deposits/seeded.test.ts, as many as are asked for. */

await manyRuns(seededDeposits);
