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
