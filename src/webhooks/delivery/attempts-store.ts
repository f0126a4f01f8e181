import { firstIdAt } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { bulkInsert, type Column } from '../../platform/bulk.ts';
import { textColumn, timestampColumn } from '../../platform/columns.ts';
import { sql, type Queries } from '../../platform/database.ts';
import type { AttemptError } from '../types.ts';
import { keptHeaders } from './kept-headers.ts';
import { keyColumns, keyed, type Key } from './keys.ts';

/** A row of `webhook_attempts`. */
export interface AttemptRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'delivery'>;
  readonly number: number;
  readonly event_id: Id<'event'>;
  readonly endpoint_id: Id<'endpoint'>;
  readonly started_at: Date;
  readonly duration_ms: number;
  readonly delivered: boolean;
  readonly status_code: number | null;
  readonly error: AttemptError | null;
  readonly detail: string | null;
  readonly signature: string;
  readonly header_names: string | null;
  readonly response_headers: string | null;
  readonly response_body: string | null;
}

const attemptColumns: readonly Column<AttemptRow>[] = [
  ['company_id', 'text', (row) => row.company_id],
  ['id', 'text', (row) => row.id],
  ['number', 'int4', (row) => row.number],
  ['event_id', 'text', (row) => row.event_id],
  ['endpoint_id', 'text', (row) => row.endpoint_id],
  ['started_at', 'timestamptz', (row) => row.started_at],
  ['duration_ms', 'int4', (row) => row.duration_ms],
  ['delivered', 'bool', (row) => row.delivered],
  ['status_code', 'int4', (row) => row.status_code],
  ['error', 'text', (row) => row.error],
  ['detail', 'text', (row) => row.detail],
  ['signature', 'text', (row) => row.signature],
  ['header_names', 'text', (row) => row.header_names],
  ['response_headers', 'text', (row) => keptHeaders(row.response_headers)],
  ['response_body', 'text', (row) => row.response_body],
];

export const insertAttempts = bulkInsert<AttemptRow>(
  'webhooks.attempts.insert',
  'webhook_attempts',
  attemptColumns,
);

const attempted = sql(
  'webhooks.attempts.attempted',
  `SELECT k.id FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS k(company_id, id, started_at)
   JOIN webhook_attempts a ON a.company_id = k.company_id AND a.id = k.id AND a.started_at = k.started_at`,
);

/** Which of these attempts are there: the ids of their deliveries. */
export const selectAttempted = async (
  queries: Queries,
  attempts: readonly Pick<AttemptRow, 'company_id' | 'id' | 'started_at'>[],
): Promise<Id<'delivery'>[]> => {
  const rows = await queries.query<{ id: Id<'delivery'> }>(attempted, [
    textColumn(attempts.map((attempt) => attempt.company_id)),
    textColumn(attempts.map((attempt) => attempt.id)),
    timestampColumn(attempts.map((attempt) => attempt.started_at)),
  ]);
  return rows.map(({ id }) => id);
};

const numbers = sql(
  'webhooks.attempts.lastNumbers',
  `SELECT k.id, a.number FROM ${keyed},
   LATERAL (SELECT max(number)::int4 AS number FROM webhook_attempts WHERE company_id = k.company_id AND id = k.id) a WHERE a.number IS NOT NULL`,
);

/** How many attempts each of these deliveries had. */
export async function selectNumbers(
  queries: Queries,
  deliveries: readonly Key[],
): Promise<Map<string, number>> {
  const rows = await queries.query<{ id: string; number: number }>(numbers, keyColumns(deliveries));
  return new Map(rows.map((row) => [row.id, row.number]));
}

/**
 * Whether a delivery has been accepted before: then it is not undelivered, whatever the table of those says, as a delivery may be in the
 * hands of two, and be accepted while it is cancelled. A query of its own for each: as a join it would read all attempts.
 */
export const acceptedBefore = (row: string): string =>
  `coalesce((SELECT true FROM webhook_attempts a WHERE a.company_id = ${row}.company_id AND a.id = ${row}.id AND a.delivered LIMIT 1), false)`;

const acceptance = sql(
  'webhooks.attempts.acceptedSince',
  `SELECT 1 FROM webhook_attempts WHERE company_id = $1 AND id > $2 AND endpoint_id = $3 AND delivered AND started_at >= $4 LIMIT 1`,
);

/** Schedules may be longer, and events older that are replayed: few are. */
const oldestEventMs = 10 * 24 * 3_600_000;

/** Whether an endpoint has accepted anything since; of events that are older than that by ten days at most. */
export async function acceptedSince(
  queries: Queries,
  company: string,
  endpoint: string,
  since: Date,
): Promise<boolean> {
  const from = firstIdAt('dlv', new Date(since.getTime() - oldestEventMs));
  return (await queries.query(acceptance, [company, from, endpoint, since])).length > 0;
}
