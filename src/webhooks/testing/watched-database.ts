import type { Database, Queries } from '../../platform/database.ts';

export interface WatchedDatabase extends Database {
  /** How much is being asked of it just now; the lease of the only dispatcher, which rests, is not. */
  readonly asked: () => number;
  /** How many statements and units of work have begun. */
  readonly begun: () => number;
}

/**
 * Counts what is asked of a database. `boundary` is called before each statement and each unit of work, with how many of these are open: a
 * process can die there, or stand still.
 */
export function watchDatabase(database: Database, boundary: (open: number) => void): WatchedDatabase {
  let asked = 0;
  let begun = 0;
  let open = 0;
  const counted = async <T>(ask: () => Promise<T>): Promise<T> => {
    boundary(open);
    begun += 1;
    asked += 1;
    try {
      return await ask();
    } finally {
      asked -= 1;
    }
  };
  const watched = (queries: Queries): Queries => ({
    query: (...statement) => counted(() => queries.query(...statement)),
    execute: (...statement) => counted(() => queries.execute(...statement)),
  });
  return {
    ...database,
    ...watched(database),
    notify: (...payload) => counted(() => database.notify(...payload)),
    asked: () => asked,
    begun: () => begun,
    work: (body) =>
      counted(async () => {
        open += 1;
        try {
          return await database.work(async (tx) => {
            let rests = false;
            const inner = watched(tx);
            try {
              return await body({
                ...tx,
                ...inner,
                async execute(statement, parameters) {
                  if (statement.name !== 'platform.endLeaseWithoutLooks')
                    return inner.execute(statement, parameters);
                  // A machine that is slow for long is not one that has died: its lease ends with its connection alone.
                  if (!rests) [asked, open, rests] = [asked - 1, open - 1, true];
                  return 0;
                },
              });
            } finally {
              if (rests) [asked, open] = [asked + 1, open + 1];
            }
          });
        } finally {
          open -= 1;
        }
      }),
  };
}
