import { notFound } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { deleteFaults, selectFaultsOf, upsertFaults } from './store.ts';

/** What goes wrong on purpose with the deliveries to an endpoint, for tests of its receiver. Rates are 0 to 1. */
export interface Faults {
  readonly company: Id<'company'>;
  readonly endpoint: Id<'endpoint'>;
  /** So many attempts are lost on the way: as when nobody can be connected to, they are tried again. */
  readonly drop: number;
  /** So many are sent twice. */
  readonly duplicate: number;
  /** So many wait until the one after them was sent. */
  readonly reorder: number;
  /** Each is sent so much later. */
  readonly delayMs: number;
  /** Which ones: the same seed hits the same attempts, counted from when the faults began. */
  readonly seed: string;
  /** Wall time. */
  readonly endsAt: Date;
}

export interface FaultDoor {
  /** In place of what the endpoint had. @throws Failure NOT_FOUND */
  set(faults: Faults): Promise<void>;
  /** Those that have not ended. */
  list(company: Id<'company'>): Promise<readonly Faults[]>;
  /** Of one endpoint, or of all. @throws Failure NOT_FOUND */
  remove(company: Id<'company'>, endpoint: string | undefined): Promise<void>;
}

export function createFaults({
  database,
  clock,
  exists,
  changed,
}: {
  readonly database: Database;
  readonly clock: Clock;
  /** @throws Failure NOT_FOUND */
  readonly exists: (company: Id<'company'>, endpoint: string) => Promise<unknown>;
  /** Dispatchers read the endpoint again after this unit of work. */
  readonly changed: (tx: Tx, company: Id<'company'>, endpoint: Id<'endpoint'>) => void;
}): FaultDoor {
  return {
    async set(faults) {
      await exists(faults.company, faults.endpoint);
      await database.work(async (tx) => {
        await upsertFaults(tx, faults);
        changed(tx, faults.company, faults.endpoint);
      });
    },
    list: (company) => selectFaultsOf(database, company, clock.now()),
    async remove(company, endpoint) {
      if (endpoint !== undefined && !isId('endpoint', endpoint)) throw notFound('webhook endpoint');
      if (endpoint !== undefined) await exists(company, endpoint);
      await database.work(async (tx) => {
        for (const gone of await deleteFaults(tx, company, endpoint ?? null))
          changed(tx, company, gone.endpoint);
      });
    },
  };
}
