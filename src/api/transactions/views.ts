import { z } from 'zod';
import {
  declineReason,
  merchantData,
  type CardEntry,
  type CardTransaction,
} from '../../authorizations/index.ts';
import { findCurrency } from '../../kernel/currencies.ts';
import { formatInstant } from '../../kernel/time.ts';
import { idText, instantText } from '../fields.ts';
import { moneyNumber, usdNumber } from '../money.ts';

const usd = z.number().describe('USD');

export const totalsSchema = z
  .object({ authorized: usd, reversed: usd, cleared: usd, refunded: usd, held: usd })
  .describe('Sums over the entries so far, in USD, without fees.');

export const merchantSchema = z.object({
  id: z.string().nullable(),
  name: z.string(),
  city: z.string().nullable(),
  post_code: z.string().nullable(),
  state: z.string().nullable(),
  country: z.string().nullable(),
  mcc_category: z.string(),
  mcc_code: z.string(),
});

export const declineReasonSchema = z.object({
  code: z.string(),
  response_code: z.string(),
  simple_reason: z.string(),
  detailed_reason: z.string(),
});

const feesSchema = z.object({ atm_fees: usd, fx_fees: usd });

export const transactionSchema = z.object({
  id: idText('cardTransaction'),
  card_id: idText('card'),
  state: z
    .string()
    .describe(
      'deciding, declined, authorized, partially_cleared, cleared, reversed, expired, cancelled, refunded or verified.',
    ),
  purpose: z.string(),
  channel: z.string(),
  currency: z.string(),
  merchant_data: merchantSchema,
  totals: totalsSchema,
  fees_held: feesSchema,
  fees_posted: feesSchema,
  decision: z
    .record(z.string(), z.unknown())
    .describe('Who decided, how long it took, what was wrong with an answer.'),
  approval_code: z.string().nullable(),
  network_transaction_id: z.string().nullable(),
  expires_at: instantText.nullable(),
  created_at: instantText,
});

export const entrySchema = z.object({
  id: idText('cardEntry'),
  transaction_id: idText('cardTransaction'),
  number: z.number().int(),
  kind: z.string(),
  bill_amount: usd,
  transaction_amount: z.number(),
  transaction_currency: z.string(),
  exchange_rate: z.number().nullable(),
  fees: feesSchema,
  held_change: usd,
  decline_reason: declineReasonSchema.nullable(),
  response_code: z.string().describe('ISO 8583 field 39.'),
  final: z.boolean(),
  over_posted: usd.describe('What a posting took beyond the hold.'),
  original_balance: usd,
  new_balance: usd,
  trace_id: z.string(),
  created_at: instantText,
});

const fees = ({ atm, fx }: CardEntry['fees']) => ({ atm_fees: usdNumber(atm), fx_fees: usdNumber(fx) });

export function showTransaction(transaction: CardTransaction) {
  const { totals } = transaction;
  return {
    id: transaction.id,
    card_id: transaction.card,
    state: transaction.state,
    purpose: transaction.purpose,
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
    decision: transaction.decision,
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
    kind: entry.kind,
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
