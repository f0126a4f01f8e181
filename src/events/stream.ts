import { setTimeout } from 'node:timers/promises';
import type { Id } from '../kernel/ids.ts';
import type { Clock } from '../platform/clock.ts';
import { firstIdAt, momentOf } from './id-range.ts';
import { lateMs, type Pulse } from './pulse.ts';
import type { EventReader } from './read.ts';
import type { EventRecord } from './types.ts';

export interface StreamOptions {
  readonly reader: Pick<EventReader, 'listForwards' | 'many'>;
  readonly clock: Clock;
  readonly pulse: Pulse;
  readonly company: Id<'company'>;
  /** The last event that was received; `undefined` starts with what happens from now on. */
  readonly after: string | undefined;
  /** Aborted when nobody reads any more. */
  readonly signal: AbortSignal;
  /** Calls back after each commit of this process that stored events of the company. */
  readonly onStored: (heard: () => void) => () => void;
}

/** At most one look in so long, however often something is stored. */
const gatherMs = 50;
const page = 100;
const lifeSignMs = 15_000;

/**
 * A company's events as they happen, in the order of their ids but for those that a slower commit made visible late. Each
 * once; after a reconnection those of the last seconds again, as their neighbours may have been late: receivers
 * deduplicate by `operation_id` anyway. An empty list is a sign of life.
 *
 * A stream reads when something was stored in this process, or the pulse of all streams has found what it has not told.
 */
export async function* streamEvents(options: StreamOptions): AsyncGenerator<readonly EventRecord[]> {
  const { reader, clock, company, signal, onStored, pulse } = options;
  const start = startOf(options.after, clock.now());
  const seen = new Set<string>();
  /** What became visible behind the cursor. */
  const late = new Set<Id<'event'>>();
  let cursor = start;
  let wake: () => void = () => undefined;
  const forget = onStored(() => wake());
  const unfollow = pulse.follow(company, (ids, since) => {
    for (const id of seen) if (id < since) seen.delete(id);
    const untold = ids.filter((id) => id > start && !seen.has(id));
    for (const id of untold) if (id <= cursor) late.add(id);
    if (untold.length > 0) wake();
  });

  const fresh = (events: readonly EventRecord[]): EventRecord[] => {
    const unseen = events.filter((event) => !seen.has(event.id));
    for (const event of unseen) seen.add(event.id);
    return unseen;
  };
  const readLate = async (): Promise<EventRecord[]> => {
    const some = [...late].slice(0, page);
    for (const id of some) late.delete(id);
    return some.length === 0 ? [] : fresh(await reader.many(company, some));
  };

  try {
    let isQuiet = false;
    while (!signal.aborted) {
      // The wait begins before the look, so that nothing stored in between is slept over.
      const stored = new Promise<true>((resolve) => (wake = () => resolve(true)));
      const found = await reader.listForwards(company, { cursor, size: page });
      cursor = found.next ?? found.events.at(-1)?.id ?? cursor;
      const told = fresh(found.events);
      told.push(...(await readLate()));
      if (told.length > 0 || isQuiet) yield told;
      if (found.next !== undefined || late.size > 0) continue;
      await pause(gatherMs, signal);
      isQuiet = !(await within(lifeSignMs, stored, signal));
    }
  } finally {
    forget();
    unfollow();
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);

/** Whether something came before the time was over. */
async function within(ms: number, coming: Promise<true>, signal: AbortSignal): Promise<boolean> {
  const over = new AbortController();
  try {
    const ended = pause(ms, AbortSignal.any([signal, over.signal])).then(() => false);
    return await Promise.race([coming, ended]);
  } finally {
    over.abort();
  }
}

/** A little before the event that was received last: those near it may have become visible after it. */
function startOf(after: string | undefined, now: Date): string {
  const atMs = after === undefined ? NaN : momentOf(after).getTime();
  // What has another clock's future in it would wait for that.
  return firstIdAt('evt', Number.isFinite(atMs) ? new Date(Math.min(atMs - lateMs, now.getTime())) : now);
}
