import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from '../../platform/database.ts';
import { hasWritten } from './store.ts';

/** What a request adds to the units of work that it commits: a mark, a line in the audit log. */
export interface Effect {
  /** Runs as the last part of each unit of work that wrote something, with what that answers. What it throws rolls all of it back. */
  readonly write: (tx: Parameters<Parameters<Database['work']>[0]>[0], result: unknown) => Promise<void>;
  /** Runs once such a unit of work has committed. */
  readonly committed?: () => void;
}

const current = new AsyncLocalStorage<ReadonlySet<Effect>>();

/** Runs part of a request with an effect, beside those that it has already. After it has ended nothing is added any more. */
export async function withEffect<T>(effect: Effect, run: () => Promise<T>): Promise<T> {
  const effects = new Set([...(current.getStore() ?? []), effect]);
  try {
    return await current.run(effects, run);
  } finally {
    effects.clear();
  }
}

/**
 * The database that everything is to use whose work a request can ask for: its units of work carry what the request adds
 * ({@link withEffect}). The request itself hands nothing through: a use case knows neither idempotency keys nor the
 * audit log, and cannot forget them.
 *
 * Work that is gathered into batches (authorizations) runs outside of any request and carries nothing: it has keys of its
 * own, by which a second try finds the outcome of the first.
 */
export function effectiveDatabase(database: Database): Database {
  return {
    ...database,
    work(body) {
      const effects = current.getStore();
      if (effects === undefined || effects.size === 0) return database.work(body);
      return database.work(async (tx) => {
        const result = await body(tx);
        if (!(await hasWritten(tx))) return result;
        for (const effect of effects) {
          await effect.write(tx, result);
          if (effect.committed !== undefined) tx.afterCommit(effect.committed);
        }
        return result;
      });
    },
  };
}
