import { z } from 'zod';
import type { PlayedUnlinked, Simulator } from '../../simulator/index.ts';
import { exampleId } from '../fields.ts';
import { route, type Route } from '../route.ts';
import {
  amountText,
  cardOf,
  firstFields,
  merchantOf,
  messageFields,
  messageOf,
  playedSchema,
  showPlayed,
  simulated,
} from './fields.ts';

const body = z.object({ ...messageFields, ...firstFields, amount: amountText }).meta({
  examples: [{ card_id: exampleId('card'), amount: '12.50' }],
});

interface Said {
  readonly kind: PlayedUnlinked['kind'];
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
}

const messages: readonly Said[] = [
  {
    kind: 'force_post',
    path: '/simulate/force-posts',
    operationId: 'simulateForcePost',
    summary: 'Clear without an authorization',
    description: 'Sends a presentment without a prior authorization. It is posted whatever the rules say.',
  },
  {
    kind: 'refund_unlinked',
    path: '/simulate/refunds',
    operationId: 'simulateUnlinkedRefund',
    summary: 'Refund without a purchase',
    description:
      'The merchant gives money back for a purchase that is not known here. This makes a transaction of its own.',
  },
];

const { currency, network_key } = messageFields;
const { card_id, pan } = firstFields;

/** The time-out reversal of a terminal that has had no answer, and may overtake its original. */
const earlyReversalRoute = (simulator: Simulator): Route =>
  route({
    ...simulated,
    method: 'POST',
    path: '/simulate/reversals',
    operationId: 'simulateEarlyReversal',
    summary: 'Reverse a purchase by its network key',
    description:
      'What a terminal does when it gets no answer. If the purchase has not arrived yet, no money moves (N001), and for 31 days the purchase is declined with N006 if it arrives.',
    body: z
      .object({
        currency,
        network_key,
        card_id,
        pan,
        original_network_key: z.string().min(1).max(200).describe('The `network_key` of the purchase.'),
        amount: amountText.optional().describe('By default, all that is left.'),
      })
      .meta({
        examples: [{ card_id: exampleId('card'), original_network_key: 'terminal-7-000123' }],
      }),
    answer: { status: 200, schema: playedSchema },
    failures: ['NOT_FOUND', 'VAL'],
    handle: async ({ caller, body }) =>
      showPlayed(
        await simulator.earlyReversal({
          ...messageOf(caller, body),
          card: cardOf(body),
          originalNetworkKey: body.original_network_key,
          asked: body.amount === undefined ? undefined : { amount: body.amount, currency: body.currency },
        }),
      ),
  });

/** Messages about a card without anything before them. */
export const unlinkedRoutes = (simulator: Simulator): Route[] => [
  earlyReversalRoute(simulator),
  ...messages.map(({ kind, ...said }) =>
    route({
      ...simulated,
      ...said,
      method: 'POST',
      body,
      answer: { status: 200, schema: playedSchema },
      failures: ['NOT_FOUND'],
      handle: async ({ caller, body }) =>
        showPlayed(
          await simulator.unlinked({
            ...messageOf(caller, body),
            kind,
            card: cardOf(body),
            amount: body.amount,
            currency: body.currency,
            channel: body.channel ?? 'POS',
            merchant: merchantOf(body.merchant),
            networkTransactionId: body.network_transaction_id,
          }),
        ),
    }),
  ),
];
