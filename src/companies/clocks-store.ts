import type { Id } from '../kernel/ids.ts';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';

export interface CompanyClock {
  readonly company: Id<'company'>;
  readonly enabled: boolean;
  readonly now: Date;
}

const clocksStatement = sql(
  'companies.clocks',
  `SELECT id AS company, enabled, clock_of(clock_offset, clock_stands_at) AS now FROM companies
   WHERE id = ANY($1::text[])`,
);

/** Of many companies at once, for batches that serve several. */
export async function readClocks(
  queries: Queries,
  companies: readonly Id<'company'>[],
): Promise<CompanyClock[]> {
  return await queries.query<CompanyClock>(clocksStatement, [companies]);
}

const advanceClockStatement = sql(
  'companies.advance_clock',
  `UPDATE companies SET
     clock_offset = CASE WHEN clock_stands_at IS NULL THEN clock_offset + make_interval(secs => $2) ELSE clock_offset END,
     clock_stands_at = clock_stands_at + make_interval(secs => $2)
   WHERE id = $1 RETURNING id AS company, enabled, clock_of(clock_offset, clock_stands_at) AS now`,
);

export async function advanceClock(
  tx: Tx,
  company: Id<'company'>,
  seconds: number,
): Promise<CompanyClock | undefined> {
  return (await tx.query<CompanyClock>(advanceClockStatement, [company, seconds]))[0];
}

const stopClockStatement = sql(
  'companies.stop_clock',
  `UPDATE companies SET clock_stands_at = $2 WHERE id = $1`,
);

/** Makes a company's clock stand still at a moment (scenarios), or run again (null). */
export async function stopClock(tx: Tx, company: Id<'company'>, at: Date | null): Promise<void> {
  await tx.execute(stopClockStatement, [company, at]);
}
