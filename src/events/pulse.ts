import { setTimeout } from 'node:timers/promises';
import type { Id } from '../kernel/ids.ts';
import type { Clock } from '../platform/clock.ts';
import type { Queries } from '../platform/database.ts';
import { firstIdAt } from './id-range.ts';
import { mostNews, selectNews } from './store.ts';

/**
 * Told of events of a company that are there, oldest first: all with ids from `since` on, in one go or in several. Nothing is
 * told where there are none.
 */
export type Heard = (ids: readonly Id<'event'>[], since: string) => void;

/** Looks for new events on behalf of everybody in this process who follows some. */
export interface Pulse {
  /** Until the answer is called. */
  follow(company: Id<'company'>, heard: Heard): () => void;
}

export interface PulseOptions {
  readonly queries: Queries;
  readonly clock: Clock;
}

/** So often is looked: what another process has stored is told after that long. */
const everyMs = 1000;
/** A commit makes events visible later than others with greater ids; what is that old is looked at again. */
export const lateMs = 5000;

/**
 * One statement a second, however many streams there are of however many companies; none where there are none. What is found is
 * only what has happened in the last seconds, so that a quiet company costs one step down an index.
 */
export function createPulse({ queries, clock }: PulseOptions): Pulse {
  const followers = new Map<Id<'company'>, Set<Heard>>();
  let isLooking = false;

  const look = async (since: string): Promise<void> => {
    let asked: readonly { readonly company: Id<'company'>; readonly since: string }[] = [
      ...followers.keys(),
    ].map((company) => ({ company, since }));
    while (asked.length > 0) {
      const found = await selectNews(queries, asked);
      for (const { company, ids } of found)
        for (const heard of followers.get(company) ?? []) heard(ids, since);
      asked = found.flatMap(({ company, ids }) => {
        const last = ids.length === mostNews ? ids.at(-1) : undefined;
        return last === undefined ? [] : [{ company, since: last }];
      });
    }
  };
  /** What became visible since the look before is of no more than `lateMs` before that, however long ago it was. */
  const lookOn = async (): Promise<void> => {
    isLooking = true;
    let lookedAt = clock.now();
    while (followers.size > 0) {
      await setTimeout(everyMs, undefined, { ref: false });
      const now = clock.now();
      const since = firstIdAt('evt', new Date(Math.min(lookedAt.getTime(), now.getTime()) - lateMs));
      // While the database is away nothing is told, and looked for again from as far back.
      const isDone = await look(since).then(
        () => true,
        () => false,
      );
      if (isDone) lookedAt = now;
    }
    isLooking = false;
  };

  return {
    follow(company, heard) {
      const heardOf = followers.get(company) ?? new Set();
      heardOf.add(heard);
      followers.set(company, heardOf);
      if (!isLooking) void lookOn();
      return () => {
        heardOf.delete(heard);
        if (heardOf.size === 0) followers.delete(company);
      };
    },
  };
}
