import type { Database } from '../../platform/database.ts';
import { withLease } from '../../platform/lease.ts';
import type { Log } from '../../platform/log.ts';
import { jitter } from '../../platform/random.ts';
import { oneLine } from '../nodes.ts';

export interface Watching {
  /** Starts the next round now instead of at the next poll. */
  wake(): void;
  /** Starts no new round, waits for the one under way, and lets another process take over. */
  stop(): Promise<void>;
}

const longestPauseMs = 30_000;

/** Does rounds, one after the other while there is something to do, and then one for each poll. */
export function watch(options: {
  readonly round: () => Promise<boolean>;
  readonly pollMs: number;
  readonly lease: string;
  readonly database: Database;
  readonly log: Log;
}): Watching {
  const { round, pollMs, log, database } = options;
  const now: { stopped: boolean; woken: boolean } = { stopped: false, woken: false };
  let failures = 0;
  let endPause = (): void => undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (now.woken || now.stopped) endPause();
    });

  /** Only so that two processes do not do each other's work: every step bears another one beside it. */
  const turn = (): Promise<unknown> =>
    withLease(database, options.lease, async (signal) => {
      while ((await round()) && !now.stopped && !signal.aborted);
    });

  const rounds = async (): Promise<void> => {
    while (!now.stopped) {
      now.woken = false;
      try {
        await turn();
        failures = 0;
      } catch (error) {
        failures += 1;
        // A node that is away for an hour is told of a dozen times.
        if (Number.isInteger(Math.log2(failures)))
          log.error({ reason: oneLine(error), failures }, 'a round on the chain failed and is tried again');
      }
      const slower = failures === 0 ? 1 : 2 ** Math.min(failures, 8) * (0.5 + jitter() / 2);
      await pause(Math.min(longestPauseMs, pollMs * slower));
    }
  };

  const end = rounds();
  return {
    wake() {
      now.woken = true;
      endPause();
    },
    async stop() {
      now.stopped = true;
      endPause();
      await end;
    },
  };
}
