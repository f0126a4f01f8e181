import { sql, type Database, type Tx } from './database.ts';

/** Whether the lease was free, and then what the body answered. */
export type Leased<T> = { readonly held: true; readonly result: T } | { readonly held: false };

const take = sql('platform.takeLease', 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken');
// A machine that dies without a word does not end its connection. This does, ten times later than the next look is due.
//
// Both are the one statement that says so, as it leaves nothing open: the rows of a SELECT stand open on the server, with the
// snapshot that they were read by, until the connection's next statement, and while a snapshot is open no version of a row that
// was written since can be cleared away. A purchase then met a hundred dead versions of its card.
const endWithoutLooks = sql(
  'platform.endLeaseWithoutLooks',
  "SET LOCAL idle_in_transaction_session_timeout = '20s'",
);

/** How often it is looked whether the connection, and with it the lease, is still there. */
const checkEveryMs = 2_000;

/**
 * Runs `body` unless somebody else, in any process on this database, runs one under the same name: then it answers
 * `{ held: false }` at once. The lease is a lock of one of the pool's connections, so it ends with the process,
 * however that ends. `signal` aborts when the connection is lost, which may be seconds late: what must never be done
 * twice needs a constraint of its own beside the lease.
 */
export function withLease<T>(
  database: Database,
  name: string,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<Leased<T>> {
  return database.work(async (tx): Promise<Leased<T>> => {
    const [row] = await tx.query<{ taken: boolean }>(take, [name]);
    if (row?.taken !== true) return { held: false };
    await tx.execute(endWithoutLooks);
    const lost = new AbortController();
    const timer = setInterval(() => void touchOrAbort(tx, lost), checkEveryMs).unref();
    try {
      return { held: true, result: await body(lost.signal) };
    } finally {
      clearInterval(timer);
    }
  });
}

async function touchOrAbort(tx: Tx, lost: AbortController): Promise<void> {
  try {
    await tx.execute(endWithoutLooks);
  } catch (error) {
    lost.abort(error);
  }
}
