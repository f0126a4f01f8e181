import { z } from 'zod';
import { bodySchema, catalogue, exampleBody, type Events } from '../../events/index.ts';
import { notFound } from '../../kernel/failures.ts';
import { isFilter } from '../../webhooks/index.ts';
import { cursorOf, instant, pageSize, pathId, queryText, queryTexts } from '../fields.ts';
import { route, type Route } from '../route.ts';
import { byWallClock, eventBody, eventSchema, page, showEvent } from './views.ts';

const tag = 'Events';
const access = { kind: 'company', level: 1, product: 'webhooks' } as const;

const typeSchema = z.object({
  name: z.string().describe('`OPERATION.SUB_OPERATION.STATUS`, as in filters.'),
  title: z.string(),
  sent: z.string().describe('When the event is sent.'),
  retried: z.enum(['yes', 'no', 'until it expires']),
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the whole body.'),
  example: eventBody,
});

/** What happened, and what can happen. */
export const eventRoutes = ({ events }: { readonly events: Events }): Route[] => [
  route({
    method: 'GET',
    path: '/webhooks/event-types',
    operationId: 'listEventTypes',
    summary: 'List all event types',
    description: 'For each: when it is sent, the JSON Schema of its body, and an example.',
    tag,
    access,
    answer: { status: 200, schema: z.object({ data: z.array(typeSchema) }) },
    handle: () => Promise.resolve({ data: (types ??= describeTypes()) }),
  }),
  route({
    method: 'GET',
    path: '/webhooks/events',
    operationId: 'listEvents',
    summary: 'List events',
    description: 'Newest first.',
    tag,
    access,
    query: z.object({
      types: queryTexts()
        .refine((types) => types.every(isFilter), 'must contain event types, or their first one or two parts')
        .optional()
        .describe('Event types, or their first one or two parts.'),
      subject: queryText().optional().describe('Only events of this card transaction or wallet.'),
      since: instant.optional().describe(`The earliest time they were stored, ${byWallClock}`),
      until: instant.optional().describe('The latest time they were stored (inclusive).'),
      cursor: cursorOf('event'),
      size: pageSize(),
    }),
    answer: { status: 200, schema: page(eventSchema) },
    async handle({ caller, query }) {
      const found = await events.list(caller.company, query);
      return { data: found.events.map(showEvent), next_cursor: found.next ?? null };
    },
  }),
  route({
    method: 'GET',
    path: '/webhooks/events/{eventId}',
    operationId: 'getEvent',
    summary: 'Show an event',
    tag,
    access,
    params: z.object({ eventId: pathId('event') }),
    answer: { status: 200, schema: eventSchema },
    async handle({ caller, params }) {
      const event = await events.find(caller.company, params.eventId);
      if (event === undefined) throw notFound('event');
      return showEvent(event);
    },
  }),
];

/** Made when they are asked for: a start does without. */
let types: readonly z.input<typeof typeSchema>[] | undefined;

const describeTypes = () =>
  [...catalogue].map(([name, type]) => ({
    name,
    title: type.title,
    sent: type.sent,
    retried: type.retried,
    schema: bodySchema(type),
    example: JSON.parse(exampleBody(type)) as z.input<typeof eventBody>,
  }));
