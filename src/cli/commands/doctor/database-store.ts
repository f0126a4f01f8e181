import { sql } from '../../../platform/database.ts';
import type { Queries } from '../../../platform/database.ts';

const ask = sql(
  'doctor.database',
  `SELECT current_setting('server_version') AS version,
          extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms,
          current_setting('max_connections')::int AS connections,
          pg_database_size(current_database())::text AS bytes,
          (SELECT count(*) FROM pg_class WHERE relname = 'ledger_entries' AND relkind IN ('r', 'p'))::int AS tables,
          to_regclass('vault_keys') IS NOT NULL AS vault`,
);

/** What a database server says of itself. */
export interface DatabaseState {
  readonly version: string;
  readonly nowMs: number;
  readonly connections: number;
  readonly bytes: number;
  /** Whether a Cardwright has made its tables. */
  readonly begun: boolean;
  /** Whether one of them is for the keys of the vault. */
  readonly hasVault: boolean;
}

export async function databaseState(queries: Queries): Promise<DatabaseState> {
  const [row] = await queries.query<{
    version: string;
    now_ms: number;
    connections: number;
    bytes: string;
    tables: number;
    vault: boolean;
  }>(ask);
  return {
    version: row?.version ?? '',
    nowMs: Number(row?.now_ms),
    connections: row?.connections ?? 0,
    bytes: Number(row?.bytes),
    begun: (row?.tables ?? 0) > 0,
    hasVault: row?.vault ?? false,
  };
}

const tableStatement = sql(
  'doctor.unbookedTable',
  "SELECT 1 WHERE to_regclass('chain_unbooked_calls') IS NOT NULL",
);
// As cardwright unbooked lists them: what has left the chain again is in no books, and does not belong there.
const unbookedStatement = sql(
  'doctor.unbooked',
  `SELECT count(*)::int AS count FROM chain_unbooked_calls u
   JOIN chain_observations o ON o.chain_id = u.chain_id AND o.kind = 'executed' AND o.contract = u.account
     AND o.nonce = u.nonce AND o.digest = u.digest AND o.state <> 'orphaned'
   WHERE u.booked_at IS NULL`,
);

/** What left wallets on the chains and is in no books; none in a database of a version that does not look. */
export async function unbookedCalls(queries: Queries): Promise<number> {
  if ((await queries.query(tableStatement)).length === 0) return 0;
  return (await queries.query<{ count: number }>(unbookedStatement))[0]?.count ?? 0;
}
