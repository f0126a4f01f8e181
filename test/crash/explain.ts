import type { Arrival } from './receiver.ts';

/** Arrivals of an event after its first one, by their reason. */
export interface Duplicates {
  /** The receiver had refused the one before: the retry it asked for. */
  readonly refused: number;
  /** A process was killed between the two, after sending and before it was written down. */
  readonly killed: number;
  /** PostgreSQL crashed (and a process was killed) between the two, before it was written down. */
  readonly restarted: number;
  /** None of these. Must be 0. */
  readonly unexplained: number;
}

/** A process that was killed, from the signal until it was gone; or PostgreSQL away, from its crash until it was back. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: 'kill' | 'restart';
}

/** Says of every second arrival why it came. */
export function explain(
  arrivals: ReadonlyMap<string, readonly Arrival[]>,
  outages: readonly Outage[],
): Duplicates {
  const counts = { refused: 0, killed: 0, restarted: 0, unexplained: 0 };
  for (const list of arrivals.values()) {
    let before: Arrival | undefined;
    for (const again of list) {
      if (before !== undefined) counts[reasonOf(before, again, outages)] += 1;
      before = again;
    }
  }
  return counts;
}

/** The receiver shares its two cores with everything else: it may see what happened so much later. */
const lateMs = 1_000;
/** What was sent is written down within this. */
const unwrittenMs = 1_000;

function reasonOf(before: Arrival, again: Arrival, outages: readonly Outage[]): keyof Duplicates {
  if (again.attempt > before.attempt) return before.accepted ? 'unexplained' : 'refused';
  // The same attempt once more: nobody had written down that it was made.
  const { closedAtMs } = before.connection;
  const killed = outages.some(
    ({ what, fromMs, toMs }) => what === 'kill' && fromMs <= closedAtMs && closedAtMs <= toMs + lateMs,
  );
  if (killed) return 'killed';
  const away = outages.some(
    ({ what, fromMs, toMs }) =>
      what === 'restart' && fromMs - unwrittenMs <= before.atMs && before.atMs <= toMs + lateMs,
  );
  return away ? 'restarted' : 'unexplained';
}
