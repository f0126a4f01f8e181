import { failures } from '../../kernel/failures.ts';
import type { FailureCode } from '../../kernel/failures.ts';
import type { Route } from '../route.ts';
import { illustrated } from './examples.ts';
import { operation } from './operation.ts';
import { schemaBook } from './schemas.ts';
import type { JsonSchema } from './schemas.ts';

/** What the document needs to know of an event that the platform sends. */
export interface DescribedEvent {
  /** `CARDS.CLEARING.PENDING` */
  readonly name: string;
  readonly title: string;
  /** When it is sent. */
  readonly description: string;
  /** JSON Schema 2020-12 of the whole body. */
  readonly schema: JsonSchema;
  readonly example: unknown;
}

/** The OpenAPI 3.1 document of the platform, made from the routes and events themselves. */
export function buildOpenApi(all: readonly Route[], events: readonly DescribedEvent[] = []): JsonSchema {
  const routes = all.filter((route) => route.hidden !== true);
  const book = schemaBook();
  const paths: Record<string, JsonSchema> = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operation(route, book);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cardwright',
      version: '1.0.0',
      summary: 'Cards on crypto balances, wallets, and signed webhooks for everything that happens.',
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set([...routes.map((route) => route.tag), 'Events'])].map(describeTag),
    paths,
    webhooks: Object.fromEntries(events.map((event) => [event.name, { post: webhook(event) }])),
    components: {
      securitySchemes: {
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-api-key',
          description: 'A key of a company. Each operation names the least level and the product it takes.',
        },
        operatorKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-api-key',
          description: 'The key of the operator of the platform.',
        },
      },
      parameters: {
        IdempotencyKey: idempotencyKey(false),
        RequiredIdempotencyKey: idempotencyKey(true),
        ...Object.fromEntries(webhookHeaders.map((one) => [one.name, one])),
      },
      headers: {
        TraceId: {
          description: 'Of this request, in every log line, event and webhook that it causes.',
          required: true,
          schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
        },
        IdempotentReplayed: {
          description: 'Present where this is the first answer again.',
          schema: { type: 'string', const: 'true' },
        },
        RetryAfter: { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
      },
      responses: failureResponses(),
      schemas: Object.fromEntries(
        Object.entries({ Failure: failureSchema, ...book.shared }).map(([name, schema]) => [
          name,
          illustrated(schema, name),
        ]),
      ),
    },
  };
}

const tagTexts: Record<string, string> = {
  Cards: 'Issue cards, freeze them, limit them, say who decides.',
  'Card balances': 'What a card and the holding have.',
  'Card program': 'Rules for all cards: lists, limits, velocity, fees.',
  'Card secrets': 'Number, CVV and PIN.',
  'Card transactions': 'What happened on a card, movement by movement.',
  'Webhook endpoints': 'Where events are sent, and with which secret.',
  Simulate: 'Plays the outside world: network, merchants, chain, time. Sandbox only.',
  Operator: 'What the operator of the platform does: companies and their state.',
  'Keys and audit': 'The keys of your company, and the log of what was administered.',
  Company: 'Your company, its contract, its clients.',
  Health: 'Whether the platform lives and can work.',
  Documentation: 'This document.',
  Events: 'What is sent to your endpoints.',
};

const describeTag = (name: string): JsonSchema => {
  const text = tagTexts[name];
  return text === undefined ? { name } : { name, description: text };
};

const description = `Requests and answers are JSON. Amounts are written exactly, to the last digit: read them as decimals, not
as floats. Every answer has an \`X-Trace-Id\`. Failures have a \`code\` of a closed list, a \`message\` that says what to do, and
the \`trace_id\`.`;

const idempotencyKey = (required: boolean): JsonSchema => ({
  name: 'Idempotency-Key',
  in: 'header',
  required,
  description:
    'Any text that is unique to this request (a UUID). Sent again with the same key within 24 hours, the request is not carried out again: the first answer comes back. `x-idempotency-key` is taken alike.',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 255,
    pattern: '^[!-~]+$',
    examples: ['0d7f2a9e-5d0b-4f0e-9c64-3f6b2f1a7c11'],
  },
});

const failureSchema: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'string', enum: Object.keys(failures) },
    message: { type: 'string', description: 'What is wrong and what to do.' },
    details: {
      type: 'array',
      description: 'Every wrong field, on VALIDATION_ERROR; of more than a hundred the first hundred.',
      maxItems: 100,
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' } },
        required: ['field', 'message'],
      },
    },
    trace_id: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    error_code: { type: 'string', description: 'The same as `code`, on TOO_MANY_REQUESTS only.' },
  },
  required: ['code', 'message', 'trace_id'],
};

/** One response for each status, with all its codes and their words. */
function failureResponses(): Record<string, JsonSchema> {
  const byStatus = Map.groupBy(Object.keys(failures) as FailureCode[], (code) => failures[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `Failure${status}`,
      {
        description: codes
          .map((code) => `\`${code}\`: ${failures[code].title} ${failures[code].advice}`)
          .join('\n\n'),
        headers: {
          'X-Trace-Id': { $ref: '#/components/headers/TraceId' },
          ...(status === 429 && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
        },
        content: {
          'application/json': {
            schema: {
              allOf: [{ $ref: '#/components/schemas/Failure' }, { properties: { code: { enum: codes } } }],
            },
          },
        },
      },
    ]),
  );
}

function webhook(event: DescribedEvent): JsonSchema {
  return {
    operationId: event.name.toLowerCase().replaceAll('.', '_'),
    summary: event.title,
    description: event.description,
    tags: ['Events'],
    security: [],
    parameters: webhookHeaders.map(({ name }) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: event.schema, example: event.example } },
    },
    responses: event.name === 'CARDS.AUTHORIZATION.PENDING' ? decision : received,
  };
}

const received = {
  '2XX': {
    description: 'Received. Anything else is sent again by the schedule, as far as the event is at all.',
  },
};

/** What a question about a purchase is answered with: the one webhook whose answer is read. */
const decision = {
  '200': {
    description: 'The decision, within 1,200 ms. Anything else is none: the fallback of the card decides.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            response_code: {
              type: 'string',
              pattern: '^([0-9A-Z]{2}|SUCCESS)$',
              description: '`00` or `SUCCESS` approves, any other code declines: see the guide to approvals.',
            },
            operation_id: {
              type: 'string',
              description: 'That of the question, in an answer that is signed (`require_signed_answer`).',
            },
          },
          required: ['response_code'],
        },
        example: { response_code: '00' },
      },
    },
  },
};

const header = (name: string, text: string, required = true) => ({
  name,
  in: 'header',
  required,
  description: text,
  schema: { type: 'string' },
});

const webhookHeaders = [
  header('webhook-id', 'The `operation_id` of the body.'),
  header('webhook-timestamp', 'Unix seconds of this attempt.'),
  header(
    'webhook-signature',
    'Standard Webhooks 1.0: `v1,` and the HMAC-SHA256 of `{id}.{timestamp}.{body}` in base64; `v1a,` and the ed25519 signature where the endpoint asks for it. Several, with spaces between, while a secret is rotated.',
  ),
  header('X-Request-Timestamp', 'Milliseconds since 1970 of this attempt.'),
  header('X-Webhook-Attempt', '1, 2, 3 …'),
  header('X-Webhook-Replay', '`true` on a replay.', false),
  header('X-Webhook-Test', '`true` on a test send.', false),
  header('X-Webhook-Key', 'A shared key in clear, where the endpoint has a `legacy_key`.', false),
  header('X-Trace-Id', 'The trace of the request that caused the event.'),
];
