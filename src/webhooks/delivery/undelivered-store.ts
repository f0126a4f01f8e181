import { bulkInsert } from '../../platform/bulk.ts';
import { integerColumn } from '../../platform/columns.ts';
import { sql, type Queries } from '../../platform/database.ts';
import { acceptedBefore } from './attempts-store.ts';
import { keyColumns, keyed, type Key } from './keys.ts';

export interface UndeliveredRow {
  readonly company_id: string;
  readonly id: string;
  readonly event_id: string;
  readonly endpoint_id: string;
  readonly state: 'exhausted' | 'cancelled';
  readonly attempts: number;
  readonly last_error: string | null;
}

/** But for those that were accepted: another process may have had them, too, when the lease of one ran out. */
export const insertUndelivered = bulkInsert<UndeliveredRow>(
  'webhooks.undelivered.insert',
  'webhook_undelivered',
  [
    ['company_id', 'text', (row) => row.company_id],
    ['id', 'text', (row) => row.id],
    ['event_id', 'text', (row) => row.event_id],
    ['endpoint_id', 'text', (row) => row.endpoint_id],
    ['state', 'text', (row) => row.state],
    ['attempts', 'int4', (row) => row.attempts],
    ['last_error', 'text', (row) => row.last_error],
  ],
  `WHERE NOT ${acceptedBefore('r')}
   ON CONFLICT (company_id, id) DO UPDATE SET state = excluded.state, attempts = excluded.attempts, last_error = excluded.last_error`,
);

const accepted = sql(
  'webhooks.undelivered.delete',
  `DELETE FROM webhook_undelivered w USING ${keyed} WHERE w.company_id = k.company_id AND w.id = k.id`,
);

/** What was undelivered is accepted after all. */
export async function deleteUndelivered(queries: Queries, keys: readonly Key[]): Promise<void> {
  if (keys.length > 0) await queries.execute(accepted, keyColumns(keys));
}

const count = sql(
  'webhooks.undelivered.count',
  `UPDATE webhook_undelivered w SET attempts = greatest(w.attempts, k.attempts)
   FROM unnest($1::text[], $2::text[], $3::int4[]) AS k(company_id, id, attempts) WHERE w.company_id = k.company_id AND w.id = k.id`,
);

/** Deliveries that were cancelled while they were sent have had so many attempts. */
export async function countUndelivered(
  queries: Queries,
  rows: readonly (Key & { readonly attempts: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  await queries.execute(count, [...keyColumns(rows), integerColumn(rows.map((row) => row.attempts))]);
}

const cancel = sql(
  'webhooks.due.cancel',
  `WITH open AS (
     SELECT company_id, id FROM webhook_due WHERE company_id = $1 AND endpoint_id = $2
       AND NOT EXISTS (SELECT 1 FROM webhook_endpoints WHERE company_id = $1 AND id = $2 AND enabled)
     LIMIT 5000 FOR UPDATE SKIP LOCKED
   ), gone AS (
     DELETE FROM webhook_due w USING open WHERE w.company_id = open.company_id AND w.id = open.id
     RETURNING w.company_id, w.id, w.event_id, w.endpoint_id, w.attempts, w.last_error
   ), listed AS (
     INSERT INTO webhook_undelivered (company_id, id, event_id, endpoint_id, state, attempts, last_error)
     SELECT company_id, id, event_id, endpoint_id, 'cancelled', attempts, coalesce(last_error, $3) FROM gone
     WHERE attempts = 0 OR NOT ${acceptedBefore('gone')}
     ON CONFLICT (company_id, id) DO NOTHING
   )
   SELECT FROM gone`,
);

/** Cancels up to 5,000 open deliveries of an endpoint, unless it is switched on by now; answers how many. */
export const cancelSome = (
  queries: Queries,
  company: string,
  endpoint: string,
  why: string,
): Promise<number> => queries.execute(cancel, [company, endpoint, why]);
