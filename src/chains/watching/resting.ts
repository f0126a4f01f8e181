/** What could not be read: each is tried again after a while, ever later, and everything else goes on. */
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

/** When something is tried again that has failed so often. Once is nothing: a node may be a moment behind, and the next round finds it. */
export const restsUntil = (tries: number, now: Date): Date =>
  new Date(
    now.getTime() + (tries === 1 ? 0 : Math.min(longestRestMs, firstRestMs * 2 ** Math.min(tries - 2, 10))),
  );

export function createResting(): Resting {
  const known = new Map<string, { readonly tries: number; readonly until: number }>();
  let waiting = 0;
  return {
    of: (names, now) => new Set(names.filter((name) => (known.get(name)?.until ?? 0) > now.getTime())),
    failed(names, now) {
      for (const name of names) {
        const tries = (known.get(name)?.tries ?? 0) + 1;
        known.set(name, { tries, until: restsUntil(tries, now).getTime() });
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
