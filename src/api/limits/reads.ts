import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Parameter, Statement } from '../../platform/database.ts';
import { createShares } from './shares.ts';

/** What companies read, with its share of the database's connections. */
export interface Reads {
  /**
   * Carries a read of a company out: each statement and each unit of work that it asks {@link Reads.database} for takes a
   * place, for as long as it takes.
   */
  run<T>(company: string, read: () => Promise<T>): Promise<T>;
  /** The database that everything is to use that a read can ask for. All else that uses it goes at once, as ever. */
  readonly database: Database;
}

/**
 * So many connections of a process serve reads at a time. It has ten, and the other half is there for purchases, deliveries and
 * all else, however slow the reads of however many companies are. (Beside sixty searches of four companies, of cards with 100,000
 * movements, a purchase took 8 s, and takes 30 ms.)
 */
export const readPlaces = 5;

/** Bounds what the reads of all companies together have of a database, and lets them have it by turns. */
export function createReads(database: Database, places: number = readPlaces): Reads {
  const shares = createShares(places);
  const current = new AsyncLocalStorage<{ readonly company: string | undefined }>();
  const outside = { company: undefined };

  const inPlace = async <T>(company: string, ask: () => Promise<T>): Promise<T> => {
    await shares.take(company);
    try {
      return await ask();
    } finally {
      shares.leave(company);
    }
  };
  return {
    async run(company, read) {
      const reading: { company: string | undefined } = { company };
      try {
        return await current.run(reading, read);
      } finally {
        // What it may have set going is no part of it.
        reading.company = undefined;
      }
    },
    database: {
      ...database,
      query<Row>(statement: Statement, parameters?: readonly Parameter[]) {
        const ask = (): Promise<Row[]> => database.query<Row>(statement, parameters);
        const company = current.getStore()?.company;
        return company === undefined ? ask() : inPlace(company, ask);
      },
      execute(statement, parameters) {
        const ask = (): Promise<number> => database.execute(statement, parameters);
        const company = current.getStore()?.company;
        return company === undefined ? ask() : inPlace(company, ask);
      },
      work(body) {
        const company = current.getStore()?.company;
        if (company === undefined) return database.work(body);
        // One place for all of it: what asks for a second one while it has the first could wait for itself.
        return inPlace(company, () => database.work((tx) => current.run(outside, () => body(tx))));
      },
    },
  };
}
