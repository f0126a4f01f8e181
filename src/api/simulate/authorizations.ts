import { z } from 'zod';
import { wrongField } from '../../kernel/failures.ts';
import { redacted } from '../../kernel/redacted.ts';
import type { Simulator } from '../../simulator/index.ts';
import { exampleId } from '../fields.ts';
import { route, type Route } from '../route.ts';
import {
  amountText,
  cardOf,
  forcedBy,
  forceDecline,
  messageOf,
  messageFields,
  firstFields,
  merchantOf,
  playedSchema,
  showPlayed,
  simulated,
} from './fields.ts';

const body = z
  .object({
    ...messageFields,
    ...firstFields,
    amount: amountText
      .optional()
      .describe(
        'An amount with at most as many decimals as its currency has. A verification or a balance inquiry may leave it out: it is 0 then.',
      ),
    kind: z
      .enum(['purchase', 'atm', 'verification', 'balance_inquiry', 'financial', 'refund'])
      .default('purchase')
      .describe('`financial` is a single message: it authorizes and posts at once.'),
    surcharge: amountText
      .optional()
      .describe('What the operator of the cash machine takes; part of what is billed.'),
    cvv: z
      .string()
      .regex(/^\d{3,4}$/, 'must be three or four digits')
      .optional(),
    expiry: z
      .string()
      .regex(/^(0[1-9]|1[0-2])\/\d{2}$/, 'must be MM/YY')
      .optional(),
    pin: z
      .string()
      .regex(/^\d{4,12}$/, 'must be 4 to 12 digits')
      .optional(),
    partial_approval: z.boolean().default(false).describe('The terminal takes less than it asks for.'),
    recurring: z
      .boolean()
      .default(false)
      .describe('Of a series that the cardholder agreed to before: exempt from 3-D Secure.'),
    merchant_initiated: z
      .boolean()
      .default(false)
      .describe('The merchant charges on its own: exempt from 3-D Secure.'),
    three_ds_challenge_id: z
      .string()
      .optional()
      .describe(
        'The challenge by which the cardholder has confirmed this purchase; see `/simulate/3ds-challenges`.',
      ),
    stand_in: z
      .boolean()
      .default(false)
      .describe('The network approved in our stead: an advice that cannot be refused.'),
    force_decline: forceDecline.optional().describe('What becomes of it, whatever the rules say.'),
    force_response_code: z
      .string()
      .optional()
      .describe('With `force_decline`, where it has several: C212 is 41 (lost) or 43 (stolen).'),
  })
  .meta({
    examples: [
      { card_id: exampleId('card'), amount: '12.50', merchant: { name: 'Corner Shop', mcc_code: '5411' } },
    ],
  });

/** Purchases of nothing said are refused; verifications and inquiries move nothing anyway. @throws Failure VALIDATION_ERROR */
function amountOf({ amount, kind }: z.output<typeof body>): string {
  if (amount !== undefined) return amount;
  if (kind === 'verification' || kind === 'balance_inquiry') return '0';
  throw wrongField('amount', 'is required');
}

export const authorizationRoutes = (simulator: Simulator): Route[] => [
  route({
    ...simulated,
    method: 'POST',
    path: '/simulate/authorizations',
    operationId: 'simulateAuthorization',
    summary: 'Swipe a card',
    description: 'Sends an authorization request for a card, by its id or its number, as a terminal would.',
    body,
    answer: { status: 200, schema: playedSchema },
    failures: ['NOT_FOUND'],
    handle: async ({ caller, body }) =>
      showPlayed(
        await simulator.authorize({
          ...messageOf(caller, body),
          card: cardOf(body),
          amount: amountOf(body),
          currency: body.currency,
          purpose: body.kind,
          channel: body.channel ?? (body.kind === 'atm' ? 'ATM' : 'POS'),
          merchant: merchantOf(body.merchant),
          networkTransactionId: body.network_transaction_id,
          surcharge: body.surcharge,
          cvv: body.cvv === undefined ? undefined : redacted(body.cvv),
          expiry: body.expiry,
          pin: body.pin === undefined ? undefined : redacted(body.pin),
          partialApproval: body.partial_approval,
          recurring: body.recurring,
          merchantInitiated: body.merchant_initiated,
          challenge: body.three_ds_challenge_id,
          standIn: body.stand_in,
          forced: forcedBy(body),
        }),
      ),
  }),
];
