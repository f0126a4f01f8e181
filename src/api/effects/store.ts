import { sql } from '../../platform/database.ts';
import type { Tx } from '../../platform/database.ts';

const wroteStatement = sql(
  'api.has_written',
  `SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS written`,
);

/** Whether a unit of work has changed or locked anything so far. */
export async function hasWritten(tx: Tx): Promise<boolean> {
  return (await tx.query<{ written: boolean }>(wroteStatement))[0]?.written === true;
}
