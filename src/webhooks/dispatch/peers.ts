import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { randomBytes } from '../../platform/random.ts';
import { leaseMs } from './holding.ts';
import { countDispatchers, deleteDispatcher, renewDispatcher } from './peers-store.ts';

/**
 * The dispatcher processes on this database. An endpoint's rate limit is divided between them, whoever has its deliveries: so
 * it is never exceeded, but for the seconds until all know of one that has just started.
 */
export interface Peers {
  start(): void;
  /** Counts anew now. */
  refresh(): void;
  stop(): Promise<void>;
  /** How many there are, this one included; at least 1. */
  readonly count: () => number;
}

export function createPeers({ database, log }: { readonly database: Database; readonly log: Log }): Peers {
  const id = randomBytes(12).toString('hex');
  let there = 1;
  let timer: NodeJS.Timeout | undefined;
  let refreshing: Promise<void> = Promise.resolve();

  const renew = async (): Promise<void> => {
    try {
      await renewDispatcher(database, id);
      there = Math.max(1, await countDispatchers(database, leaseMs / 1000));
    } catch (error) {
      log.warn({ err: error }, 'the other dispatchers could not be counted');
    }
  };
  const refresh = (): void => void (refreshing = refreshing.then(renew));

  return {
    start() {
      refresh();
      timer = setInterval(refresh, leaseMs / 5);
      timer.unref();
    },
    refresh() {
      if (timer !== undefined) refresh();
    },
    async stop() {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      await refreshing;
      await deleteDispatcher(database, id).catch(() => undefined);
    },
    count: () => there,
  };
}
