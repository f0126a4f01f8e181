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
        'An amount with no more decimals than its currency has. May be left out of a verification or balance inquiry, where it is 0.',
      ),
    kind: z
      .enum(['purchase', 'atm', 'verification', 'balance_inquiry', 'financial', 'refund'])
      .default('purchase')
      .describe('`financial` is a single message: it authorizes and posts at once.'),
    surcharge: amountText
      .optional()
      .describe('The fee charged by the cash machine’s operator; part of the billed amount.'),
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
    partial_approval: z.boolean().default(false).describe('The terminal accepts a partial approval.'),
    recurring: z
      .boolean()
      .default(false)
      .describe('One of a series the cardholder has agreed to: exempt from 3-D Secure.'),
    merchant_initiated: z
      .boolean()
      .default(false)
      .describe('The merchant charges without the cardholder present: exempt from 3-D Secure.'),
    three_ds_challenge_id: z
      .string()
      .optional()
      .describe(
        'The challenge in which the cardholder confirmed this purchase; see `/simulate/3ds-challenges`.',
      ),
    stand_in: z
      .boolean()
      .default(false)
      .describe(
        'Stand-in processing: the network approved on our behalf, in an advice that cannot be refused.',
      ),
    force_decline: forceDecline.optional().describe('The outcome to force, whatever the rules say.'),
    force_response_code: z
      .string()
      .optional()
      .describe(
        'The response code to use with `force_decline`, if it has several: C212 is 41 (lost) or 43 (stolen).',
      ),
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
    description: 'Sends an authorization request for a card, named by its id or number, as a terminal would.',
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
