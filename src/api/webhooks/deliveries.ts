import { z } from 'zod';
import { formatInstant } from '../../kernel/time.ts';
import type { AttemptRecord, DeliveryRecord, Webhooks } from '../../webhooks/index.ts';
import { cursorOf, idText, instantText, pageSize, pathId, queryList, queryText } from '../fields.ts';
import { route, type Route } from '../route.ts';
import { page } from './views.ts';

const tag = 'Deliveries';
const access = { kind: 'company', level: 1, product: 'webhooks' } as const;
const states = ['pending', 'delivered', 'exhausted', 'cancelled'] as const;

const delivery = z
  .object({
    id: idText('delivery'),
    event_id: idText('event'),
    event_type: z
      .string()
      .nullable()
      .describe('`OPERATION.SUB_OPERATION.STATUS`, as in filters; null once the event is no longer kept.'),
    endpoint_id: idText('endpoint'),
    state: z.enum(states),
    attempts: z.number(),
    next_attempt_at: instantText
      .nullable()
      .describe(
        'Null while it is being sent, and once it is delivered, exhausted or cancelled. A time in the past means as soon as the endpoint can take it.',
      ),
    last_error: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });

const attempt = z
  .object({
    number: z.number(),
    started_at: instantText,
    duration_ms: z.number(),
    status_code: z.number().nullable(),
    error: z
      .enum(['timeout', 'connect', 'tls', 'dns', 'blocked_address', 'redirect', 'status'])
      .nullable()
      .describe('null: accepted.'),
    detail: z.string().nullable().describe('The error as a sentence.'),
    request_headers: z.record(z.string(), z.string()),
    response_headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).nullable(),
    response_body: z.string().nullable().describe('At most its first 16 KiB.'),
  })
  .meta({ id: 'DeliveryAttempt' });

const show = (record: DeliveryRecord): z.input<typeof delivery> => ({
  id: record.id,
  event_id: record.event,
  event_type: record.type,
  endpoint_id: record.endpoint,
  state: record.state,
  attempts: record.attempts,
  next_attempt_at: record.nextAttemptAt && formatInstant(record.nextAttemptAt),
  last_error: record.lastError,
});

const showAttempt = (record: AttemptRecord): z.input<typeof attempt> => ({
  number: record.number,
  started_at: formatInstant(record.startedAt),
  duration_ms: record.durationMs,
  status_code: record.statusCode,
  error: record.error,
  detail: record.detail,
  request_headers: { ...record.requestHeaders },
  response_headers: record.responseHeaders && { ...record.responseHeaders },
  response_body: record.responseBody,
});

const narrowing = {
  endpoint_id: queryText(100).optional().describe('Only deliveries to this endpoint.'),
  cursor: cursorOf('delivery'),
  size: pageSize(),
};

/** What became of events at endpoints. */
export const deliveryRoutes = ({ webhooks: { deliveries } }: { readonly webhooks: Webhooks }): Route[] => [
  route({
    method: 'GET',
    path: '/webhooks/deliveries',
    operationId: 'listDeliveries',
    summary: 'List deliveries',
    description: 'A delivery is all attempts to send one event to one endpoint. Newest event first.',
    tag,
    access,
    query: z.object({
      state: queryList(states).optional().describe('Only those in one of these states.'),
      event_id: queryText(100).optional().describe('Only deliveries of this event.'),
      ...narrowing,
    }),
    answer: { status: 200, schema: page(delivery) },
    async handle({ caller, query: { state, event_id, endpoint_id, cursor, size } }) {
      const found = await deliveries.list(caller.company, {
        states: state,
        event: event_id,
        endpoint: endpoint_id,
        cursor,
        size,
      });
      return { data: found.deliveries.map(show), next_cursor: found.next ?? null };
    },
  }),
  route({
    method: 'GET',
    path: '/webhooks/undelivered',
    operationId: 'listUndelivered',
    summary: 'List what was not delivered',
    description:
      'Every event an endpoint has not accepted, with the reason and the time of the next attempt. Newest event first.',
    tag,
    access,
    query: z.object(narrowing),
    answer: { status: 200, schema: page(delivery) },
    async handle({ caller, query: { endpoint_id, cursor, size } }) {
      const found = await deliveries.list(caller.company, {
        states: ['pending', 'exhausted', 'cancelled'],
        endpoint: endpoint_id,
        cursor,
        size,
      });
      return { data: found.deliveries.map(show), next_cursor: found.next ?? null };
    },
  }),
  route({
    method: 'GET',
    path: '/webhooks/deliveries/{deliveryId}/attempts',
    operationId: 'listAttempts',
    summary: 'List the attempts of a delivery',
    description: 'The latest 200, in order. Values of secret headers are shown as [redacted].',
    tag,
    access,
    params: z.object({ deliveryId: pathId('delivery') }),
    answer: { status: 200, schema: z.object({ data: z.array(attempt) }) },
    handle: async ({ caller, params }) => ({
      data: (await deliveries.attempts(caller.company, params.deliveryId)).map(showAttempt),
    }),
  }),
];
