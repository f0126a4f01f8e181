import type { Log } from './log.ts';

/** Work that falls due again and again. */
export interface Chore {
  readonly name: string;
  readonly everySeconds: number;
  /** One round. Several processes do the same chore: where only one may at a time, the round takes a lease. */
  readonly run: () => Promise<unknown>;
}

export interface ChoresAtWork {
  /** Starts no new round and waits for those under way. */
  stop(): Promise<void>;
}

/** Does a round of each chore now, and the next one so long after its end. A round that fails is not the last. */
export function startChores(chores: readonly Chore[], log: Log): ChoresAtWork {
  const stops = chores.map((chore) => startChore(chore, log));
  return {
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

/** Answers how to stop it. */
function startChore({ name, everySeconds, run }: Chore, log: Log): () => Promise<void> {
  let stopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const round = async (): Promise<void> => {
    try {
      await run();
      failures = 0;
    } catch (error) {
      failures += 1;
      // A database that is away for an hour is told of a dozen times, not three thousand.
      if (Number.isInteger(Math.log2(failures)))
        log.error({ err: error, chore: name, failures }, 'a chore failed and is tried again');
    }
    if (stopped) return;
    const again = (): void => void (underWay = round());
    timer = setTimeout(again, everySeconds * 1_000).unref();
  };

  let underWay = round();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underWay;
  };
}
