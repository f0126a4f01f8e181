import { setTimeout } from 'node:timers/promises';
import { sql, type Database } from '../../platform/database.ts';

const anyAbove = sql(
  'test.settled',
  `SELECT EXISTS (
     SELECT FROM ledger_entries WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint) AS above`,
);

/**
 * Resolves when no unit of work on the whole server keeps an entry from being sealed. Test files run beside each
 * other, and PostgreSQL counts transactions for all its databases together.
 */
export async function settled(database: Database): Promise<void> {
  for (;;) {
    const [row] = await database.query<{ above: boolean }>(anyAbove);
    if (row?.above !== true) return;
    await setTimeout(5);
  }
}
