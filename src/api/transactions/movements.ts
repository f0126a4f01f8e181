import { z } from 'zod';
import { declineReason, movementOperationNames, type FoundEntry } from '../../authorizations/index.ts';
import { findCurrency } from '../../kernel/currencies.ts';
import { formatInstant } from '../../kernel/time.ts';
import { idText, instantText } from '../fields.ts';
import { moneyNumber, usdNumber } from '../money.ts';
import { declineReasonSchema } from './views.ts';

const usd = z.number();

export const movementSchema = z
  .object({
    id: idText('cardEntry'),
    transaction_id: idText('cardTransaction'),
    datetime: instantText,
    operation: z.enum(movementOperationNames),
    bill_amount: usd,
    bill_currency: z.literal('USD'),
    transaction_amount: z.number(),
    transaction_currency: z.string(),
    exchange_rate: z.number().nullable(),
    fee_fx_provider: usd,
    fee_fx_client: usd,
    fee_atm_provider: usd,
    fee_atm_client: usd,
    fee_deposit_provider: usd,
    fee_deposit_client: usd,
    merchant_name: z.string(),
    original_balance: usd,
    new_balance: usd,
    status: z.enum(['SUCCESS', 'PENDING', 'FAILED', 'CANCELLED']),
    decline_reason: declineReasonSchema.nullable(),
  })
  .meta({ id: 'CardMovement' });

/** An entry of a card transaction as a movement of its card. Our fees are the client's; no provider takes any. */
export function showMovement(entry: FoundEntry): Record<keyof z.infer<typeof movementSchema>, unknown> {
  const none = usdNumber(0n);
  return {
    id: entry.id,
    transaction_id: entry.transaction,
    datetime: formatInstant(entry.createdAt),
    operation: entry.operation,
    bill_amount: usdNumber(entry.money.bill),
    bill_currency: 'USD',
    transaction_amount: moneyNumber(entry.money.amount, findCurrency(entry.money.currency)?.decimals ?? 2),
    transaction_currency: entry.money.currency,
    exchange_rate: entry.money.exchangeRate === null ? null : Number(entry.money.exchangeRate),
    fee_fx_provider: none,
    fee_fx_client: usdNumber(entry.fees.fx),
    fee_atm_provider: none,
    fee_atm_client: usdNumber(entry.fees.atm),
    fee_deposit_provider: none,
    fee_deposit_client: none,
    merchant_name: entry.merchant.name,
    original_balance: usdNumber(entry.originalBalance),
    new_balance: usdNumber(entry.newBalance),
    status: statusOf(entry),
    decline_reason: declineReason(entry),
  };
}

function statusOf(entry: FoundEntry): 'SUCCESS' | 'FAILED' | 'CANCELLED' {
  if (entry.decline !== null) return 'FAILED';
  return entry.kind === 'expiry' || entry.kind === 'refund_reversal' ? 'CANCELLED' : 'SUCCESS';
}
