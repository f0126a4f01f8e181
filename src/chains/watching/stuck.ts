import { isDatabaseGone } from '../../platform/database-gone.ts';
import type { ChainContext } from '../context.ts';
import { oneLine } from '../nodes.ts';
import type { Observation } from '../store.ts';
import { restsUntil } from './resting.ts';
import { forgetStuck, noteStuck, placeOf, readStuck } from './stuck-store.ts';
import type { Place } from './stuck-store.ts';

/** Something could not be booked, or booked back; all else was. */
export class Stuck extends Error {
  override readonly name = 'Stuck';
}

/** What cannot be told, in one round: each is tried again after a while, ever later, and the operator sees it. */
export interface Sticking<Thing extends Place> {
  /** Whether it is not to be tried yet. */
  rests(seen: Thing): boolean;
  /**
   * Tells them together; where that fails, in halves, until what cannot be told is alone: it is written down, and handed to `left`.
   * Answers the sum of what `tell` did.
   */
  tell(
    some: readonly Thing[],
    tell: (some: readonly Thing[]) => Promise<number>,
    left?: (seen: Thing) => void,
  ): Promise<number>;
  /** The end of the round. @throws Stuck for what could not be told */
  close(): Promise<void>;
}

/** @param what is said in the log of what cannot be told */
export async function openSticking<Thing extends Place = Observation>(
  context: ChainContext,
  what: string,
): Promise<Sticking<Thing>> {
  const { chainId, database, log } = context;
  const before = new Map((await readStuck(database, chainId)).map((tried) => [placeOf(tried), tried]));
  const now = before.size === 0 ? undefined : await context.now(database);
  const failed: { readonly seen: Thing; readonly error: unknown }[] = [];
  const fail = async (seen: Thing, error: unknown): Promise<void> => {
    failed.push({ seen, error });
    const { transactionHash, kind, ordinal } = seen;
    log.error({ err: error, chain: context.name, transactionHash, kind, ordinal }, what);
    const tries = (before.get(placeOf(seen))?.tries ?? 0) + 1;
    const at = await context.now(database);
    const tried = { ...seen, tries, dueAt: restsUntil(tries, at) };
    await noteStuck(database, chainId, tried, { reason: oneLine(error), at });
  };
  const sticking: Sticking<Thing> = {
    rests: (seen) => now !== undefined && (before.get(placeOf(seen))?.dueAt ?? now) > now,
    async tell(some, tell, left) {
      const [first] = some;
      if (first === undefined) return 0;
      try {
        return await tell(some);
      } catch (error) {
        if (isDatabaseGone(error)) throw error;
        if (some.length > 1) {
          const half = Math.ceil(some.length / 2);
          const done = await sticking.tell(some.slice(0, half), tell, left);
          return done + (await sticking.tell(some.slice(half), tell, left));
        }
        left?.(first);
        await fail(first, error);
        return 0;
      }
    },
    async close() {
      if (before.size + failed.length > 0) await forgetStuck(database, chainId);
      const [first] = failed;
      if (first === undefined) return;
      throw new Stuck(`${first.seen.transactionHash} waits: ${oneLine(first.error)}`, { cause: first.error });
    },
  };
  return sticking;
}
