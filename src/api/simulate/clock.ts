import { z } from 'zod';
import { parseDuration, type Duration } from '../../kernel/duration.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Simulator } from '../../simulator/index.ts';
import { instantText } from '../fields.ts';
import { route, type Route } from '../route.ts';
import { simulated } from './fields.ts';

const duration = z
  .string()
  .transform((text, context): Duration => {
    const read = parseDuration(text);
    if (read !== undefined) return read;
    const message = 'must be an ISO 8601 duration, such as P7D or PT5M';
    context.issues.push({ code: 'custom', message, input: text });
    return z.NEVER;
  })
  .meta({ format: 'duration', examples: ['P7D'] });

const path = '/simulate/clock';

/** The company's own clock: read, and moved forward. */
export const clockRoutes = (simulator: Simulator): Route[] => [
  route({
    ...simulated,
    method: 'GET',
    path,
    operationId: 'getClock',
    summary: "Read your company's clock",
    description:
      'It governs `created_at`, expiry, limits, velocity rules and 3-D Secure challenges; signatures and decision deadlines use real time.',
    answer: { status: 200, schema: z.object({ now: instantText }) },
    handle: async ({ caller }) => ({ now: formatInstant(await simulator.now(caller.company)) }),
  }),
  route({
    ...simulated,
    method: 'POST',
    path,
    operationId: 'advanceClock',
    summary: "Move your company's clock forward",
    description:
      'Everything that falls due on the way happens in order, each at its own time: holds expire, challenges time out, pending webhook retries are brought forward. Returns when all of that is done. The clock cannot be moved back.',
    body: z.object({ advance: duration }),
    answer: {
      status: 200,
      schema: z.object({
        now: instantText,
        expired_holds: z.int(),
        expired_challenges: z.int(),
        retries_brought_forward: z.int(),
      }),
    },
    async handle({ caller, body }) {
      const advanced = await simulator.advance(caller.company, body.advance, caller.traceId);
      return {
        now: formatInstant(advanced.now),
        expired_holds: advanced.expiredHolds,
        expired_challenges: advanced.expiredChallenges,
        retries_brought_forward: advanced.deliveriesBroughtForward,
      };
    },
  }),
];
