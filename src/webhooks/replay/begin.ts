import type { Clock } from '../../platform/clock.ts';
import type { Queries } from '../../platform/database.ts';
import { hasOlderUnits } from './store.ts';
import type { ReplayAsked, ReplayJob, ReplayWish } from './types.ts';

/**
 * What is missing is asked for right after an endpoint was switched on. Until every process has heard of that (milliseconds) events
 * are still stored without a delivery to it, and what was stored so is seen only when its unit of work ends. So such a replay goes up
 * to this long after it was asked for, and begins then, once all units of work that had begun by then are over.
 */
const settleMs = 1_000;
/** Nobody waits longer for a unit of work that does not end. */
const patienceMs = 60_000;

/** What is asked for, with its end. */
export const wishOf = (asked: ReplayAsked, now: Date): ReplayWish => ({
  ...asked,
  until: asked.until ?? (asked.only === 'missing' ? settled(now) : now),
});

/** Whether a job has begun, or may. */
export async function mayBegin(queries: Queries, clock: Clock, job: ReplayJob): Promise<boolean> {
  if (job.only !== 'missing' || job.position !== null) return true;
  const waitedMs = clock.now().getTime() - job.createdAt.getTime();
  if (waitedMs < settleMs) return false;
  return waitedMs >= patienceMs || !(await hasOlderUnits(queries, settled(job.createdAt)));
}

const settled = (from: Date): Date => new Date(from.getTime() + settleMs);
