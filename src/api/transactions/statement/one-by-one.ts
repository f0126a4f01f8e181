import { Failure } from '../../../kernel/failures.ts';
import type { Id } from '../../../kernel/ids.ts';

/** Carries work out for a company when its turn comes. @throws Failure TOO_MANY_REQUESTS, and what the work throws */
export type OneByOne = <T>(company: Id<'company'>, work: () => Promise<T>) => Promise<T>;

/** So many of a company may be under way or wait in one process. */
export const mostInLine = 2;

/**
 * Makes a line in which one piece of work at a time is carried out, whoever it is for: a long statement takes a second of the
 * processor in pieces of milliseconds, and sixty at once kept everything else from its turn for as many seconds.
 */
export function createOneByOne(): OneByOne {
  const inLine = new Map<Id<'company'>, number>();
  let last: Promise<unknown> = Promise.resolve();
  return async (company, work) => {
    const before = inLine.get(company) ?? 0;
    if (before >= mostInLine)
      throw new Failure(
        'TOO_MANY_REQUESTS',
        `At most ${mostInLine} statements can be in progress at a time. Wait for one to finish.`,
      );
    inLine.set(company, before + 1);
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      const left = (inLine.get(company) ?? 1) - 1;
      if (left === 0) inLine.delete(company);
      else inLine.set(company, left);
    }
  };
}
