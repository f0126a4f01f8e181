import type { Id } from '../../kernel/ids.ts';
import { textColumn } from '../../platform/columns.ts';
import { sql, type Queries } from '../../platform/database.ts';

interface HealthRow {
  readonly company_id: string;
  readonly endpoint_id: Id<'endpoint'>;
  readonly failing_since: Date;
  readonly failures: number;
  readonly open_until: Date | null;
}

const health = sql(
  'webhooks.health.byKeys',
  `SELECT h.* FROM unnest($1::text[], $2::text[]) AS k(company_id, endpoint_id)
   JOIN webhook_health h ON h.company_id = k.company_id AND h.endpoint_id = k.endpoint_id`,
);

export const selectHealth = (
  queries: Queries,
  keys: readonly { readonly company: string; readonly endpoint: string }[],
): Promise<HealthRow[]> =>
  queries.query<HealthRow>(health, [
    textColumn(keys.map((key) => key.company)),
    textColumn(keys.map((key) => key.endpoint)),
  ]);

const failing = sql(
  'webhooks.health.failing',
  `INSERT INTO webhook_health (company_id, endpoint_id, failing_since, failures, open_until) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (company_id, endpoint_id) DO UPDATE SET failures = excluded.failures, open_until = excluded.open_until`,
);

export async function upsertHealth(
  queries: Queries,
  of: {
    readonly company: string;
    readonly endpoint: string;
    readonly failingSince: Date;
    readonly failures: number;
    readonly openUntil: Date | null;
  },
): Promise<void> {
  await queries.execute(failing, [of.company, of.endpoint, of.failingSince, of.failures, of.openUntil]);
}

const trouble = sql(
  'webhooks.health.trouble',
  `SELECT (SELECT count(*)::int4 FROM (
       SELECT 1 FROM webhook_health h JOIN webhook_endpoints e ON e.company_id = h.company_id AND e.id = h.endpoint_id
       WHERE e.enabled LIMIT 100000) t) AS failing,
     (SELECT count(*)::int4 FROM (SELECT 1 FROM webhook_endpoints WHERE NOT enabled LIMIT 100000) t) AS off`,
);

/** How many endpoints that are switched on fail, and how many are switched off, each counted to 100,000. */
export async function countTrouble(
  queries: Queries,
): Promise<{ readonly failing: number; readonly off: number }> {
  const [row] = await queries.query<Awaited<ReturnType<typeof countTrouble>>>(trouble);
  return row ?? { failing: 0, off: 0 };
}

const well = sql(
  'webhooks.health.well',
  'DELETE FROM webhook_health WHERE company_id = $1 AND endpoint_id = $2',
);

export async function deleteHealth(queries: Queries, company: string, endpoint: string): Promise<void> {
  await queries.execute(well, [company, endpoint]);
}
