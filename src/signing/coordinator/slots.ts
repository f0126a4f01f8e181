/** Runs at most so many pieces of work at a time; the others wait in the order in which they came. */
export type Slots = <T>(work: () => Promise<T>) => Promise<T>;

/** Slots of its own. */
export function createSlots(most: number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (work) => {
    if (taken >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else taken += 1;
    try {
      return await work();
    } finally {
      // The slot is handed on, not given back, so that nobody overtakes who waits.
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    }
  };
}
