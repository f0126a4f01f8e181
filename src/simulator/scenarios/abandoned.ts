import type { ScenarioDoors } from './doors.ts';
import { selectAbandoned } from './abandoned-store.ts';

/** No story is told for so long: 200 steps at most, each waited for some seconds. */
const longestRunMs = 3_600_000;

/**
 * Takes away the throwaway companies of runs whose process died in the middle, in whatever process it was; answers how many. They are
 * known by their age, so a run needs no lease, and nothing is asked of whoever is alive.
 */
export async function clearAbandoned(
  { database, clearAway }: Pick<ScenarioDoors, 'database' | 'clearAway'>,
  now: Date,
): Promise<number> {
  const companies = await selectAbandoned(database, new Date(now.getTime() - longestRunMs));
  for (const company of companies) await clearAway(company);
  return companies.length;
}
