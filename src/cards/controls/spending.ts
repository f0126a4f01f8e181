import { maxBigint } from '../../kernel/money.ts';
import { sameDay, startOfDay, startOfMonth, startOfWeek } from '../../kernel/time.ts';

/**
 * What a card has spent in the UTC day, the week (from Monday) and the month of the moment `at`, USD cents with
 * fees. One moment names all three windows; a window that has passed counts as empty without being written.
 */
export interface Spending {
  readonly at: Date;
  readonly day: bigint;
  readonly week: bigint;
  readonly month: bigint;
}

/** Nothing spent, in the windows of `at`. */
export const noSpending = (at: Date): Spending => ({ at, day: 0n, week: 0n, month: 0n });

/** What is spent in the windows of `now`: a window of `spending` that has passed is empty. */
export function spendingAt(spending: Spending, now: Date): Spending {
  if (now <= spending.at) return spending;
  return {
    at: now,
    day: sameWindow(startOfDay, spending.at, now) ? spending.day : 0n,
    week: sameWindow(startOfWeek, spending.at, now) ? spending.week : 0n,
    month: sameWindow(startOfMonth, spending.at, now) ? spending.month : 0n,
  };
}

/**
 * Counts `amount` in the windows of `at`; a negative amount gives back what was counted at `at`. Only windows that
 * are still open and contain `at` are touched: giving back yesterday's purchase leaves today's sum alone.
 */
export function spend(spending: Spending, at: Date, amount: bigint): Spending {
  const open = spendingAt(spending, at);
  const add = (sum: bigint, startOf: (instant: Date) => Date): bigint =>
    sameWindow(startOf, open.at, at) ? maxBigint(0n, sum + amount) : sum;
  return {
    at: open.at,
    day: add(open.day, startOfDay),
    week: add(open.week, startOfWeek),
    month: add(open.month, startOfMonth),
  };
}

const sameWindow = (startOf: (instant: Date) => Date, a: Date, b: Date): boolean =>
  // Windows hold whole days, and most purchases follow one of the same day.
  a === b || sameDay(a, b) || startOf(a).getTime() === startOf(b).getTime();
