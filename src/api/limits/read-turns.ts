import { Failure } from '../../kernel/failures.ts';

/** Carries a read of a company out, at once or when its turn comes. @throws Failure TOO_MANY_REQUESTS, and what the read throws */
export type ReadTurns = <T>(company: string, read: () => Promise<T>) => Promise<T>;

/** So many reads of a company are carried out at a time in a process, whose purchases share ten connections with all reads. */
export const mostAtOnce = 4;

/**
 * Lets no company have more of a process at a time than a part: a read of a card with hundreds of thousands of movements takes a
 * connection for seconds, and ten of those kept the purchases of every company waiting. Within its part each goes at once.
 *
 * @param mostWaiting beyond this many of a company are refused
 */
export function createReadTurns(mostWaiting: number = 1_000): ReadTurns {
  const companies = new Map<string, { underWay: number; readonly waiting: (() => void)[] }>();
  return async (company, read) => {
    let reads = companies.get(company);
    if (reads === undefined) companies.set(company, (reads = { underWay: 0, waiting: [] }));
    const { waiting } = reads;
    if (reads.underWay < mostAtOnce) reads.underWay += 1;
    else if (waiting.length < mostWaiting) await new Promise<void>((resolve) => waiting.push(resolve));
    else
      throw new Failure(
        'TOO_MANY_REQUESTS',
        'Too many of your requests are already waiting. Wait until some are answered.',
      );
    try {
      return await read();
    } finally {
      // Whoever waits takes the place over.
      const next = waiting.shift();
      if (next !== undefined) next();
      else if ((reads.underWay -= 1) === 0) companies.delete(company);
    }
  };
}
