import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';
import { acceptedBefore, type AttemptRow } from '../delivery/attempts-store.ts';
import type { DeliveryState } from '../types.ts';

/** A delivery as one of the three tables has it: on its way, finished unaccepted, or accepted. */
export interface FoundDelivery {
  readonly id: Id<'delivery'>;
  readonly event_id: Id<'event'>;
  readonly endpoint_id: Id<'endpoint'>;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly last_error: string | null;
}

/** A stretch of a company's deliveries, newest first, ends exclusive. */
export interface DeliverySearch {
  readonly company: string;
  readonly after: string;
  readonly before: string;
  readonly event: string | null;
  readonly endpoint: string | null;
  readonly size: number;
}

/** What was found, and down to where everything was found; `''` is to the end. */
export interface FoundDeliveries {
  readonly rows: readonly FoundDelivery[];
  readonly floor: string;
}

/** So many rows of a table are looked at for one page; a filter that few match must not read them all. */
const mostSeen = 5000;

/**
 * The company stands in row comparisons: with `company_id = $1` the planner, which knows no company when it plans for all, takes
 * each for small, and reads and sorts all of its rows for a page (350 ms for 400,000, against 0.2). And it stands in a query of
 * its own, so that it is unknown to the planner: where nearly all rows are of one company, it takes those after that company for
 * none, and sorts, too.
 */
const search = (
  name: string,
  columns: string,
  table: string,
  wanted = '',
  by: readonly { readonly column: string; readonly is: string }[] = [{ column: 'company_id', is: '$1' }],
): ReturnType<typeof sql> => {
  const row = [...by.map(({ column }) => column), 'id'];
  const end = (id: string): string => [...by.map(({ is }) => `(SELECT ${is}::text)`), id].join(', ');
  return sql(
    `webhooks.deliveries.${name}`,
    `WITH seen AS MATERIALIZED (
       SELECT ${columns} FROM ${table} WHERE (${row.join(', ')}) > (${end('$2')}) AND (${row.join(', ')}) < (${end('$3')}) ${wanted}
       ORDER BY ${row.map((column) => `${column} DESC`).join(', ')} LIMIT $7
     ), hits AS MATERIALIZED (
       SELECT * FROM seen WHERE ($4::text IS NULL OR event_id = $4) AND ($5::text IS NULL OR endpoint_id = $5) ORDER BY id DESC LIMIT $6
     )
     SELECT hits.*, edge.floor FROM (
       SELECT CASE WHEN (SELECT count(*) FROM hits) = $6 THEN (SELECT min(id) FROM hits)
         WHEN count(*) = $7 THEN min(id) ELSE '' END AS floor FROM seen
     ) edge LEFT JOIN hits ON true`,
  );
};

const open = search(
  'open',
  // What some process has in its hands is being sent, and `due_at` is when another would take it. So it is of what was made in the
  // hands of a process: a first attempt waits for a moment in a line only.
  `id, event_id, endpoint_id, 'pending' AS state, attempts,
   CASE WHEN due_at > now() AND (leased OR (attempts = 0 AND line IS NULL)) THEN NULL ELSE due_at END AS next_attempt_at, last_error`,
  'webhook_due',
);
const givenUp = [
  'id, event_id, endpoint_id, state, attempts, NULL::timestamptz AS next_attempt_at, last_error',
  'webhook_undelivered',
  `AND NOT ${acceptedBefore('webhook_undelivered')}`,
] as const;
const unaccepted = search('unaccepted', ...givenUp);
/** In the order of its own index: an endpoint that has accepted all would be looked for in all that others have not. */
const unacceptedOfEndpoint = search('unacceptedOfEndpoint', ...givenUp, [
  { column: 'endpoint_id', is: '$5' },
  { column: 'company_id', is: '$1' },
]);
const accepted = search(
  'accepted',
  `id, event_id, endpoint_id, 'delivered' AS state, number AS attempts, NULL::timestamptz AS next_attempt_at, NULL AS last_error`,
  'webhook_attempts',
  'AND delivered',
);

const statements = { pending: open, undelivered: unaccepted, delivered: accepted } as const;

export async function searchDeliveries(
  queries: Queries,
  where: keyof typeof statements,
  by: DeliverySearch,
): Promise<FoundDeliveries> {
  const isOfEndpoint = where === 'undelivered' && by.endpoint !== null;
  const statement = isOfEndpoint ? unacceptedOfEndpoint : statements[where];
  const isAllWanted = by.event === null && (by.endpoint === null || isOfEndpoint);
  const rows = await queries.query<FoundDelivery & { readonly floor: string }>(statement, [
    by.company,
    by.after,
    by.before,
    by.event,
    by.endpoint,
    by.size,
    isAllWanted ? by.size : mostSeen,
  ]);
  // One row without a delivery stands for none.
  return { rows: rows.filter((row) => row.id !== null), floor: rows[0]?.floor ?? '' };
}

/** An attempt as it was written down. */
export type FoundAttempt = Omit<AttemptRow, 'company_id' | 'id'>;

const attempts = sql(
  'webhooks.attempts.ofDelivery',
  `SELECT * FROM (
     SELECT number, event_id, endpoint_id, started_at, duration_ms, delivered, status_code, error, detail, signature,
       header_names, response_headers, response_body
     FROM webhook_attempts WHERE company_id = $1 AND id = $2 ORDER BY started_at DESC LIMIT 200
   ) latest ORDER BY started_at`,
);

/** The latest 200, in their order. */
export const selectAttempts = (queries: Queries, company: string, id: string): Promise<FoundAttempt[]> =>
  queries.query<FoundAttempt>(attempts, [company, id]);

const exists = sql(
  'webhooks.deliveries.exists',
  `SELECT 1 FROM webhook_due WHERE company_id = $1 AND id = $2
   UNION ALL SELECT 1 FROM webhook_undelivered WHERE company_id = $1 AND id = $2 LIMIT 1`,
);

/** Whether there is such a delivery without an attempt. */
export async function deliveryExists(queries: Queries, company: string, id: string): Promise<boolean> {
  return (await queries.query(exists, [company, id])).length > 0;
}
