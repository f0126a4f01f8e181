import { z } from 'zod';
import { isDeclineCode } from '../../authorizations/index.ts';
import { parseDuration } from '../../kernel/duration.ts';
import { parseInstant } from '../../kernel/time.ts';
import { clockRange } from '../clock.ts';

/**
 * The form of a scenario file. Objects are strict: a slip in a name is told, not passed over. What stands in braces
 * (`{purchase.transaction.id}`) is taken from what was kept under that name; see `references.ts`.
 */

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a name of lower-case letters, digits and underscores')
  .describe('A name to refer to: `{name.id}`.');

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'must be lower-case letters, digits and hyphens');

const decimal = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,2})?$/, 'must be a decimal string, such as "945.00"')
  .meta({ examples: ['945.00'] });

const isOfClock = (at: Date | undefined): boolean =>
  at === undefined || (at >= clockRange.from && at < clockRange.before);

const moment = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, 'must be an RFC 3339 date and time')
  .refine((text) => isOfClock(parseInstant(text)), 'must be between 1970 and 2200')
  .meta({ format: 'date-time', examples: ['2026-03-02T09:00:00Z'] });

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be an ISO 8601 duration, such as P7D or PT5M')
  .meta({ format: 'duration', examples: ['P8D'] });

/** What the scenario's own receiver does with a request. */
const answer = z
  .union(
    [
      z.int().min(200).max(599),
      z.strictObject({
        status: z.int().min(200).max(599).default(200),
        body: z.unknown().optional().describe('Sent as JSON.'),
        headers: z.record(z.string(), z.string()).optional(),
        delay_ms: z
          .int()
          .min(0)
          .max(10_000)
          .optional()
          .describe('How much later to answer, in milliseconds.'),
        hang_up: z.boolean().optional().describe('Closes the connection without an answer.'),
      }),
    ],
    'must be a status (200–599), or an object of status, body, headers, delay_ms, hang_up',
  )
  .describe('A status, or a complete answer.');

const answers = z
  .union([answer, z.array(answer).min(1).max(100)], 'must be an answer, or a list of answers')
  .describe('How requests are answered, in order; the last answer also serves all later requests.');

const balance = z.strictObject({
  available: decimal.optional(),
  held: decimal.optional(),
  posted: decimal
    .optional()
    .describe(
      'What has been posted since the scenario began: purchases are negative, refunds and deposits positive.',
    ),
});

const typeName = z
  .string()
  .regex(/^[A-Z_0-9]+\.[A-Z_0-9]+\.[A-Z]+$/, 'must be an event type, such as CARDS.CLEARING.PENDING');

const told = z
  .union(
    [
      typeName,
      z.strictObject({
        type: typeName,
        reason: z.string().optional(),
        data: z
          .record(z.string(), z.unknown())
          .optional()
          .describe('Members that `data` must have; others are allowed.'),
      }),
    ],
    'must be an event type such as CARDS.CLEARING.PENDING, or an object of type, reason, data',
  )
  .describe('An event by its type, or with the contents it must have.');

const delivered = z
  .union(
    [
      typeName,
      z.strictObject({
        type: typeName,
        attempt: z.int().optional(),
        replay: z.boolean().optional(),
        data: z.record(z.string(), z.unknown()).optional(),
      }),
    ],
    'must be an event type, or an object of type, attempt, replay, data',
  )
  .describe('A request that the receiver got.');

const expectation = z
  .strictObject({
    status: z.int().optional().describe('The HTTP status of the answer; any success by default.'),
    answer: z
      .unknown()
      .optional()
      .describe(
        'What the answer must contain: objects may have further members, lists must match whole. Decimal strings and numbers of the same value are equal; `"*"` matches any value.',
      ),
    decline: z
      .string()
      .refine(isDeclineCode, 'must be a decline code, such as M101')
      .optional()
      .describe(
        'The code with which the message must be declined; if nothing is stored of it, its response code is compared.',
      ),
    balances: z
      .record(z.string(), balance)
      .optional()
      .describe('What each must have after the step, by the name of the card, or `holding`.'),
    events: z.array(told).max(200).optional().describe('All events caused by the step, in order.'),
    received: z
      .record(name, z.array(delivered).max(200))
      .optional()
      .describe('All requests each endpoint got during the step, by its name; in order if it is `ordered`.'),
  })
  .describe('What must be true after the step.');

const step = z
  .strictObject({
    title: z.string().min(1).max(200),
    note: z.string().max(1000).optional().describe('An explanation for readers.'),
    call: z
      .string()
      .regex(
        /^(GET|POST|PUT|PATCH|DELETE) \/\S*$/,
        'must be a method and a path, such as POST /simulate/authorizations',
      )
      .optional()
      .describe('A call of this API, made as the company of the scenario.'),
    body: z.record(z.string(), z.unknown()).optional(),
    headers: z.record(z.string(), z.string()).optional(),
    keep: name.optional(),
    advance: duration.optional().describe("Moves the company's clock."),
    endpoint: name.optional().describe('An endpoint whose receiver answers differently from now on.'),
    answers: answers.optional(),
    decides: answers.optional(),
    company: z
      .enum(['disable', 'enable'])
      .optional()
      .describe('What the operator does to the company; its cards can still be swiped.'),
    expect: expectation.optional(),
  })
  .describe('One action (`call`, `advance`, `endpoint` or `company`), or only a check.');

const card = z
  .looseObject({
    approval_method: z.enum(['TOP_UP', 'WEBHOOK', 'NONE']).default('TOP_UP'),
    balance: decimal.optional().describe('The starting balance of a TOP_UP card; 1000.00 by default.'),
    pin: z
      .string()
      .regex(/^\d{4,12}$/, 'must be 4 to 12 digits')
      .optional(),
  })
  .describe('A card; other members are those of POST /cards/virtual-cards/create.');

const endpoint = z
  .looseObject({
    answers: answers.optional(),
    decides: answers
      .optional()
      .describe('How decision requests (`AUTHORIZATION/PENDING`) are answered; `00` by default.'),
  })
  .describe(
    'A webhook endpoint with its own receiver inside the server; other members are those of POST /webhooks/endpoints.',
  );

/** Each is set up before the first step: a card takes some 30 ms, and a body of 1 MiB has room for tens of thousands of names. */
export const mostCards = 50;
export const mostEndpoints = 20;

const atMost =
  (most: number) =>
  (named: Readonly<Record<string, unknown>>): boolean =>
    Object.keys(named).length <= most;

export const scenarioFields = {
  $schema: z
    .string()
    .max(500)
    .optional()
    .describe('For editors: where to find the JSON Schema of this format.'),
  name: slug.optional(),
  title: z.string().min(1).max(200).optional(),
  about: z.string().max(4000).optional().describe('What the scenario shows; for readers.'),
  starts_at: moment.optional().describe("Where the company's clock starts; only `advance` moves it."),
  seed: z
    .union([z.int(), z.string().max(100)], 'must be an integer or a string')
    .optional()
    .describe('The same seed gives the same event bodies, except for ids, hashes and keys.'),
  holding: decimal
    .refine((text) => !text.startsWith('-'), 'must not be negative')
    .optional()
    .describe("The starting balance of the company's holding; 1000000.00 by default."),
  program: z.record(z.string(), z.unknown()).optional().describe('As in PUT /cards/account/configuration.'),
  cards: z
    .record(name, card)
    .refine(atMost(mostCards), `must be at most ${mostCards}`)
    .meta({ maxProperties: mostCards })
    .optional()
    .describe(`By name, at most ${mostCards}. By default, one TOP_UP card named \`card\` with 1000.00.`),
  endpoints: z
    .record(name, endpoint)
    .refine(atMost(mostEndpoints), `must be at most ${mostEndpoints}`)
    .meta({ maxProperties: mostEndpoints })
    .optional()
    .describe(`By name, at most ${mostEndpoints}. None by default.`),
  steps: z.array(step).min(1).max(200),
};

/** A scenario as it is read from a file. */
export const scenarioSchema = z.strictObject({
  ...scenarioFields,
  name: slug,
  title: z.string().min(1).max(200),
});

export type Scenario = z.output<z.ZodObject<typeof scenarioFields>>;
export type Step = Scenario['steps'][number];
export type Expectation = NonNullable<Step['expect']>;
export type Answer = z.output<typeof answer>;
export type Told = z.output<typeof told>;
export type Delivered = z.output<typeof delivered>;

/** What came of one step: what must be and what is, side by side, the same members in the same places. */
export interface StepResult {
  readonly title: string;
  readonly expected: unknown;
  /** Null for a step that was not run, since one before it failed. */
  readonly actual: unknown;
  readonly passed: boolean;
}

export interface ScenarioResult {
  readonly name: string;
  readonly passed: boolean;
  readonly steps: readonly StepResult[];
}
