import { sql, type Database } from './database.ts';

/** The right to do something that one process at a time does. */
export interface Lease {
  /** Takes it, or keeps it, for this long; answers whether it is held now. */
  take(seconds: number): Promise<boolean>;
  /** Gives it back, if it is held. */
  release(): Promise<void>;
}

const take = sql(
  'platform.takeLease',
  `INSERT INTO leases AS l (name, holder, until)
   VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
   ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
   WHERE l.holder = excluded.holder OR l.until < clock_timestamp()`,
);
const release = sql('platform.releaseLease', 'DELETE FROM leases WHERE name = $1 AND holder = $2');

/**
 * A lease is a row with an end, by the database's clock: a process that dies loses it when its time is up. A holder
 * that is held up longer than its lease may work beside the next one, so the work must bear that.
 */
export function createLease(database: Database, name: string, holder: string): Lease {
  return {
    take: async (seconds) => (await database.execute(take, [name, holder, seconds])) === 1,
    async release() {
      await database.execute(release, [name, holder]);
    },
  };
}
