import { z } from 'zod';
import {
  declineReason,
  merchantData,
  type CardEntry,
  type CardTransaction,
} from '../../authorizations/index.ts';
import { purchaseStates } from '../../events/index.ts';
import { findCurrency } from '../../kernel/currencies.ts';
import { formatInstant } from '../../kernel/time.ts';
import { idText, instantText } from '../fields.ts';
import { moneyNumber, usdNumber } from '../money.ts';

const usd = z.number().describe('USD');

export const totalsSchema = z
  .object({ authorized: usd, reversed: usd, cleared: usd, refunded: usd, held: usd })
  .describe('Sums of all entries so far, in USD, without fees.');

export const merchantSchema = z
  .object({
    id: z.string().nullable(),
    name: z.string(),
    city: z.string().nullable(),
    post_code: z.string().nullable(),
    state: z.string().nullable(),
    country: z.string().nullable().describe('ISO 3166 alpha-3.'),
    mcc_category: z.string().describe('The meaning of `mcc_code`.'),
    mcc_code: z.string().describe('ISO 18245, four digits.'),
  })
  .meta({ id: 'Merchant' });

export const declineReasonSchema = z
  .object({
    code: z.string().describe('A code from the table of declines, such as `M101`.'),
    response_code: z.string().describe('ISO 8583 field 39.'),
    simple_reason: z.string().describe('Text for the cardholder.'),
    detailed_reason: z.string().describe('For you.'),
  })
  .meta({ id: 'DeclineReason' });

const feesSchema = z.object({ atm_fees: usd, fx_fees: usd });

const purposes = [
  'purchase',
  'atm',
  'verification',
  'balance_inquiry',
  'financial',
  'refund',
] as const satisfies readonly CardTransaction['purpose'][];

const decisionSchema = z
  .object({
    by: z.enum(['rules', 'webhook', 'fallback', 'network']),
    duration_ms: z.number().optional().describe('How long your endpoint took to answer.'),
    http_status: z.number().optional().describe('The answer of your endpoint.'),
    answered: z.string().optional().describe('The response code you gave, if a different one was passed on.'),
    detail: z.string().optional().describe('What was wrong with the answer.'),
    late_answer_at: instantText
      .optional()
      .describe('When an answer came after the deadline and so changed nothing.'),
  })
  .describe('Who decided, how long it took, and what was wrong with the answer.');

/** A purchase through its life. */
export const transactionSchema = z
  .object({
    id: idText('cardTransaction'),
    card_id: idText('card'),
    state: z.enum(purchaseStates),
    purpose: z.enum(purposes),
    channel: z.enum(['POS', 'ATM', 'ECOMMERCE', 'MOTO']),
    currency: z.string().describe('The currency at the merchant, ISO 4217.'),
    merchant_data: merchantSchema,
    totals: totalsSchema,
    fees_held: feesSchema,
    fees_posted: feesSchema,
    decision: decisionSchema,
    approval_code: z.string().nullable(),
    network_transaction_id: z.string().nullable(),
    expires_at: instantText.nullable().describe('When the hold expires; meaningless once nothing is held.'),
    created_at: instantText,
  })
  .meta({ id: 'CardTransaction' });

const entryKinds = [
  'authorization',
  'authorization_advice',
  'incremental_authorization',
  'reversal',
  'expiry',
  'cancellation',
  'clearing',
  'clearing_reversal',
  'financial',
  'financial_reversal',
  'refund_authorization',
  'refund',
  'refund_reversal',
  'decline',
  'balance_inquiry',
  'account_verification',
] as const satisfies readonly CardEntry['kind'][];

/** One step in the life of a purchase. */
export const entrySchema = z
  .object({
    id: idText('cardEntry'),
    transaction_id: idText('cardTransaction'),
    number: z.number().int().describe('1, 2, 3 … within its transaction.'),
    kind: z.enum(entryKinds),
    bill_amount: usd,
    transaction_amount: z.number().describe('In `transaction_currency`.'),
    transaction_currency: z.string().describe('The currency at the merchant, ISO 4217.'),
    exchange_rate: z.number().nullable().describe('Null if nothing was converted.'),
    fees: feesSchema,
    held_change: usd.describe('The change in what is held, in USD, without fees.'),
    decline_reason: declineReasonSchema.nullable(),
    response_code: z.string().describe('ISO 8583 field 39.'),
    final: z.boolean().describe('For a clearing: whether it is the last one.'),
    over_posted: usd.describe('What was posted beyond the hold.'),
    original_balance: usd.describe(
      'Available before the entry, in USD: the card’s own balance for a TOP_UP card, otherwise the holding.',
    ),
    new_balance: usd.describe('Available after the entry, in USD.'),
    trace_id: z.string(),
    created_at: instantText,
  })
  .meta({ id: 'CardEntry' });

const fees = ({ atm, fx }: CardEntry['fees']) => ({ atm_fees: usdNumber(atm), fx_fees: usdNumber(fx) });

export function showTransaction(transaction: CardTransaction) {
  const { totals } = transaction;
  return {
    id: transaction.id,
    card_id: transaction.card,
    state: transaction.state,
    purpose: transaction.purpose satisfies (typeof purposes)[number],
    channel: transaction.channel,
    currency: transaction.currency,
    merchant_data: merchantData(transaction.merchant),
    totals: {
      authorized: usdNumber(totals.authorized),
      reversed: usdNumber(totals.reversed),
      cleared: usdNumber(totals.cleared),
      refunded: usdNumber(totals.refunded),
      held: usdNumber(totals.held),
    },
    fees_held: fees(transaction.feesHeld),
    fees_posted: fees(transaction.feesPosted),
    decision: transaction.decision satisfies z.input<typeof decisionSchema>,
    approval_code: transaction.approvalCode,
    network_transaction_id: transaction.networkTransactionId,
    expires_at: transaction.expiresAt && formatInstant(transaction.expiresAt),
    created_at: formatInstant(transaction.createdAt),
  };
}

export function showEntry(entry: CardEntry) {
  return {
    id: entry.id,
    transaction_id: entry.transaction,
    number: entry.number,
    kind: entry.kind satisfies (typeof entryKinds)[number],
    bill_amount: usdNumber(entry.money.bill),
    transaction_amount: moneyNumber(entry.money.amount, findCurrency(entry.money.currency)?.decimals ?? 2),
    transaction_currency: entry.money.currency,
    exchange_rate: entry.money.exchangeRate === null ? null : Number(entry.money.exchangeRate),
    fees: fees(entry.fees),
    held_change: usdNumber(entry.heldChange),
    decline_reason: declineReason(entry),
    response_code: entry.responseCode,
    final: entry.final,
    over_posted: usdNumber(entry.overPosted),
    original_balance: usdNumber(entry.originalBalance),
    new_balance: usdNumber(entry.newBalance),
    trace_id: entry.traceId,
    created_at: formatInstant(entry.createdAt),
  };
}
