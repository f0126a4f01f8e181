import { notFound } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import type { Queries, Tx } from '../platform/database.ts';
import { advanceClock, readClocks } from './clocks-store.ts';
import type { CompanyClock } from './clocks-store.ts';

/**
 * The company's time, to the millisecond, read in the unit of work: wall time plus the company's offset, or the moment
 * at which a scenario's clock stands.
 *
 * @throws Failure NOT_FOUND
 */
export async function companyNow(queries: Queries, company: Id<'company'>): Promise<Date> {
  const [clock] = await readClocks(queries, [company]);
  if (clock === undefined) throw notFound('company');
  return clock.now;
}

/** Time and state of many companies in one statement; a company that is not there is missing from the answer. */
export async function companyClocks(
  queries: Queries,
  companies: readonly Id<'company'>[],
): Promise<ReadonlyMap<Id<'company'>, CompanyClock>> {
  return new Map((await readClocks(queries, companies)).map((clock) => [clock.company, clock]));
}

/**
 * Moves a company's clock forward; it never goes back. Locks the company's row until the unit of work ends.
 *
 * @param seconds zero or more
 * @throws Failure NOT_FOUND
 */
export async function advanceCompanyClock(
  tx: Tx,
  company: Id<'company'>,
  seconds: number,
): Promise<CompanyClock> {
  const clock = await advanceClock(tx, company, Math.max(0, seconds));
  if (clock === undefined) throw notFound('company');
  return clock;
}
