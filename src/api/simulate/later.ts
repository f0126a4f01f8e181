import { z } from 'zod';
import type { PlayedLater, Simulator } from '../../simulator/index.ts';
import { route, type Route } from '../route.ts';
import { amountText, messageFields, messageOf, playedSchema, showPlayed, simulated } from './fields.ts';

// Ill-formed ids are unknown ones: the door below answers 404 for both.
const params = z.object({ transactionId: z.string() });
const added = z.object({ ...messageFields, amount: amountText });
const left = z.object({
  ...messageFields,
  amount: amountText.optional().describe('By default what is left.'),
  final: z.boolean().default(true).describe('Clearings only: nothing more is expected.'),
});
const reversed = z.object({
  ...left.shape,
  remaining: amountText
    .optional()
    .describe('What stays of the original (field 95), in place of `amount`, which is what goes.'),
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
    summary: 'Add to a purchase',
    description: 'Asks for more on top of what is authorized, as a hotel or car rental does.',
    body: added,
  },
  {
    kind: 'advise',
    path: 'advices',
    operationId: 'simulateAdvice',
    summary: 'State what a purchase came to',
    description:
      'A completion advice, as a fuel pump sends it: what is held becomes this amount, and nobody can refuse.',
    body: added,
  },
  {
    kind: 'reverse',
    path: 'reversals',
    operationId: 'simulateReversal',
    summary: 'Reverse a purchase',
    description: 'Releases all or part of what is held; takes a single message back.',
    body: reversed,
  },
  {
    kind: 'clear',
    path: 'clearings',
    operationId: 'simulateClearing',
    summary: 'Clear a purchase',
    description: 'Sends a presentment: what clears is posted, whatever the status of the card.',
    body: left,
  },
  {
    kind: 'reverse_clearing',
    path: 'clearing-reversals',
    operationId: 'simulateClearingReversal',
    summary: 'Take a clearing back',
    description: 'The network takes back what it has posted.',
    body: left,
  },
  {
    kind: 'refund',
    path: 'refunds',
    operationId: 'simulateRefund',
    summary: 'Refund a purchase',
    description: 'The merchant gives money back, more than was cleared too; fees are not returned.',
    body: left,
  },
  {
    kind: 'reverse_refund',
    path: 'refund-reversals',
    operationId: 'simulateRefundReversal',
    summary: 'Take a refund back',
    description: 'The merchant takes back what it has refunded: `REFUND/CANCELLED` is sent.',
    body: left,
  },
  {
    kind: 'expire',
    path: 'expiry',
    operationId: 'simulateExpiry',
    summary: 'Let a hold expire',
    description:
      'Releases what is held, as when no clearing came in time. The clock does the same by itself.',
    body: left,
  },
  {
    kind: 'cancel',
    path: 'cancellation',
    operationId: 'simulateCancellation',
    summary: 'Cancel an approved purchase before its clearing',
    description:
      'The network takes its approval back: what is held is released, and `CLEARING/FAILED` is sent.',
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
