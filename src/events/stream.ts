import { setTimeout } from 'node:timers/promises';
import type { Id } from '../kernel/ids.ts';
import type { Clock } from '../platform/clock.ts';
import { firstIdAt, momentOf } from './id-range.ts';
import type { EventReader, EventStretch } from './read.ts';
import type { EventRecord } from './types.ts';

export interface StreamOptions {
  readonly reader: Pick<EventReader, 'listForwards' | 'many' | 'stretch'>;
  readonly clock: Clock;
  readonly company: Id<'company'>;
  /** The last event that was received; `undefined` starts with what happens from now on. */
  readonly after: string | undefined;
  /** Aborted when nobody reads any more. */
  readonly signal: AbortSignal;
  /** Calls back after each commit of this process that stored events of the company. */
  readonly onStored: (heard: () => void) => () => void;
}

const pollMs = 1000;
/** At most one look in so long, however often something is stored. */
const gatherMs = 50;
const page = 100;
/** A commit makes events visible later than others with greater ids; what is that old is looked at again. */
const lateMs = 5000;
const lifeSignMs = 15_000;

/**
 * A company's events as they happen, in the order of their ids but for those that a slower commit made visible late. Each
 * once; after a reconnection those of the last seconds again, as their neighbours may have been late: receivers
 * deduplicate by `operation_id` anyway. An empty list is a sign of life.
 */
export async function* streamEvents(options: StreamOptions): AsyncGenerator<readonly EventRecord[]> {
  const { reader, clock, company, signal, onStored } = options;
  const nowMs = (): number => clock.now().getTime();
  const start = startOf(options.after, clock.now());
  const seen = new Set<string>();
  let cursor = start;
  /** When the last look back began: what became visible since is of no more than `lateMs` before. */
  let lookedBackMs = nowMs();
  let quietSinceMs = nowMs();
  let wake: () => void = () => undefined;
  const forget = onStored(() => wake());

  const fresh = (events: readonly EventRecord[]): EventRecord[] => {
    const unseen = events.filter((event) => !seen.has(event.id));
    for (const event of unseen) seen.add(event.id);
    return unseen;
  };
  /** What became visible behind the cursor. */
  const lookBack = async (): Promise<EventRecord[]> => {
    // From the look before, not from now: a reader that takes nothing for a minute keeps this from looking meanwhile.
    const since = firstIdAt('evt', new Date(Math.min(lookedBackMs, nowMs()) - lateMs));
    lookedBackMs = nowMs();
    for (const id of seen) if (id < since) seen.delete(id);
    const missed: Id<'event'>[] = [];
    for (let next: string | undefined = since > start ? since : start; next !== undefined && next < cursor;) {
      const stretch: EventStretch = await reader.stretch(company, { cursor: next, size: 5000 });
      for (const { id } of stretch.events) if (id <= cursor && !seen.has(id)) missed.push(id);
      next = stretch.next;
    }
    return missed.length === 0 ? [] : fresh(await reader.many(company, missed));
  };

  try {
    while (!signal.aborted) {
      // The wait begins before the look, so that nothing stored in between is slept over.
      const stored = new Promise<void>((resolve) => (wake = resolve));
      const found = await reader.listForwards(company, { cursor, size: page });
      cursor = found.next ?? found.events.at(-1)?.id ?? cursor;
      const told = fresh(found.events);
      if (nowMs() - lookedBackMs >= pollMs || nowMs() < lookedBackMs) told.push(...(await lookBack()));
      if (told.length > 0 || nowMs() - quietSinceMs >= lifeSignMs) {
        quietSinceMs = nowMs();
        yield told;
      }
      if (found.next !== undefined) continue;
      await pause(gatherMs, signal);
      await Promise.race([stored, pause(pollMs, signal)]);
    }
  } finally {
    forget();
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);

/** A little before the event that was received last: those near it may have become visible after it. */
function startOf(after: string | undefined, now: Date): string {
  const atMs = after === undefined ? NaN : momentOf(after).getTime();
  // What has another clock's future in it would wait for that.
  return firstIdAt('evt', Number.isFinite(atMs) ? new Date(Math.min(atMs - lateMs, now.getTime())) : now);
}
