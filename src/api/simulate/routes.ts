import { z } from 'zod';
import { Failure, notFound } from '../../kernel/failures.ts';
import type { Played, PlayedMessage, Simulator } from '../../simulator/index.ts';
import { usdAmount, usdNumber } from '../money.ts';
import { route, type Caller, type Route } from '../route.ts';
import { showEntry, showTransaction } from '../transactions/views.ts';
import {
  amountText,
  currency,
  forceDecline,
  merchant,
  merchantOf,
  networkKey,
  playedSchema,
} from './fields.ts';
import { formatAmount } from '../../kernel/money.ts';

const access = { kind: 'company', level: 2, product: 'simulate' } as const;
const tag = 'Simulate';
const common = { tag, access, sandboxOnly: true } as const;

const authorizationBody = z.object({
  card_id: z.string().optional(),
  pan: z.string().max(19).optional(),
  amount: amountText,
  currency,
  kind: z
    .enum(['purchase', 'atm', 'verification', 'balance_inquiry', 'financial', 'refund'])
    .default('purchase'),
  surcharge: amountText.optional(),
  merchant: merchant.optional(),
  channel: z.enum(['POS', 'ATM', 'ECOMMERCE', 'MOTO']).optional(),
  partial_approval: z.boolean().default(false),
  force_decline: forceDecline.optional(),
  network_key: networkKey,
  network_transaction_id: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Joins messages of one purchase in any order.'),
});

const laterBody = z.object({ amount: amountText.optional(), currency, network_key: networkKey });
const clearingBody = laterBody.extend({ final: z.boolean().default(true) });
// Ill-formed ids are unknown ones: the door below answers 404 for both.
const ofTransaction = z.object({ transactionId: z.string() });

const shortBody = z.object({ card_id: z.string(), bill_amount: usdAmount.optional() });

export interface SimulateDoors {
  readonly simulator: Simulator;
}

/** Plays the outside world: card messages, as a network would send them. Sandbox only. */
export function simulateRoutes({ simulator }: SimulateDoors): Route[] {
  return [
    route({
      ...common,
      method: 'POST',
      path: '/simulate/authorizations',
      operationId: 'simulateAuthorization',
      summary: 'Swipe a card',
      description: 'Sends an authorization request for a card, by its id or its number, as a terminal would.',
      body: authorizationBody,
      answer: { status: 200, schema: playedSchema },
      failures: ['NOT_FOUND'],
      async handle({ caller, body }) {
        const played = await simulator.authorize({
          ...messageOf(caller, body.network_key),
          card: cardOf(body),
          amount: body.amount,
          currency: body.currency,
          purpose: body.kind,
          channel: body.channel ?? (body.kind === 'atm' ? 'ATM' : 'POS'),
          merchant: merchantOf(body.merchant),
          surcharge: body.surcharge,
          cvv: undefined,
          expiry: undefined,
          pin: undefined,
          partialApproval: body.partial_approval,
          networkTransactionId: body.network_transaction_id,
          forceDecline: body.force_decline,
        });
        return showPlayed(played);
      },
    }),
    route({
      ...common,
      method: 'POST',
      path: '/simulate/transactions/{transactionId}/clearings',
      operationId: 'simulateClearing',
      summary: 'Clear a purchase',
      description:
        'Sends a presentment: what clears is posted, whatever the status of the card. Without an amount, what is held.',
      params: ofTransaction,
      body: clearingBody,
      answer: { status: 200, schema: playedSchema },
      failures: ['NOT_FOUND', 'VAL'],
      handle: async ({ caller, params, body }) =>
        showPlayed(
          await simulator.clear({
            ...messageOf(caller, body.network_key),
            ...later(params, body),
            final: body.final,
          }),
        ),
    }),
    route({
      ...common,
      method: 'POST',
      path: '/simulate/transactions/{transactionId}/cancellation',
      operationId: 'simulateCancellation',
      summary: 'Cancel an approved purchase before its clearing',
      description:
        'The network takes its approval back: what is held is released, and `CLEARING/FAILED` is sent.',
      params: ofTransaction,
      body: z.object({ network_key: networkKey }),
      answer: { status: 200, schema: playedSchema },
      failures: ['NOT_FOUND', 'VAL'],
      handle: async ({ caller, params, body }) =>
        showPlayed(
          await simulator.cancel({
            ...messageOf(caller, body.network_key),
            transaction: params.transactionId,
          }),
        ),
    }),
    route({
      ...common,
      method: 'POST',
      path: '/cards/webhook/simulate/authorize',
      operationId: 'simulateWebhookAuthorize',
      summary: 'Swipe a card (documented short form)',
      description: 'Authorizes a purchase in USD. The answer is empty, also when the purchase is declined.',
      body: shortBody.required({ bill_amount: true }),
      answer: { status: 201 },
      failures: ['VAL'],
      async handle({ caller, body }) {
        await simulator
          .authorize({
            ...messageOf(caller, undefined),
            card: { id: body.card_id },
            amount: formatAmount(body.bill_amount, 2),
            currency: 'USD',
            purpose: 'purchase',
            channel: 'POS',
            merchant: {},
            surcharge: undefined,
            cvv: undefined,
            expiry: undefined,
            pin: undefined,
            partialApproval: false,
            networkTransactionId: undefined,
            forceDecline: undefined,
          })
          .catch(unknownCardIsRule);
      },
    }),
    route({
      ...common,
      method: 'POST',
      path: '/cards/webhook/simulate/clearing',
      operationId: 'simulateWebhookClearing',
      summary: 'Clear the latest purchase of a card (documented short form)',
      description: 'Clears the latest purchase of the card on which something is held. The answer is empty.',
      body: shortBody,
      answer: { status: 201 },
      failures: ['NOT_FOUND'],
      async handle({ caller, body }) {
        await simulator.clearLatest(body.card_id, {
          ...messageOf(caller, undefined),
          ...(body.bill_amount === undefined
            ? {}
            : { amount: formatAmount(body.bill_amount, 2), currency: 'USD' }),
        });
      },
    }),
  ];
}

const messageOf = (caller: Caller, key: string | undefined): PlayedMessage => ({
  company: caller.company,
  traceId: caller.traceId,
  networkKey: key,
  idempotencyKey: caller.idempotencyKey,
});

const later = (
  params: { transactionId: string },
  body: { amount?: string | undefined; currency: string },
) => ({
  transaction: params.transactionId,
  ...(body.amount === undefined ? {} : { amount: body.amount, currency: body.currency }),
});

function cardOf(body: {
  card_id?: string | undefined;
  pan?: string | undefined;
}): { id: string } | { pan: string } {
  if (body.card_id !== undefined) return { id: body.card_id };
  if (body.pan !== undefined) return { pan: body.pan };
  throw new Failure('VALIDATION_ERROR', 'Correct card_id: it is required, or pan in its place.', [
    { field: 'card_id', message: 'is required, or pan in its place' },
  ]);
}

/** The documented short form answers 412 for an unknown card, where everything else answers 404. */
function unknownCardIsRule(error: unknown): never {
  if (error instanceof Failure && error.code === 'NOT_FOUND')
    throw new Failure('VAL', notFound('card').message);
  throw error;
}

const showPlayed = (played: Played) => ({
  transaction: played.transaction && showTransaction(played.transaction),
  entry: played.entry && showEntry(played.entry),
  event_ids: played.eventIds,
  approved: played.approved,
  response_code: played.responseCode,
  approved_amount: usdNumber(played.approvedAmount),
});
