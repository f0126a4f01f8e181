import type { Id } from '../kernel/ids.ts';
import { monotonicMs } from '../platform/clock.ts';

type Endpoints = readonly Id<'endpoint'>[];

/** The time of a company's deliveries. Owned here, fulfilled by webhooks. `but` are endpoints that are not waited for. */
export interface DeliveryTime {
  /** Whether it is told anything at all. */
  isTold(company: Id<'company'>): Promise<boolean>;
  /** Endpoints that nobody answers for, which takes a second and more at each retry. */
  silent(company: Id<'company'>): Promise<Endpoints>;
  /** In how many seconds its next retry is due; undefined where none is. */
  nextRetryIn(company: Id<'company'>, but: Endpoints): Promise<number | undefined>;
  /** Lets so many seconds pass; answers how many retries were due by then, and which endpoints had them not tried in time. */
  pass(
    company: Id<'company'>,
    seconds: number,
    patienceMs: number,
    but: Endpoints,
  ): Promise<{ due: number; untried: Endpoints }>;
  /** Answers when each delivery has been tried once, or after a while: which endpoints had theirs not tried. */
  settled(company: Id<'company'>, moves: boolean, but: Endpoints): Promise<Endpoints>;
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

/** Receivers are not waited for longer than this in all. */
const mostWaitMs = 20_000;
/** Where a step takes so long somebody may be silent. */
const longMs = 1_000;
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
  nowMs: () => number = monotonicMs,
): Promise<Pace> {
  if (!(await time.isTold(company))) return nobodyIsTold;
  const startedMs = nowMs();
  const leastMs = (until.getTime() - from.getTime()) / steps;
  // Who did not answer once, and made others wait for it, is not waited for again.
  const silent = new Set(await time.silent(company));
  let at = from.getTime();
  let due = 0;
  let waits = true;

  const waitFor = async (wait: (but: Endpoints) => Promise<Endpoints>): Promise<void> => {
    const beganMs = nowMs();
    for (const untried of await wait([...silent])) silent.add(untried);
    if (nowMs() - beganMs >= longMs) for (const endpoint of await time.silent(company)) silent.add(endpoint);
    if (nowMs() - startedMs > mostWaitMs) waits = false;
  };

  const moveTo = (moment: number, patienceMs: number): Promise<void> =>
    waitFor(async (but) => {
      if (moment <= at) return [];
      const passed = await time.pass(company, (moment - at) / 1_000, patienceMs, but);
      at = moment;
      due += passed.due;
      return patienceMs === 0 ? [] : passed.untried;
    });

  const reach = async (moment: Date): Promise<void> => {
    const end = moment.getTime();
    // oxlint-disable-next-line no-unmodified-loop-condition -- `moveTo` modifies it
    while (waits) {
      const inSeconds = await time.nextRetryIn(company, [...silent]);
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
      if (waits) await waitFor((but) => time.settled(company, true, but));
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
