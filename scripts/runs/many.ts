import { globalSetup, globalTeardown } from '../../test/support/global.ts';
import { openDatabase } from '../../src/platform/database.ts';
import type { Database } from '../../src/platform/database.ts';

/**
 * Runs a seeded test as often as the command line says (`2000 [first seed]`), three at a time on one database; prints the seeds
 * that failed and ends with 1 if there are any.
 */
export async function manyRuns(
  run: (database: Database, seed: number) => Promise<unknown>,
  prepare: (database: Database) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const runs = Number(process.argv[2] ?? 2_000);
  const first = Number(process.argv[3] ?? 1);
  await globalSetup();
  const server = JSON.parse(process.env['CARDWRIGHT_TEST_DATABASE'] ?? '{}') as object;
  const database = openDatabase({ ...server, database: 'cardwright_template' });
  await prepare(database);
  let next = first;
  const failed: number[] = [];
  const worker = async (): Promise<void> => {
    while (next < first + runs) {
      const seed = next++;
      await run(database, seed).catch((error: unknown) => {
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
}
