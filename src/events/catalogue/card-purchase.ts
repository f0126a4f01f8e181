import { z } from 'zod';
import { exampleCard, exampleMoment, exampleTransaction } from './examples.ts';
import { purchaseStates } from './purchase-states.ts';
import { moment, money, nullableText, usd } from './shapes.ts';

/** `data` of everything that happens to a purchase. */
export const purchase = {
  card_id: z.string(),
  transaction_id: z
    .string()
    .meta({ description: 'The same on every event of one purchase, refunds included' }),
  sequence: z
    .int()
    .min(1)
    .meta({ description: '1, 2, 3 … within one `transaction_id`, in the order in which things happened' }),
  bill_amount: usd.meta({ description: 'In US dollars, without fees' }),
  bill_currency_number: z.literal('840'),
  bill_currency_code: z.literal('USD'),
  transaction_amount: money.meta({ description: 'As at the merchant, with the decimals of its currency' }),
  transaction_currency_number: z.string().regex(/^\d{3}$/),
  transaction_currency_code: z.string().regex(/^[A-Z]{3}$/),
  exchange_rate: z
    .string()
    .regex(/^\d+\.\d{6}$/)
    .nullable()
    .meta({ description: 'null when there was no conversion' }),
  fees: z.object({ atm_fees: usd, fx_fees: usd }).meta({
    description: 'Your fees of this step: posted with it; else those that were held, or freed, with it',
  }),
  channel: z.enum(['POS', 'ATM', 'ECOMMERCE', 'MOTO']),
  created_at: moment,
  merchant_data: z.object({
    id: nullableText,
    name: nullableText,
    city: nullableText,
    post_code: nullableText,
    state: nullableText,
    country: nullableText.meta({ description: 'ISO 3166 alpha-3' }),
    mcc_category: nullableText,
    mcc_code: nullableText.meta({ description: 'ISO 18245' }),
  }),
  decline_reason: z.null(),
  totals: z
    .object({ authorized: usd, reversed: usd, cleared: usd, refunded: usd, held: usd })
    .meta({ description: 'Sums over the purchase so far, without fees' }),
  fee_totals: z.object({ held: usd, posted: usd }).meta({
    description: 'Your fees of the purchase so far: those inside the hold, and those that were posted',
  }),
  state: z.enum(purchaseStates).meta({ description: 'How the purchase stands after it' }),
  metadata: z.record(z.string(), z.unknown()).meta({ description: "The card's own" }),
};

export const declineReason = z.object({
  code: z.string(),
  response_code: z.string().meta({ description: 'ISO 8583 field 39' }),
  simple_reason: z.string(),
  detailed_reason: z.string(),
});

export const examplePurchase = {
  card_id: exampleCard,
  transaction_id: exampleTransaction,
  sequence: 1,
  bill_amount: '12.50',
  bill_currency_number: '840',
  bill_currency_code: 'USD',
  transaction_amount: '12.50',
  transaction_currency_number: '840',
  transaction_currency_code: 'USD',
  exchange_rate: null,
  fees: { atm_fees: '0.00', fx_fees: '0.00' },
  channel: 'POS',
  created_at: exampleMoment,
  merchant_data: {
    id: '000000012345678',
    name: 'Corner Coffee',
    city: 'Austin',
    post_code: '78701',
    state: 'TX',
    country: 'USA',
    mcc_category: 'Eating places and restaurants',
    mcc_code: '5812',
  },
  decline_reason: null,
  totals: { authorized: '12.50', reversed: '0.00', cleared: '0.00', refunded: '0.00', held: '12.50' },
  fee_totals: { held: '0.00', posted: '0.00' },
  state: 'authorized',
  metadata: { employee: 'e-1024' },
};
