import type { Arrival } from './receiver.ts';

/** Arrivals of an event after its first one, by their reason. */
export interface Duplicates {
  /** The receiver had refused the one before: the retry it asked for. */
  readonly refused: number;
  /** A process was killed between the two, after sending and before it was written down. */
  readonly killed: number;
  /** PostgreSQL crashed (and a process was killed) between the two, before it was written down. */
  readonly restarted: number;
  /** The machine stood still between the two for longer than a lease, or an endpoint's time, may have had left. */
  readonly stoodStill: number;
  /** None of these. Must be 0. */
  readonly unexplained: number;
}

/**
 * A process that was killed, from the signal until it was gone; PostgreSQL away, from its crash until it was back; or a process standing
 * still: this one, and most likely the machine with it, or one that was made to.
 */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: 'kill' | 'restart' | 'still';
}

/** Says of every second arrival why it came; `tell` hears of each one without a reason. */
export function explain(
  arrivals: ReadonlyMap<string, readonly Arrival[]>,
  outages: readonly Outage[],
  tell: (event: string, list: readonly Arrival[]) => void = () => undefined,
): Duplicates {
  const counts = { refused: 0, killed: 0, restarted: 0, stoodStill: 0, unexplained: 0 };
  for (const [event, list] of arrivals) {
    let before: Arrival | undefined;
    for (const again of list) {
      const reason = before && reasonOf(before, again, outages);
      if (reason !== undefined) counts[reason] += 1;
      if (reason === 'unexplained') tell(event, list);
      before = again;
    }
  }
  return counts;
}

/** The receiver shares its two cores with everything else: it may see what happened so much later. */
const lateMs = 1_000;
/** What was sent is written down within this. */
const unwrittenMs = 1_000;
/** A lease is of 20 s; those with less than 10 s left are made longer every 4 s, so each has this much left at least. */
const leaseMs = 20_000;
const leastLeftMs = 6_000;

function reasonOf(before: Arrival, again: Arrival, outages: readonly Outage[]): keyof Duplicates {
  if (again.attempt > before.attempt && !before.accepted) return 'refused';
  const pauses = outages.filter(({ what }) => what === 'still');
  /** What was late by so much, on a machine that did not stand still. */
  const lag = (fromMs: number, toMs: number): number => toMs - fromMs - overlap(pauses, fromMs, toMs);
  const during = (what: Outage['what'], atMs: number, earlyMs: number): boolean =>
    outages.some((each) => {
      if (each.what !== what || atMs === Infinity) return false;
      if (each.fromMs <= atMs && atMs <= each.toMs) return true;
      return atMs < each.fromMs ? lag(atMs, each.fromMs) <= earlyMs : lag(each.toMs, atMs) <= lateMs;
    });
  if (again.attempt === before.attempt) {
    // The same attempt once more: nobody had written down that it was made.
    const { closedAtMs } = before.connection;
    if (closedAtMs <= again.atMs && during('kill', closedAtMs, 0)) return 'killed';
    if (during('restart', before.atMs, unwrittenMs)) return 'restarted';
  }
  // The lease of its sender ran out, or its answer was heard too late.
  return overlap(pauses, before.atMs - leaseMs, again.atMs) >= leastLeftMs ? 'stoodStill' : 'unexplained';
}

/** How much of this time they lasted, where two did at once counted once. */
function overlap(outages: readonly Outage[], fromMs: number, toMs: number): number {
  let sumMs = 0;
  let countedToMs = fromMs;
  for (const each of outages.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const endMs = Math.min(each.toMs, toMs);
    sumMs += Math.max(0, endMs - Math.max(each.fromMs, countedToMs));
    countedToMs = Math.max(countedToMs, endMs);
  }
  return sumMs;
}

const lookEveryMs = 50;
/** Shorter than this is a busy machine. */
const leastMs = 500;

/** Looks at the clock all the time, and tells of every pause in which it could not. Answers how to end that. */
export function watchPauses(tell: (pause: Outage) => void): () => void {
  let lastMs = Date.now();
  const timer = setInterval(() => {
    const nowMs = Date.now();
    if (nowMs - lastMs - lookEveryMs >= leastMs) tell({ what: 'still', fromMs: lastMs, toMs: nowMs });
    lastMs = nowMs;
  }, lookEveryMs);
  return () => clearInterval(timer);
}
