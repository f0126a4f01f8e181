import { lastIdAt, firstIdAt, momentOf, type EventReader, type EventTypeName } from '../../events/index.ts';
import { notFound } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import type { AttemptError, DeliveryRecord, DeliveryState } from '../types.ts';
import {
  deliveryExists,
  searchDeliveries,
  selectAttempts,
  type FoundAttempt,
  type FoundDeliveries,
  type FoundDelivery,
} from './store.ts';

export interface DeliveryQuery {
  readonly states?: readonly DeliveryState[] | undefined;
  readonly event?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly size: number;
  readonly cursor?: string | undefined;
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliveryRecord[];
  /** Where the next page starts; undefined at the end. A page may be short, even empty, while there is a next one. */
  readonly next: string | undefined;
}

/** One send, as it was. */
export interface AttemptRecord {
  readonly number: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly statusCode: number | null;
  readonly error: AttemptError | null;
  readonly detail: string | null;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string | string[]>> | null;
  readonly responseBody: string | null;
}

export interface Deliveries {
  /** Newest first. */
  list(company: Id<'company'>, query: DeliveryQuery): Promise<DeliveryPage>;
  /** The latest 200, in their order. @throws Failure NOT_FOUND */
  attempts(company: Id<'company'>, id: string): Promise<AttemptRecord[]>;
}

const tables = {
  pending: ['pending'],
  undelivered: ['exhausted', 'cancelled'],
  delivered: ['delivered'],
} as const satisfies Record<string, readonly DeliveryState[]>;

export function createDeliveries({
  database,
  events,
}: {
  readonly database: Database;
  readonly events: () => Pick<EventReader, 'find' | 'types'>;
}): Deliveries {
  return {
    async list(company, { states, event, endpoint, size, cursor }) {
      const wanted = new Set(states ?? ['pending', 'exhausted', 'cancelled', 'delivered']);
      // The deliveries of an event have its moment in their ids.
      const at = event !== undefined && isId('event', event) ? momentOf(event) : undefined;
      const before = at === undefined ? 'dlv_~' : lastIdAt('dlv', at);
      const by = {
        company,
        after: at === undefined ? 'dlv_' : firstIdAt('dlv', at),
        before: cursor !== undefined && cursor < before ? cursor : before,
        event: event ?? null,
        endpoint: endpoint ?? null,
        size,
      };
      const found: FoundDeliveries[] = [];
      // One after the other, as deliveries go: one that is finished meanwhile is found where it was, or where it is.
      for (const table of ['pending', 'undelivered', 'delivered'] as const)
        if (tables[table].some((state) => wanted.has(state)))
          found.push(await searchDeliveries(database, table, by));
      // Below this not everything was found.
      const floor = found.reduce((highest, each) => (each.floor > highest ? each.floor : highest), '');
      const rows = merge(found.flatMap((each) => each.rows)).filter(
        (row) => row.id >= floor && wanted.has(row.state),
      );
      const page = rows.slice(0, size);
      const next = rows.length > size ? page.at(-1)?.id : floor === '' ? undefined : floor;
      const types = await events().types(
        company,
        page.map((row) => row.event_id),
      );
      return { deliveries: page.map((row) => show(row, types.get(row.event_id) ?? null)), next };
    },
    async attempts(company, id) {
      if (!isId('delivery', id)) throw notFound('delivery');
      const rows = await selectAttempts(database, company, id);
      const [first] = rows;
      if (first === undefined && !(await deliveryExists(database, company, id))) throw notFound('delivery');
      const event = first && (await events().find(company, first.event_id));
      return rows.map((row) => showAttempt(row, event?.traceId));
    },
  };
}

/** Newest first; one that is sent again after it was accepted is on its way, and one accepted twice is as of the later time. */
function merge(rows: readonly FoundDelivery[]): FoundDelivery[] {
  const byId = new Map<string, FoundDelivery>();
  for (const row of rows) {
    const known = byId.get(row.id);
    if (known === undefined || (known.state === row.state && known.attempts < row.attempts))
      byId.set(row.id, row);
  }
  return [...byId.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
}

const show = (row: FoundDelivery, type: EventTypeName | null): DeliveryRecord => ({
  id: row.id,
  event: row.event_id,
  type,
  endpoint: row.endpoint_id,
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  lastError: row.last_error,
});

const showAttempt = (row: FoundAttempt, traceId: string | undefined): AttemptRecord => ({
  number: row.number,
  startedAt: row.started_at,
  durationMs: row.duration_ms,
  statusCode: row.status_code,
  error: row.error,
  detail: row.detail,
  requestHeaders: requestHeaders(row, traceId),
  responseHeaders:
    row.response_headers === null ? null : (JSON.parse(row.response_headers) as Record<string, string>),
  responseBody: row.response_body,
});

/** What was sent, from what is kept: everything but the signature follows from the attempt. */
function requestHeaders(row: FoundAttempt, traceId: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'webhook-id': row.event_id,
    'webhook-timestamp': Math.floor(row.started_at.getTime() / 1000).toString(),
    'webhook-signature': row.signature,
    'x-request-timestamp': row.started_at.getTime().toString(),
    'x-webhook-attempt': row.number.toString(),
    ...(traceId !== undefined && { 'x-trace-id': traceId }),
  };
  for (const name of row.header_names?.split(',') ?? []) headers[name.toLowerCase()] = '[redacted]';
  return headers;
}
