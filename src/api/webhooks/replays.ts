import { z } from 'zod';
import { isId } from '../../kernel/ids.ts';
import { notFound } from '../../kernel/failures.ts';
import type { ReplayAsked, ReplayJob, ReplayWish, Webhooks } from '../../webhooks/index.ts';
import { wallClock } from '../../platform/clock.ts';
import { formatInstant } from '../../kernel/time.ts';
import { cursorOf, idText, instant, instantText, pageSize, pathId, queryList, queryText } from '../fields.ts';
import { pageOf, pageSchema } from '../page.ts';
import { route, type Route } from '../route.ts';
import { byWallClock } from './views.ts';

const tag = 'Replays';
const access = { kind: 'company', level: 2, product: 'webhooks' } as const;
const params = z.object({ replayId: pathId('replay') });

const states = ['running', 'paused', 'done', 'cancelled'] as const;
const onlys = ['failed', 'missing', 'all'] as const;

const job = z
  .object({
    id: idText('replay'),
    state: z.enum(states),
    matched: z.number().describe('Deliveries found when the replay was created.'),
    sent: z.number().describe('Accepted at the first attempt.'),
    failed: z
      .number()
      .describe(
        'Not accepted at the first attempt; retried on the schedule. Deliveries cancelled with their endpoint are counted when the replay is done.',
      ),
    endpoint_id: idText('endpoint').nullable().describe('Null means all enabled endpoints.'),
    only: z.enum(onlys),
    since: instantText,
    until: instantText,
    filters: z.array(z.string()),
    created_at: instantText,
  })
  .meta({ id: 'Replay' });

const begun = job.extend({
  id: job.shape.id.nullable().describe('Null for a dry run.'),
  created_at: instantText.nullable().describe('Null for a dry run.'),
});

const showWish = ({ endpoint, only, since, until, filters }: ReplayWish) => ({
  endpoint_id: endpoint,
  only,
  since: formatInstant(since),
  until: formatInstant(until),
  filters: [...filters],
});

const show = (replay: ReplayJob): z.input<typeof job> => ({
  id: replay.id,
  state: replay.state,
  matched: replay.matched,
  sent: replay.sent,
  failed: replay.failed,
  ...showWish(replay),
  created_at: formatInstant(replay.createdAt),
});

const wanted = z
  .object({
    endpoint_id: z.string().max(100).optional().describe('All enabled endpoints if left out.'),
    since: instant.describe(`The earliest time the events were stored, ${byWallClock}`),
    until: instant.optional().describe('The latest time. Now if left out; for `missing`, a second later.'),
    only: z
      .enum(onlys)
      .default('failed')
      .describe(
        '`failed`: deliveries that were never accepted; `missing`: also events that were never sent, for example while the endpoint was disabled; `all`: everything.',
      ),
    filters: z.array(z.string().max(100)).max(50).default([]),
    dry_run: z.boolean().default(false).describe('Only counts.'),
  })
  .meta({
    examples: [{ since: '2026-01-31T12:00:00.000Z', only: 'failed', dry_run: true }],
  });

function askedIn(body: z.output<typeof wanted>): ReplayAsked {
  if (body.endpoint_id !== undefined && !isId('endpoint', body.endpoint_id))
    throw notFound('webhook endpoint');
  return {
    endpoint: body.endpoint_id ?? null,
    since: body.since,
    until: body.until,
    only: body.only,
    filters: body.filters,
  };
}

/** Sending again: one event, or many by what became of them. */
export const replayRoutes = ({ webhooks: { replays } }: { readonly webhooks: Webhooks }): Route[] => {
  const change = (
    verb: 'pause' | 'resume' | 'cancel',
    state: 'paused' | 'running' | 'cancelled',
    summary: string,
  ): Route =>
    route({
      method: 'POST',
      path: `/webhooks/replays/{replayId}/${verb}`,
      operationId: `${verb}Replay`,
      summary,
      tag,
      access,
      params,
      answer: { status: 200, schema: job },
      failures: ['CONFLICT'],
      handle: async ({ caller, params }) =>
        show(await replays.change(caller.company, params.replayId, state)),
    });

  return [
    route({
      method: 'POST',
      path: '/webhooks/replays',
      operationId: 'createReplay',
      summary: 'Send many events again',
      description:
        'Replayed messages have the header `X-Webhook-Replay: true` and their original `operation_id`.',
      tag,
      access,
      body: wanted,
      answer: { status: 200, schema: begun },
      failures: ['VAL'],
      async handle({ caller, body }) {
        const asked = askedIn(body);
        if (!body.dry_run) return show(await replays.start(caller.company, asked));
        const wish = { ...asked, until: asked.until ?? wallClock.now() };
        return {
          id: null,
          state: 'done',
          matched: await replays.count(caller.company, wish),
          sent: 0,
          failed: 0,
          ...showWish(wish),
          created_at: null,
        };
      },
    }),
    route({
      method: 'GET',
      path: '/webhooks/replays',
      operationId: 'listReplays',
      summary: 'List replays',
      description: 'Newest first, running and finished, whoever created them.',
      tag,
      access: { ...access, level: 1 },
      query: z.object({
        state: queryList(states).optional().describe('Only those in one of these states.'),
        endpoint_id: queryText(100)
          .optional()
          .describe('Only replays that send to this endpoint: those for it and those for all.'),
        cursor: cursorOf('replay'),
        size: pageSize(),
      }),
      answer: { status: 200, schema: pageSchema(job) },
      async handle({ caller, query: { state, endpoint_id, cursor, size } }) {
        const asked = { states: state, endpoint: endpoint_id, after: cursor, size: size + 1 };
        return pageOf(await replays.list(caller.company, asked), size, show);
      },
    }),
    route({
      method: 'GET',
      path: '/webhooks/replays/{replayId}',
      operationId: 'getReplay',
      summary: 'Show a replay',
      tag,
      access: { ...access, level: 1 },
      params,
      answer: { status: 200, schema: job },
      handle: async ({ caller, params }) => show(await replays.find(caller.company, params.replayId)),
    }),
    change('pause', 'paused', 'Pause a replay'),
    change('resume', 'running', 'Resume a replay'),
    change('cancel', 'cancelled', 'Cancel a replay'),
    route({
      method: 'POST',
      path: '/webhooks/events/{eventId}/replay',
      operationId: 'replayEvent',
      summary: 'Send one event again',
      tag,
      access,
      params: z.object({ eventId: pathId('event') }),
      body: z.object({
        endpoint_id: z
          .string()
          .max(100)
          .optional()
          .describe('All enabled endpoints that subscribe to it, if left out.'),
      }),
      answer: {
        status: 200,
        schema: z.object({ deliveries: z.number().describe('How many endpoints it is sent to.') }),
      },
      failures: ['VAL'],
      handle: async ({ caller, params, body }) => ({
        deliveries: await replays.one(caller.company, params.eventId, body.endpoint_id),
      }),
    }),
  ];
};
