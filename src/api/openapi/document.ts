import { failures } from '../../kernel/failures.ts';
import type { FailureCode } from '../../kernel/failures.ts';
import { authenticate } from '../answer.ts';
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
      summary: 'Cards backed by crypto balances, wallets, and signed webhooks for everything that happens.',
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
          description: 'An API key of a company. Each operation names the level and the product it requires.',
        },
        operatorKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-api-key',
          description: 'The key of the platform’s operator.',
        },
      },
      parameters: {
        IdempotencyKey: idempotencyKey(false),
        RequiredIdempotencyKey: idempotencyKey(true),
        ...Object.fromEntries(webhookHeaders.map((one) => [one.name, one])),
      },
      headers: {
        TraceId: {
          description: 'Identifies this request in every log line, event and webhook it causes.',
          required: true,
          schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
        },
        IdempotentReplayed: {
          description: 'Present if this repeats the first response.',
          schema: { type: 'string', const: 'true' },
        },
        RetryAfter: {
          description:
            'How many seconds to wait. Missing if too many of your requests or streams are open: close one, or wait until one ends.',
          schema: { type: 'integer', minimum: 1 },
        },
        Allow: {
          description: 'The methods that this path accepts.',
          required: true,
          schema: { type: 'string' },
        },
        WWWAuthenticate: {
          description: 'Where the API key is expected.',
          required: true,
          schema: { type: 'string', const: authenticate },
        },
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
  Cards: 'Issue cards, freeze them, limit them, and set who decides on purchases.',
  'Card balances': 'The balances of cards and of the holding.',
  'Card program': 'Rules for all cards: block lists, limits, velocity rules, fees.',
  'Card secrets': 'Card numbers, CVVs and PINs.',
  'Card transactions': 'Everything that happened on a card, movement by movement.',
  'Webhook endpoints': 'Where events are sent, and the secrets that sign them.',
  Simulate: 'Simulates the outside world: network, merchants, blockchain, time. Sandbox only.',
  Operator: 'Tasks of the platform’s operator: companies and their state.',
  'Keys and audit': 'Your company’s API keys, and the audit log.',
  Company: 'Your company, its contract and its clients.',
  Health: 'Whether the platform is up and ready.',
  Documentation: 'This document.',
  Events: 'The messages sent to your endpoints.',
};

const describeTag = (name: string): JsonSchema => {
  const text = tagTexts[name];
  return text === undefined ? { name } : { name, description: text };
};

const description = `Requests and responses are JSON. Amounts are exact to the last digit: read them as decimals, not as floats.
Every response has an \`X-Trace-Id\`. Errors have a \`code\` from a closed list, a \`message\` that says what to do, and the
\`trace_id\`. Beside the headers named with a response every one has those that keep browsers and proxies from storing, framing or
guessing it: \`Cache-Control\`, \`Content-Security-Policy\`, \`Referrer-Policy\`, \`X-Content-Type-Options\`, in production also
\`Strict-Transport-Security\`.`;

const idempotencyKey = (required: boolean): JsonSchema => ({
  name: 'Idempotency-Key',
  in: 'header',
  required,
  description:
    'Any text that is unique to this request, such as a UUID. If the request is sent again with the same key within 24 hours, it is not carried out again: the first response is returned. `x-idempotency-key` works the same way.',
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
    message: { type: 'string', description: 'What is wrong, and what to do about it.' },
    details: {
      type: 'array',
      description: 'Every wrong field of a VALIDATION_ERROR; the first hundred if there are more.',
      maxItems: 100,
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' } },
        required: ['field', 'message'],
      },
    },
    trace_id: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    error_code: { type: 'string', description: 'The same as `code`; only on TOO_MANY_REQUESTS.' },
  },
  required: ['code', 'message', 'trace_id'],
};

/** What a rule refuses is an answer, too, which is kept and given again under the same idempotency key. */
const kept: ReadonlySet<number> = new Set([400, 404, 409, 412]);

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
          ...(kept.has(status) && {
            'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' },
          }),
          ...(status === 429 && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
          ...(status === 401 && { 'WWW-Authenticate': { $ref: '#/components/headers/WWWAuthenticate' } }),
          ...(status === 405 && { Allow: { $ref: '#/components/headers/Allow' } }),
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
    description:
      'Received. After any other answer the event is sent again on the endpoint’s schedule, if it is an event that is retried.',
  },
};

/** What a question about a purchase is answered with: the one webhook whose answer is read. */
const decision = {
  '200': {
    description:
      'The decision, within 1,200 ms. Anything else counts as no answer, and the card’s fallback decides.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            response_code: {
              type: 'string',
              pattern: '^([0-9A-Z]{2}|SUCCESS)$',
              description: '`00` or `SUCCESS` approves, any other code declines; see the guide to approvals.',
            },
            operation_id: {
              type: 'string',
              description: 'The id of the question; needed in a signed answer (`require_signed_answer`).',
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
  header('webhook-timestamp', 'The time of this attempt in Unix seconds.'),
  header(
    'webhook-signature',
    'Standard Webhooks 1.0: `v1,` followed by the HMAC-SHA256 of `{id}.{timestamp}.{body}` in base64, or `v1a,` followed by the ed25519 signature if the endpoint asks for it. Several signatures are separated by spaces while a secret is rotated.',
  ),
  header('X-Request-Timestamp', 'The time of this attempt in Unix milliseconds.'),
  header('X-Webhook-Attempt', '1, 2, 3 …'),
  header('X-Webhook-Replay', '`true` on a replay.', false),
  header('X-Webhook-Test', '`true` on a test send.', false),
  header('X-Webhook-Key', 'A shared key in plain text, if the endpoint has a `legacy_key`.', false),
  header('X-Trace-Id', 'The trace of the request that caused the event.'),
];
