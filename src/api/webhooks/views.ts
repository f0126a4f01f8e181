import { z } from 'zod';
import { testSubject, type EventRecord } from '../../events/index.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Endpoint } from '../../webhooks/index.ts';
import { idText, instantText } from '../fields.ts';
import { readJson } from '../json.ts';

/** How webhook objects stand on the wire. */

export const byWallClock = "in real time, even if the company's own clock was moved.";

export const endpointSchema = z
  .object({
    id: idText('endpoint'),
    url: z.string(),
    description: z.string(),
    enabled: z.boolean(),
    disabled_reason: z.string().nullable(),
    disabled_at: instantText.nullable(),
    filters: z.array(z.string()),
    format: z.enum(['operation', 'product']),
    ordered: z.boolean(),
    decision: z.boolean(),
    headers: z.record(z.string(), z.string()).describe('Values are shown as [redacted].'),
    rate_limit: z.number().nullable(),
    timeout_ms: z.number(),
    retry_schedule: z.array(z.number()).nullable(),
    legacy_key: z.string().nullable(),
    signatures: z.array(z.enum(['v1', 'v1a'])),
    created_at: instantText,
  })
  .meta({ id: 'WebhookEndpoint' });

/** Secrets show that they are there, and no more: an endpoint is read with a key of level 1. */
export const showEndpoint = (endpoint: Endpoint): z.input<typeof endpointSchema> => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  enabled: endpoint.enabled,
  disabled_reason: endpoint.disabledReason,
  disabled_at: endpoint.disabledAt && formatInstant(endpoint.disabledAt),
  filters: [...endpoint.filters],
  format: endpoint.format,
  ordered: endpoint.ordered,
  decision: endpoint.decision,
  headers: Object.fromEntries(Object.keys(endpoint.headers).map((name) => [name, '[redacted]'])),
  rate_limit: endpoint.rateLimit,
  timeout_ms: endpoint.timeoutMs,
  retry_schedule: endpoint.retrySchedule && [...endpoint.retrySchedule],
  legacy_key: endpoint.legacyKey === null ? null : '[redacted]',
  signatures: [...endpoint.signatures],
  created_at: formatInstant(endpoint.createdAt),
});

/** What every body has, whatever its type; `GET /webhooks/event-types` has the schema of each. */
export const eventBody = z.object({
  operation: z.string(),
  sub_operation: z.string(),
  operation_id: z.string().describe('The id of the event.'),
  status: z.enum(['SUCCESS', 'PENDING', 'FAILED', 'CANCELLED']),
  reason: z.string().optional().describe('The reason, if it is FAILED or CANCELLED.'),
  data: z.record(z.string(), z.unknown()).describe('Depends on the event type: see the event catalogue.'),
});

export const eventSchema = z
  .object({
    id: idText('event'),
    operation: z.string(),
    sub_operation: z.string(),
    status: z.string(),
    created_at: instantText,
    trace_id: z.string(),
    test: z
      .boolean()
      .describe('Whether this is an example sent to test an endpoint: what it reports never happened.'),
    body: eventBody.describe('The body that endpoints receive, without its secrets.'),
  })
  .meta({ id: 'StoredEvent' });

export function showEvent(event: EventRecord): z.input<typeof eventSchema> {
  const [operation = '', subOperation = '', status = ''] = event.type.split('.');
  return {
    id: event.id,
    operation,
    sub_operation: subOperation,
    status,
    created_at: formatInstant(event.createdAt),
    trace_id: event.traceId,
    test: event.subject === testSubject,
    body: readJson(event.body) as z.input<typeof eventBody>,
  };
}

export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .describe(
        'Where the next page starts; null at the end. A page may be short even if there is a next one.',
      ),
  });
