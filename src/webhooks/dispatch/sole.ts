import type { Database } from '../../platform/database.ts';
import { withLease } from '../../platform/lease.ts';
import type { Log } from '../../platform/log.ts';
import { soleDispatcher } from '../delivery/claims-store.ts';

/**
 * Whether this process may read what is due without writing that it has it, which saves nine of ten parts of what taking costs:
 * nobody else takes first attempts, as it holds the lease that says so. Others ask for that lease, shared, whenever they take.
 */
export interface Sole {
  readonly holds: () => boolean;
  /** Tries to get the lease, if nobody else dispatches. */
  claim(): Promise<void>;
  /** Lets it go. What was read under it must have been leased in the table by then. */
  letGo(): Promise<void>;
}

export function createSole({ database, log }: { readonly database: Database; readonly log: Log }): Sole {
  let held: { readonly letGo: () => void; readonly over: Promise<void> } | undefined;

  return {
    holds: () => held !== undefined,
    async claim() {
      if (held !== undefined) return;
      const asked = Promise.withResolvers<boolean>();
      const end = Promise.withResolvers<void>();
      const lease = withLease(database, soleDispatcher, async (lost) => {
        lost.addEventListener('abort', () => end.resolve());
        asked.resolve(true);
        await end.promise;
      });
      const over = lease.then(
        () => asked.resolve(false),
        (error: unknown) => {
          asked.resolve(false);
          log.warn({ err: error }, 'the lease of the only dispatcher was lost');
        },
      );
      if (!(await asked.promise)) return;
      held = { letGo: end.resolve, over };
      void end.promise.then(() => (held = undefined));
    },
    async letGo() {
      const { over } = held ?? {};
      held?.letGo();
      await over;
    },
  };
}
