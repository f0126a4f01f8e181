import type { Card } from './types.ts';

/**
 * The moment of what happens on a card while its company's clock shows `clock`. On one card time does not run back, and what comes
 * after an unblocking is later than it, also within its millisecond and where a clock stands: velocity counts what is later.
 */
export function momentOn({ spending, velocityResetAt }: Card, clock: Date): Date {
  const last = clock < spending.at ? spending.at : clock;
  return last > velocityResetAt ? last : new Date(velocityResetAt.getTime() + 1);
}
