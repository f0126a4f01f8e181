import type { NewEvent } from '../events/index.ts';
import type { CardAtWork, VelocityRule } from '../cards/index.ts';
import { findCurrency } from '../kernel/currencies.ts';
import { formatAmount } from '../kernel/money.ts';
import { formatInstant } from '../kernel/time.ts';
import { declines } from './declines.ts';
import { merchantCategory } from './messages/merchant-categories.ts';
import { feeSum } from './totals.ts';
import type { CardEntry, CardTransaction, EntryKind, Fees, Merchant, Undecided } from './types.ts';

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
  // A reversal that moves no money is answered to the network, and is no news to the company; nor is an advice of what was known.
  if (entry.decline?.code === 'N001') return undefined;
  if (entry.kind === 'authorization_advice' && entry.money.bill === 0n) return undefined;
  const lowered = entry.kind === 'authorization_advice' && entry.heldChange < 0n;
  const type = eventOfEntry[lowered ? 'reversal' : entry.kind];
  if (type === undefined) return undefined;
  transaction.sequence += 1;
  const data = purchaseData(card, transaction, entry);
  if (entry.kind === 'clearing' || entry.kind === 'financial') data['final'] = entry.final;
  if (entry.kind === 'clearing_reversal' || entry.kind === 'financial_reversal') data['posted'] = true;
  if (entry.overPosted > 0n) data['over_posted'] = usd(entry.overPosted);
  return {
    company: transaction.company,
    operation: 'CARDS',
    ...type,
    ...(reason === undefined ? {} : { reason }),
    data,
    subject: transaction.id,
    traceId: entry.traceId,
    createdAt: entry.createdAt,
  };
}

/** The question to a company that decides itself: the purchase as it would be approved, and until when it may answer. */
export function questionOf(
  card: CardAtWork,
  transaction: CardTransaction,
  { money, traceId, until, requested, fees }: Undecided & { readonly requested: bigint; readonly fees: Fees },
): NewEvent {
  transaction.sequence += 1;
  return {
    company: transaction.company,
    operation: 'CARDS',
    subOperation: 'AUTHORIZATION',
    status: 'PENDING',
    data: {
      ...purchaseData(card, transaction, { money, fees, decline: null, createdAt: card.now }),
      ...(requested > money.bill ? { requested_amount: usd(requested) } : {}),
      deadline: formatInstant(until),
    },
    subject: transaction.id,
    traceId,
    createdAt: card.now,
  };
}

/** Told once for each change of a card from active to blocked. */
export function velocityEventOf(
  card: CardAtWork,
  transaction: CardTransaction,
  rule: VelocityRule,
  traceId: string,
): NewEvent {
  return {
    company: card.company,
    operation: 'CARDS',
    subOperation: 'CARD_BLOCKED_BY_VELOCITY',
    status: 'SUCCESS',
    data: {
      card_id: card.id,
      company_id: card.company,
      blocked_at: formatInstant(card.now),
      triggered_rule: {
        max_authorizations: rule.maxAuthorizations,
        time_window_seconds: rule.timeWindowSeconds,
      },
      last_transaction_id: transaction.id,
    },
    subject: card.id,
    traceId,
    createdAt: card.now,
  };
}

/** The `data` member that all events of a purchase share. Money as decimal strings; `bill_amount` without fees. */
function purchaseData(
  card: CardAtWork,
  transaction: CardTransaction,
  entry: Pick<CardEntry, 'money' | 'fees' | 'decline' | 'createdAt'>,
): Record<string, unknown> {
  const { money, fees } = entry;
  const { totals } = transaction;
  const currency = findCurrency(money.currency);
  return {
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
    fee_totals: { held: usd(feeSum(transaction.feesHeld)), posted: usd(feeSum(transaction.feesPosted)) },
    state: transaction.state,
    metadata: card.metadata,
  };
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
