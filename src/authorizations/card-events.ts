import type { NewEvent } from '../events/index.ts';
import type { CardAtWork } from '../cards/index.ts';
import { findCurrency } from '../kernel/currencies.ts';
import { formatAmount } from '../kernel/money.ts';
import { formatInstant } from '../kernel/time.ts';
import { declines } from './declines.ts';
import { merchantCategory } from './merchant-categories.ts';
import type { CardEntry, CardTransaction, EntryKind, Merchant } from './types.ts';

const usd = (cents: bigint): string => formatAmount(cents, 2);

/** Which event an entry causes, if any (the table "which entry causes which event" of the event guide). */
const eventOfEntry: Partial<Record<EntryKind, Pick<NewEvent, 'subOperation' | 'status'>>> = {
  authorization: { subOperation: 'CLEARING', status: 'PENDING' },
  authorization_advice: { subOperation: 'CLEARING', status: 'PENDING' },
  incremental_authorization: { subOperation: 'CLEARING', status: 'PENDING' },
  reversal: { subOperation: 'REVERSAL', status: 'SUCCESS' },
  expiry: { subOperation: 'REVERSAL', status: 'CANCELLED' },
  cancellation: { subOperation: 'CLEARING', status: 'FAILED' },
  clearing: { subOperation: 'CLEARING', status: 'SUCCESS' },
  clearing_reversal: { subOperation: 'REVERSAL', status: 'SUCCESS' },
  financial: { subOperation: 'CLEARING', status: 'SUCCESS' },
  financial_reversal: { subOperation: 'REVERSAL', status: 'SUCCESS' },
  refund: { subOperation: 'REFUND', status: 'SUCCESS' },
  refund_reversal: { subOperation: 'REFUND', status: 'CANCELLED' },
  decline: { subOperation: 'DECLINED', status: 'FAILED' },
};

/** The event that this entry causes, with the transaction's sums right after it; `undefined` when it causes none. */
export function eventOf(
  card: CardAtWork,
  transaction: CardTransaction,
  entry: CardEntry,
  reason: string | undefined,
): NewEvent | undefined {
  const type = eventOfEntry[entry.kind];
  if (type === undefined) return undefined;
  transaction.sequence += 1;
  return {
    company: transaction.company,
    operation: 'CARDS',
    subOperation: type.subOperation,
    status: type.status,
    ...(reason === undefined ? {} : { reason }),
    data: cardEventData(card, transaction, entry),
    subject: transaction.id,
    traceId: entry.traceId,
    createdAt: entry.createdAt,
  };
}

/** The `data` member that all events of a purchase share. Money as decimal strings; `bill_amount` without fees. */
export function cardEventData(
  card: CardAtWork,
  transaction: CardTransaction,
  entry: CardEntry,
): Record<string, unknown> {
  const { money, fees } = entry;
  const { totals } = transaction;
  const currency = findCurrency(money.currency);
  const data: Record<string, unknown> = {
    card_id: transaction.card,
    transaction_id: transaction.id,
    sequence: transaction.sequence,
    bill_amount: usd(money.bill),
    bill_currency_number: '840',
    bill_currency_code: 'USD',
    transaction_amount: formatAmount(money.amount, currency?.decimals ?? 2),
    transaction_currency_number: currency?.number ?? null,
    transaction_currency_code: money.currency,
    exchange_rate: money.exchangeRate,
    fees: { atm_fees: usd(fees.atm), fx_fees: usd(fees.fx) },
    channel: transaction.channel,
    created_at: formatInstant(entry.createdAt),
    merchant_data: merchantData(transaction.merchant),
    decline_reason: declineReason(entry),
    totals: {
      authorized: usd(totals.authorized),
      reversed: usd(totals.reversed),
      cleared: usd(totals.cleared),
      refunded: usd(totals.refunded),
      held: usd(totals.held),
    },
    metadata: card.metadata,
  };
  if (entry.kind === 'clearing' || entry.kind === 'financial') data['final'] = entry.final;
  if (entry.kind === 'clearing_reversal' || entry.kind === 'financial_reversal') data['posted'] = true;
  if (entry.overPosted > 0n) data['over_posted'] = usd(entry.overPosted);
  return data;
}

export const merchantData = (merchant: Merchant): Record<string, unknown> => ({
  id: merchant.id,
  name: merchant.name,
  city: merchant.city,
  post_code: merchant.postCode,
  state: merchant.state,
  country: merchant.country,
  mcc_category: merchantCategory(merchant.mcc),
  mcc_code: merchant.mcc,
});

/** The `decline_reason` object of an entry; null when it was not declined. */
export function declineReason(entry: Pick<CardEntry, 'decline'>): Record<string, string> | null {
  if (entry.decline === null) return null;
  const { simple, detailed } = declines[entry.decline.code];
  return {
    code: entry.decline.code,
    response_code: entry.decline.responseCode,
    simple_reason: simple,
    detailed_reason: detailed,
  };
}
