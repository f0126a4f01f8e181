import { z } from 'zod';
import { formatAmount } from '../../kernel/money.ts';
import { unknownCardIsRule } from '../../simulator/index.ts';
import type { Simulator } from '../../simulator/index.ts';
import { usdAmount } from '../money.ts';
import { route, type Route } from '../route.ts';
import { messageOf, simulated } from './fields.ts';

const someAmount = z.object({ card_id: z.string(), bill_amount: usdAmount.optional() });
const anAmount = z.object({ card_id: z.string(), bill_amount: usdAmount });

const latest = [
  {
    kind: 'clear',
    path: 'clearing',
    operationId: 'simulateWebhookClearing',
    summary: 'Clear the latest purchase of a card (short form)',
  },
  {
    kind: 'refund',
    path: 'refund',
    operationId: 'simulateWebhookRefund',
    summary: 'Refund the latest purchase of a card (short form)',
  },
  {
    kind: 'reverse',
    path: 'reversal',
    operationId: 'simulateWebhookReversal',
    summary: 'Reverse the latest purchase of a card (short form)',
  },
] as const;

const usd = (cents: bigint) => ({ amount: formatAmount(cents, 2), currency: 'USD' });

/** The four documented calls: a card and an amount in USD, an empty answer, also when the purchase is declined. */
export const documentedRoutes = (simulator: Simulator): Route[] => [
  route({
    ...simulated,
    method: 'POST',
    path: '/cards/webhook/simulate/authorize',
    operationId: 'simulateWebhookAuthorize',
    summary: 'Swipe a card (short form)',
    description: 'Authorizes a purchase in USD. The response is empty, even if the purchase is declined.',
    body: anAmount,
    answer: { status: 201 },
    failures: ['VAL'],
    async handle({ caller, body }) {
      await simulator
        .authorize({
          ...messageOf(caller, {}),
          ...usd(body.bill_amount),
          card: { id: body.card_id },
          purpose: 'purchase',
          channel: 'POS',
          merchant: {},
          networkTransactionId: undefined,
          surcharge: undefined,
          cvv: undefined,
          expiry: undefined,
          pin: undefined,
          partialApproval: false,
          recurring: false,
          merchantInitiated: false,
          challenge: undefined,
          standIn: false,
          forced: undefined,
        })
        .catch(unknownCardIsRule);
    },
  }),
  ...latest.map(({ kind, path, ...said }) =>
    route({
      ...simulated,
      ...said,
      method: 'POST',
      path: `/cards/webhook/simulate/${path}`,
      description:
        'Acts on the latest matching purchase of the card; without an amount, on all that is left.',
      body: someAmount,
      answer: { status: 201 },
      failures: ['NOT_FOUND', 'VAL'],
      async handle({ caller, body }) {
        await simulator.latest(kind, body.card_id, {
          ...messageOf(caller, {}),
          asked: body.bill_amount === undefined ? undefined : usd(body.bill_amount),
        });
      },
    }),
  ),
];
