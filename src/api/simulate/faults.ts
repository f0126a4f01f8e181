import { z } from 'zod';
import { notFound, wrongField } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import { formatInstant } from '../../kernel/time.ts';
import { wallClock } from '../../platform/clock.ts';
import { randomBytes } from '../../platform/random.ts';
import type { Simulator } from '../../simulator/index.ts';
import type { Webhooks } from '../../webhooks/index.ts';
import { idText, instantText, queryText } from '../fields.ts';
import { route, type Route } from '../route.ts';
import { simulated } from './fields.ts';

const rate = (what: string) => z.number().min(0).max(1).default(0).describe(`${what}: 0 none, 1 each.`);

const body = z.object({
  endpoint_id: z.string().optional().describe('The webhook endpoint whose deliveries are disturbed.'),
  drop: rate('The share of attempts that are lost on the way and retried on the endpoint’s schedule'),
  duplicate: rate('The share that are sent twice'),
  reorder: rate('The share that wait until the next one was sent, for a second at most'),
  delay_ms: z.int().min(0).max(15_000).default(0).describe('How much later each is sent.'),
  for_seconds: z.int().min(1).max(86_400).default(60).describe('How long the faults last, in real time.'),
  chain: z
    .literal('fail_next')
    .optional()
    .describe('Instead of the other fields: your next transfer fails on the chain.'),
  seed: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('The same seed affects the same attempts, counted from this call. Random if left out.'),
});

const answer = {
  status: 200,
  schema: z.object({
    faults: z.array(
      z.object({
        endpoint_id: idText('endpoint'),
        drop: z.number(),
        duplicate: z.number(),
        reorder: z.number(),
        delay_ms: z.int(),
        seed: z.string(),
        ends_at: instantText,
      }),
    ),
    chain: z.literal('fail_next').nullable(),
  }),
} as const;

const path = '/simulate/faults';

/** Deliveries that go astray on purpose, by endpoint. */
export const faultRoutes = ({
  webhooks,
  simulator,
}: {
  readonly webhooks: Pick<Webhooks, 'faults'>;
  readonly simulator: Pick<Simulator, 'failTransfers' | 'failingTransfers'>;
}): Route[] => {
  const show = async (company: Id<'company'>) => ({
    faults: (await webhooks.faults.list(company)).map((faults) => ({
      endpoint_id: faults.endpoint,
      drop: faults.drop,
      duplicate: faults.duplicate,
      reorder: faults.reorder,
      delay_ms: faults.delayMs,
      seed: faults.seed,
      ends_at: formatInstant(faults.endsAt),
    })),
    chain: (await simulator.failingTransfers(company)) > 0 ? ('fail_next' as const) : null,
  });
  return [
    route({
      ...simulated,
      method: 'GET',
      path,
      operationId: 'listFaults',
      summary: 'List active faults',
      answer,
      handle: ({ caller }) => show(caller.company),
    }),
    route({
      ...simulated,
      method: 'POST',
      path,
      operationId: 'setFaults',
      summary: 'Inject delivery faults',
      description:
        'For a while, drops, delays, duplicates or reorders deliveries to an endpoint, in the dispatcher that really sends them. Replaces the endpoint’s previous faults and returns all active ones. Decision requests are not affected. With `chain`, your next outgoing transfer fails on the chain.',
      body,
      answer,
      failures: ['NOT_FOUND'],
      async handle({ caller, body }) {
        const { endpoint_id: endpoint } = body;
        if (body.chain !== undefined) {
          await simulator.failTransfers(caller.company, 1);
          return show(caller.company);
        }
        if (endpoint === undefined) throw wrongField('endpoint_id', 'is required');
        if (!isId('endpoint', endpoint)) throw notFound('webhook endpoint');
        await webhooks.faults.set({
          company: caller.company,
          endpoint,
          drop: body.drop,
          duplicate: body.duplicate,
          reorder: body.reorder,
          delayMs: body.delay_ms,
          seed: body.seed ?? randomBytes(8).toString('hex'),
          endsAt: new Date(wallClock.now().getTime() + body.for_seconds * 1_000),
        });
        return show(caller.company);
      },
    }),
    route({
      ...simulated,
      method: 'DELETE',
      path,
      operationId: 'endFaults',
      summary: 'End faults',
      description: 'Of one endpoint, or of all endpoints and the chain. Returns those that are left.',
      query: z.object({
        endpoint_id: queryText()
          .optional()
          .describe('Only the faults of this endpoint; all faults if left out.'),
      }),
      answer,
      failures: ['NOT_FOUND'],
      async handle({ caller, query }) {
        await webhooks.faults.remove(caller.company, query.endpoint_id);
        if (query.endpoint_id === undefined) await simulator.failTransfers(caller.company, 0);
        return show(caller.company);
      },
    }),
  ];
};
