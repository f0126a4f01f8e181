import { wallClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import { databaseNow } from '../../platform/database-clock.ts';
import type { Queries } from '../../platform/database.ts';

/** The time of a process and of its database, which a test moves on together. */
export interface MovedClock {
  readonly clock: Clock;
  readonly now: (queries: Queries) => Promise<Date>;
  pass(ms: number): void;
}

export function movedClock(): MovedClock {
  let aheadMs = 0;
  return {
    clock: { now: () => new Date(wallClock.now().getTime() + aheadMs) },
    now: async (queries) => new Date((await databaseNow(queries)).getTime() + aheadMs),
    pass: (ms) => void (aheadMs += ms),
  };
}
