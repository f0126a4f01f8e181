import { z } from 'zod';
import type { PlayedLater, Simulator } from '../../simulator/index.ts';
import { route, type Route } from '../route.ts';
import { amountText, messageFields, messageOf, playedSchema, showPlayed, simulated } from './fields.ts';

// Ill-formed ids are unknown ones: the door below answers 404 for both.
const params = z.object({ transactionId: z.string() });
const added = z.object({ ...messageFields, amount: amountText });
const left = z.object({
  ...messageFields,
  amount: amountText.optional().describe('By default, all that is left.'),
  final: z.boolean().default(true).describe('For clearings only: whether this is the last one.'),
});
const reversed = z.object({
  ...left.shape,
  remaining: amountText
    .optional()
    .describe(
      'The amount that remains of the original (field 95); use instead of `amount`, which is the amount released.',
    ),
});

interface Said {
  readonly kind: PlayedLater['kind'];
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly body: typeof added | typeof left | typeof reversed;
}

const messages: readonly Said[] = [
  {
    kind: 'increment',
    path: 'increments',
    operationId: 'simulateIncrement',
    summary: 'Increase a purchase',
    description: 'Asks for more on top of what is authorized, as a hotel or car rental does.',
    body: added,
  },
  {
    kind: 'advise',
    path: 'advices',
    operationId: 'simulateAdvice',
    summary: 'Complete a purchase with its final amount',
    description:
      'A completion advice, as a fuel pump sends it: the hold is set to this amount, and it cannot be refused.',
    body: added,
  },
  {
    kind: 'reverse',
    path: 'reversals',
    operationId: 'simulateReversal',
    summary: 'Reverse a purchase',
    description: 'Releases all or part of what is held, or takes back a single message.',
    body: reversed,
  },
  {
    kind: 'clear',
    path: 'clearings',
    operationId: 'simulateClearing',
    summary: 'Clear a purchase',
    description: 'Sends a presentment: the amount is posted whatever the status of the card.',
    body: left,
  },
  {
    kind: 'reverse_clearing',
    path: 'clearing-reversals',
    operationId: 'simulateClearingReversal',
    summary: 'Reverse a clearing',
    description: 'The network takes back a clearing it has posted.',
    body: left,
  },
  {
    kind: 'refund',
    path: 'refunds',
    operationId: 'simulateRefund',
    summary: 'Refund a purchase',
    description: 'The merchant gives money back, possibly more than was cleared; fees are not returned.',
    body: left,
  },
  {
    kind: 'reverse_refund',
    path: 'refund-reversals',
    operationId: 'simulateRefundReversal',
    summary: 'Reverse a refund',
    description: 'The merchant takes a refund back: `REFUND/CANCELLED` is sent.',
    body: left,
  },
  {
    kind: 'expire',
    path: 'expiry',
    operationId: 'simulateExpiry',
    summary: 'Let a hold expire',
    description:
      'Releases what is held, as if no clearing had come in time. Moving the clock forward does the same.',
    body: left,
  },
  {
    kind: 'cancel',
    path: 'cancellation',
    operationId: 'simulateCancellation',
    summary: 'Cancel an approved purchase before its clearing',
    description:
      'The network withdraws the approval: what is held is released, and `CLEARING/FAILED` is sent.',
    body: left,
  },
];

/** Messages about a purchase that is there. */
export const laterRoutes = (simulator: Simulator): Route[] =>
  messages.map(({ kind, path, body, ...said }) =>
    route({
      ...simulated,
      ...said,
      method: 'POST',
      path: `/simulate/transactions/{transactionId}/${path}`,
      params,
      body,
      answer: { status: 200, schema: playedSchema },
      failures: ['NOT_FOUND', 'VAL'],
      handle: async ({ caller, params, body }) =>
        showPlayed(
          await simulator.later({
            ...messageOf(caller, body),
            kind,
            transaction: params.transactionId,
            asked: body.amount === undefined ? undefined : { amount: body.amount, currency: body.currency },
            ...('final' in body ? { final: body.final } : {}),
            ...('remaining' in body && body.remaining !== undefined
              ? { remaining: { amount: body.remaining, currency: body.currency } }
              : {}),
          }),
        ),
    }),
  );
