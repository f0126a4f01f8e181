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
  /** Resolves when the others are counted, and can count this one. */
  start(): Promise<void>;
  /** Counts anew now. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
  /** How many there are, this one included; at least 1. */
  readonly count: () => number;
  /** Whether this is known to be the only one. */
  readonly alone: () => boolean;
}

export function createPeers({ database, log }: { readonly database: Database; readonly log: Log }): Peers {
  const id = randomBytes(12).toString('hex');
  let there = 1;
  let counted = false;
  let timer: NodeJS.Timeout | undefined;
  let refreshing: Promise<void> = Promise.resolve();

  const renew = async (): Promise<void> => {
    try {
      await renewDispatcher(database, id);
      there = Math.max(1, await countDispatchers(database, leaseMs / 1000));
      counted = true;
    } catch (error) {
      log.warn({ err: error }, 'the other dispatchers could not be counted');
    }
  };
  const refresh = (): Promise<void> => (refreshing = refreshing.then(renew));

  return {
    start() {
      timer = setInterval(() => void refresh(), leaseMs / 5);
      timer.unref();
      return refresh();
    },
    refresh: () => (timer === undefined ? Promise.resolve() : refresh()),
    async stop() {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      await refreshing;
      await deleteDispatcher(database, id).catch(() => undefined);
    },
    count: () => there,
    alone: () => counted && there === 1,
  };
}
