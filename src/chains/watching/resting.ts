/** Something that was confirmed could not be booked; all else was. */
export class Stuck extends Error {
  override readonly name = 'Stuck';
}

/** What could not be read, or booked: each is tried again after a while, ever later, and everything else goes on. */
export interface Resting {
  /** Those of these that are not to be tried yet. */
  of(names: readonly string[], now: Date): ReadonlySet<string>;
  /** These failed once more. */
  failed(names: readonly string[], now: Date): void;
  /** Forgets all but these, and takes them for what waits. */
  keep(names: readonly string[]): void;
  /** How many wait, resting or behind one that does. */
  waiting(): number;
}

const firstRestMs = 250;
const longestRestMs = 30_000;

export function createResting(): Resting {
  const known = new Map<string, { readonly tries: number; readonly until: number }>();
  let waiting = 0;
  return {
    of: (names, now) => new Set(names.filter((name) => (known.get(name)?.until ?? 0) > now.getTime())),
    failed(names, now) {
      for (const name of names) {
        const tries = (known.get(name)?.tries ?? 0) + 1;
        // Once is nothing: a node may be a moment behind, and the next round finds it.
        const restMs = tries === 1 ? 0 : Math.min(longestRestMs, firstRestMs * 2 ** Math.min(tries - 2, 10));
        known.set(name, { tries, until: now.getTime() + restMs });
      }
    },
    keep(names) {
      const still = new Set(names);
      for (const name of known.keys()) if (!still.has(name)) known.delete(name);
      waiting = still.size;
    },
    waiting: () => waiting,
  };
}
