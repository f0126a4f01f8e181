import type { Id } from '../../kernel/ids.ts';
import { textColumn } from '../../platform/columns.ts';
import { sql, type Queries } from '../../platform/database.ts';
import type { Faults } from './faults.ts';

const columns = `company_id AS company, endpoint_id AS endpoint, drop_rate AS drop, duplicate_rate AS duplicate,
  reorder_rate AS reorder, delay_ms AS "delayMs", seed, ends_at AS "endsAt"`;

const upsert = sql(
  'webhooks.faults.upsert',
  `INSERT INTO webhook_faults (company_id, endpoint_id, drop_rate, duplicate_rate, reorder_rate, delay_ms, seed, ends_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
   ON CONFLICT (company_id, endpoint_id) DO UPDATE SET drop_rate = excluded.drop_rate, duplicate_rate = excluded.duplicate_rate,
     reorder_rate = excluded.reorder_rate, delay_ms = excluded.delay_ms, seed = excluded.seed, ends_at = excluded.ends_at`,
);

export async function upsertFaults(queries: Queries, faults: Faults): Promise<void> {
  const { company, endpoint, drop, duplicate, reorder, delayMs, seed, endsAt } = faults;
  await queries.execute(upsert, [company, endpoint, drop, duplicate, reorder, delayMs, seed, endsAt]);
}

const remove = sql(
  'webhooks.faults.delete',
  `DELETE FROM webhook_faults WHERE company_id = $1 AND ($2::text IS NULL OR endpoint_id = $2) RETURNING endpoint_id AS endpoint`,
);

/** Those of one endpoint, or of all of a company (null); answers whose. */
export const deleteFaults = (
  queries: Queries,
  company: Id<'company'>,
  endpoint: string | null,
): Promise<{ readonly endpoint: Id<'endpoint'> }[]> => queries.query(remove, [company, endpoint]);

const ofCompany = sql(
  'webhooks.faults.ofCompany',
  `SELECT ${columns} FROM webhook_faults WHERE company_id = $1 AND ends_at > $2 ORDER BY endpoint_id`,
);

export const selectFaultsOf = (queries: Queries, company: Id<'company'>, now: Date): Promise<Faults[]> =>
  queries.query<Faults>(ofCompany, [company, now]);

const byKeys = sql(
  'webhooks.faults.byKeys',
  `SELECT ${columns} FROM unnest($1::text[], $2::text[]) AS k(key_company, key_endpoint)
   JOIN webhook_faults ON company_id = key_company AND endpoint_id = key_endpoint`,
);

export const selectFaults = (
  queries: Queries,
  keys: readonly { readonly company: string; readonly endpoint: string }[],
): Promise<Faults[]> =>
  queries.query<Faults>(byKeys, [
    textColumn(keys.map((key) => key.company)),
    textColumn(keys.map((key) => key.endpoint)),
  ]);
