import { z } from 'zod';
import type { EndpointWish, Webhooks } from '../../webhooks/index.ts';
import { cursorOf, pageSize, pathId, queryText } from '../fields.ts';
import { route, type Route } from '../route.ts';
import { endpointSchema, page, showEndpoint } from './views.ts';

const tag = 'Webhook endpoints';
const product = 'webhooks';
const reads = { kind: 'company', level: 1, product } as const;
const administers = { kind: 'company', level: 3, product } as const;
const params = z.object({ endpointId: pathId('endpoint') });

const fields = z.object({
  url: z.string().max(2048).describe('An HTTPS URL; in the sandbox also plain HTTP and the local machine.'),
  description: z.string().max(500),
  filters: z
    .array(z.string().max(100))
    .max(50)
    .describe(
      'Event types, or their first one or two parts: `CARDS`, `CARDS.CLEARING`, `CARDS.CLEARING.SUCCESS`. An empty list means all except `DEPOSIT.PENDING` and `VIRTUAL_BALANCE.SUCCESS`.',
    ),
  format: z.enum(['operation', 'product']),
  ordered: z
    .boolean()
    .describe('Whether events of one card transaction or wallet are sent strictly one after the other.'),
  decision: z
    .boolean()
    .describe(
      'Whether this endpoint is asked to decide on card purchases. Only one can be: setting it here clears it on the previous one. The endpoint must be enabled.',
    ),
  headers: z
    .record(z.string(), z.string())
    .describe(
      'Extra headers sent with every message: at most 20, with 4,096 characters in all, and none that the platform or HTTP itself sets. Values are shown as [redacted].',
    ),
  rate_limit: z.int().min(1).max(10_000).nullable().describe('Messages per second; null means no limit.'),
  timeout_ms: z.int().min(1000).max(30_000),
  retry_schedule: z
    .array(z.int().min(1).max(604_800))
    .max(30)
    .nullable()
    .describe(
      'The waits before each retry, in seconds: n entries make n + 1 attempts. Null means the default schedule.',
    ),
  legacy_key: z.string().nullable().describe('Sent in plain text as `X-Webhook-Key`; null turns it off.'),
  signatures: z
    .array(z.enum(['v1', 'v1a']))
    .min(1)
    .max(2)
    .describe(
      '`v1` is HMAC-SHA256, `v1a` ed25519, whose public keys are at `/.well-known/webhooks/jwks.json`.',
    ),
  enabled: z.boolean(),
});
const newEndpoint = fields
  .partial()
  .required({ url: true })
  .meta({ examples: [{ url: 'https://example.com/webhooks', filters: ['CARDS'], description: 'Backend' }] });
const changes = fields
  .partial()
  .meta({ examples: [{ filters: ['CARDS.CLEARING', 'CARDS.DECLINED'], description: 'Backend' }] });

const withSecret = endpointSchema.extend({ secret: z.string().describe('`whsec_…`; signs every message.') });
const secretSchema = z.object({
  secret: z.string().describe('`whsec_…`'),
  public_key: z.string().describe('`whpk_…`, for `v1a` signatures.'),
});

const wishOf = (body: z.output<typeof changes>): EndpointWish => ({
  enabled: body.enabled,
  url: body.url,
  description: body.description,
  filters: body.filters,
  format: body.format,
  ordered: body.ordered,
  decision: body.decision,
  headers: body.headers,
  rateLimit: body.rate_limit,
  timeoutMs: body.timeout_ms,
  retrySchedule: body.retry_schedule,
  legacyKey: body.legacy_key,
  signatures: body.signatures,
});

/** Where a company wants to be told. */
export const endpointRoutes = ({ webhooks: { endpoints } }: { readonly webhooks: Webhooks }): Route[] => [
  route({
    method: 'POST',
    path: '/webhooks/endpoints',
    operationId: 'createWebhookEndpoint',
    summary: 'Create a webhook endpoint',
    description:
      'The response contains the secret that signs its messages. A company can have at most 1,000 endpoints.',
    tag,
    access: administers,
    subject: 'made',
    body: newEndpoint,
    answer: { status: 201, schema: withSecret, secrets: ['secret'] },
    failures: ['VAL'],
    async handle({ caller, body }) {
      const { endpoint, secret } = await endpoints.create(caller.company, { ...wishOf(body), url: body.url });
      return { ...showEndpoint(endpoint), secret: secret.secret.reveal() };
    },
  }),
  route({
    method: 'GET',
    path: '/webhooks/endpoints',
    operationId: 'listWebhookEndpoints',
    summary: 'List webhook endpoints',
    description: 'Oldest first.',
    tag,
    access: reads,
    query: z.object({ cursor: cursorOf('endpoint'), size: pageSize() }),
    answer: { status: 200, schema: page(endpointSchema) },
    async handle({ caller, query: { cursor, size } }) {
      const found = await endpoints.list(caller.company, cursor, size + 1);
      const shown = found.slice(0, size);
      return {
        data: shown.map(showEndpoint),
        next_cursor: found.length > size ? (shown.at(-1)?.id ?? null) : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/webhooks/endpoints/{endpointId}',
    operationId: 'getWebhookEndpoint',
    summary: 'Show a webhook endpoint',
    tag,
    access: reads,
    params,
    answer: { status: 200, schema: endpointSchema },
    handle: async ({ caller, params }) =>
      showEndpoint(await endpoints.find(caller.company, params.endpointId)),
  }),
  route({
    method: 'PATCH',
    path: '/webhooks/endpoints/{endpointId}',
    operationId: 'changeWebhookEndpoint',
    summary: 'Change a webhook endpoint',
    description: 'Fields left out stay as they are. `enabled: false` cancels its pending deliveries.',
    tag,
    access: administers,
    params,
    body: changes,
    answer: { status: 200, schema: endpointSchema },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) =>
      showEndpoint(await endpoints.change(caller.company, params.endpointId, wishOf(body))),
  }),
  route({
    method: 'DELETE',
    path: '/webhooks/endpoints/{endpointId}',
    operationId: 'deleteWebhookEndpoint',
    summary: 'Delete a webhook endpoint',
    description: 'Its pending deliveries are cancelled.',
    tag,
    access: administers,
    params,
    answer: { status: 200 },
    handle: ({ caller, params }) => endpoints.remove(caller.company, params.endpointId),
  }),
  route({
    method: 'POST',
    path: '/webhooks/endpoints/{endpointId}/enable',
    operationId: 'enableWebhookEndpoint',
    summary: 'Enable a webhook endpoint again',
    description: 'Events it missed are not sent automatically: replay what is missing.',
    tag,
    access: administers,
    params,
    answer: { status: 200, schema: endpointSchema },
    handle: async ({ caller, params }) =>
      showEndpoint(await endpoints.enable(caller.company, params.endpointId)),
  }),
  route({
    method: 'POST',
    path: '/webhooks/endpoints/{endpointId}/secret/rotate',
    operationId: 'rotateWebhookSecret',
    summary: 'Give a webhook endpoint a new secret',
    description:
      'While the secrets overlap, every message carries a signature by each of them, five at most.',
    tag,
    access: administers,
    params,
    body: z.object({ overlap_seconds: z.int().min(0).max(2_592_000).default(86_400) }),
    answer: { status: 200, schema: secretSchema, secrets: ['secret'] },
    failures: ['VAL'],
    async handle({ caller, params, body }) {
      const fresh = await endpoints.rotate(caller.company, params.endpointId, body.overlap_seconds);
      return { secret: fresh.secret.reveal(), public_key: fresh.publicKey };
    },
  }),
  route({
    method: 'GET',
    path: '/webhooks/endpoints/{endpointId}/secret',
    operationId: 'getWebhookSecret',
    summary: 'Reveal the secret of a webhook endpoint',
    tag,
    access: administers,
    audit: 'always',
    params,
    answer: { status: 200, schema: secretSchema },
    async handle({ caller, params }) {
      const current = await endpoints.reveal(caller.company, params.endpointId);
      return { secret: current.secret.reveal(), public_key: current.publicKey };
    },
  }),
  route({
    method: 'POST',
    path: '/webhooks/endpoints/{endpointId}/test',
    operationId: 'testWebhookEndpoint',
    summary: 'Send a test to a webhook endpoint',
    description:
      'Sends the example of an event type to this endpoint only, whatever its filters, with the header `X-Webhook-Test: true`.',
    tag,
    access: { kind: 'company', level: 2, product },
    params,
    body: z.object({
      event_type: z
        .string()
        .max(100)
        .optional()
        .describe('`OPERATION.SUB_OPERATION.STATUS`; by default WEBHOOKS.TEST.SUCCESS.'),
    }),
    answer: { status: 200, schema: z.object({ event_id: z.string() }) },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) => ({
      event_id: await endpoints.test(caller.company, params.endpointId, body.event_type, caller.traceId),
    }),
  }),
  route({
    method: 'GET',
    path: '/.well-known/webhooks/jwks.json',
    operationId: 'getWebhookKeys',
    summary: 'Show the public keys that sign webhooks',
    description: 'A JSON Web Key Set (RFC 7517) of the ed25519 keys of `v1a` signatures.',
    tag,
    access: { kind: 'public' },
    query: z.object({
      endpoint_id: queryText(100)
        .optional()
        .describe('Only the keys of this endpoint; of all endpoints if left out.'),
    }),
    answer: {
      status: 200,
      schema: z.object({ keys: z.array(z.record(z.string(), z.string())) }),
    },
    handle: ({ query }) => endpoints.keySet(query.endpoint_id),
  }),
];
