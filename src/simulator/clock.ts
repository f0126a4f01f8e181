import { addDuration, type Duration } from '../kernel/duration.ts';
import { wrongField } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import type { Doors } from './doors.ts';
import { dueQueue, runInOrder } from './due.ts';
import { keepPace } from './pace.ts';

/** What time it is for a company now, and what the way there made happen. */
export interface Advanced {
  readonly now: Date;
  readonly expiredHolds: number;
  readonly expiredChallenges: number;
  readonly deliveriesBroughtForward: number;
}

/** A slip of the finger must not lead to the year 9999: a clock never goes back. */
const furthest: Duration = { months: 120, ms: 0 };
/** Where a company's clock may stand. What a purchase makes due lies behind it, and some 85 years on there are no columns for it. */
export const clockRange = { from: new Date(0), before: new Date('2200-01-01T00:00:00Z') } as const;

/**
 * Moves a company's clock forward and runs what falls due on the way, in order and each as of its own due moment.
 * The clock moves first, in a unit of work of its own: should the process die on the way, the worker finds the rest.
 *
 * @throws Failure VALIDATION_ERROR for more than ten years at once, or beyond the year 2199
 */
export async function advance(
  doors: Pick<Doors, 'database' | 'companies' | 'authorizations' | 'challenges' | 'deliveryTime'>,
  company: Id<'company'>,
  by: Duration,
  traceId: string,
): Promise<Advanced> {
  const { before, now } = await doors.database.work(async (tx) => {
    const read = await doors.companies.now(tx, company);
    const after = addDuration(read, by);
    // Beyond the last moment that a date can be there is none, which is not later than anything.
    if (!(after <= addDuration(read, furthest))) throw wrongField('advance', 'must be at most ten years');
    const wayMs = after.getTime() - read.getTime();
    const { now } = await doors.companies.advanceClock(tx, company, wayMs / 1_000);
    // Another move may have come between: only what the clock shows with its row locked is so.
    if (now >= clockRange.before) throw wrongField('advance', 'must not go beyond the year 2199');
    return { before: new Date(now.getTime() - wayMs), now };
  });
  const holds = dueQueue(doors.authorizations.expiry, company, now, traceId);
  const challenges = dueQueue(doors.challenges, company, now, traceId);
  const pace = await keepPace(doors.deliveryTime, company, before, now);
  await runInOrder([holds, challenges], (moment) => pace.reach(moment));
  await pace.finish();
  return {
    now,
    expiredHolds: holds.done(),
    expiredChallenges: challenges.done(),
    deliveriesBroughtForward: pace.broughtForward(),
  };
}
