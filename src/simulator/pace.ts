import type { Id } from '../kernel/ids.ts';
import { monotonicMs } from '../platform/clock.ts';

/** The time of a company's deliveries. Owned here, fulfilled by webhooks. */
export interface DeliveryTime {
  /** Whether it is told anything at all. */
  isTold(company: Id<'company'>): Promise<boolean>;
  /** In how many seconds its next retry is due; undefined where none is. */
  nextRetryIn(company: Id<'company'>): Promise<number | undefined>;
  /** Lets so many seconds pass; answers how many retries were due by then, and whether all have been tried. */
  pass(company: Id<'company'>, seconds: number, patienceMs: number): Promise<{ due: number; tried: boolean }>;
  /** Resolves when each delivery has been tried once, or after a while. */
  settled(company: Id<'company'>, patienceMs?: number): Promise<boolean>;
}

/** Deliveries of a company that keep pace with its clock while that moves. */
export interface Pace {
  /** Brings deliveries to a moment of the company's clock: retries that are due on the way are sent, in order. */
  reach(moment: Date): Promise<void>;
  /** Brings them to the end of the way, with what was made on it. */
  finish(): Promise<void>;
  /** How many retries came forward. */
  readonly broughtForward: () => number;
}

/** Receivers that do not answer are not waited for longer than this in all. */
const mostWaitMs = 20_000;
/** Retries that are due so close together are sent together: a second, or a fiftieth of the way so far. */
const togetherMs = 1_000;
const togetherShare = 50;
/** Where no retry is due, time passes in steps of at least a hundredth of the way: a step costs a unit of work. */
const steps = 100;

/** Deliveries keep pace on the way from one moment of the company's clock to another. */
export async function keepPace(
  time: DeliveryTime,
  company: Id<'company'>,
  from: Date,
  until: Date,
): Promise<Pace> {
  if (!(await time.isTold(company))) return nobodyIsTold;
  const startedMs = monotonicMs();
  const leastMs = (until.getTime() - from.getTime()) / steps;
  let at = from.getTime();
  let due = 0;
  let waits = true;

  const moveTo = async (moment: number, patienceMs: number): Promise<void> => {
    if (moment <= at) return;
    const passed = await time.pass(company, (moment - at) / 1_000, patienceMs);
    at = moment;
    due += passed.due;
    // Who has not answered once is not waited for again.
    if (!passed.tried || monotonicMs() - startedMs > mostWaitMs) waits = false;
  };

  const reach = async (moment: Date): Promise<void> => {
    const end = moment.getTime();
    // oxlint-disable-next-line no-unmodified-loop-condition -- `moveTo` modifies it
    while (waits) {
      const inSeconds = await time.nextRetryIn(company);
      if (inSeconds === undefined) break;
      const next = at + inSeconds * 1_000;
      if (next > end) break;
      const together = next + Math.max(togetherMs, (next - from.getTime()) / togetherShare);
      await moveTo(Math.min(end, Math.max(together, at + 1)), mostWaitMs / 4);
      if (at >= end) break;
    }
    if (end - at >= leastMs || end === until.getTime()) await moveTo(end, 0);
  };

  return {
    reach,
    async finish() {
      if (waits) waits = await time.settled(company);
      await reach(until);
    },
    broughtForward: () => due,
  };
}

const nobodyIsTold: Pace = {
  reach: () => Promise.resolve(),
  finish: () => Promise.resolve(),
  broughtForward: () => 0,
};
