import type { PurchaseState } from '../events/index.ts';
import type { CardEntry, CardTransaction, EntryKind, Fees, Totals } from './types.ts';

export const noTotals: Totals = { authorized: 0n, reversed: 0n, cleared: 0n, refunded: 0n, held: 0n };
export const noFees: Fees = { atm: 0n, fx: 0n };

export const feeSum = (fees: Fees): bigint => fees.atm + fees.fx;

/** Which totals an entry of each kind adds its amount to (+1) or takes it from (−1). */
const contributions: Record<EntryKind, Partial<Record<Exclude<keyof Totals, 'held'>, 1n | -1n>>> = {
  authorization: { authorized: 1n },
  authorization_advice: { authorized: 1n },
  incremental_authorization: { authorized: 1n },
  reversal: { reversed: 1n },
  expiry: { reversed: 1n },
  cancellation: { reversed: 1n },
  clearing: { cleared: 1n },
  clearing_reversal: { cleared: -1n },
  financial: { authorized: 1n, cleared: 1n },
  financial_reversal: { reversed: 1n, cleared: -1n },
  refund_authorization: {},
  refund: { refunded: 1n },
  refund_reversal: { refunded: -1n },
  decline: {},
  balance_inquiry: {},
  account_verification: {},
};

/** The totals after one more entry: a pure sum, so that totals = sums over entries always holds. A lowering advice reverses. */
export function addEntry(totals: Totals, entry: Pick<CardEntry, 'kind' | 'money' | 'heldChange'>): Totals {
  const lowered = entry.kind === 'authorization_advice' && entry.heldChange < 0n;
  const contribution = lowered ? contributions.reversal : contributions[entry.kind];
  const bill = entry.money.bill;
  return {
    authorized: totals.authorized + (contribution.authorized ?? 0n) * bill,
    reversed: totals.reversed + (contribution.reversed ?? 0n) * bill,
    cleared: totals.cleared + (contribution.cleared ?? 0n) * bill,
    refunded: totals.refunded + (contribution.refunded ?? 0n) * bill,
    held: totals.held + entry.heldChange,
  };
}

/** What an entry approved or booked, USD cents: nothing where it was refused or moves no money. What is told first is told of a repeat. */
export const approvedAmountOf = ({
  kind,
  money,
  decline,
}: Pick<CardEntry, 'kind' | 'money' | 'decline'>): bigint =>
  decline !== null || kind === 'account_verification' || kind === 'balance_inquiry' ? 0n : money.bill;

/** The totals of a card transaction from all its entries. */
export const sumEntries = (entries: readonly Pick<CardEntry, 'kind' | 'money' | 'heldChange'>[]): Totals =>
  entries.reduce(addEntry, noTotals);

export const movesNoMoney: ReadonlySet<EntryKind> = new Set([
  'account_verification',
  'balance_inquiry',
  'refund_authorization',
]);

/** The state that totals and the last entry say; a purchase still being decided is set apart by its caller. */
export function stateOf(
  transaction: Pick<CardTransaction, 'totals' | 'closed'>,
  last: EntryKind,
): PurchaseState {
  const { held, cleared, refunded, authorized } = transaction.totals;
  if (refunded > 0n && refunded >= cleared) return 'refunded';
  if (cleared > 0n) return held > 0n ? 'partially_cleared' : 'cleared';
  if (held > 0n) return 'authorized';
  if (last === 'expiry') return 'expired';
  if (last === 'cancellation') return 'cancelled';
  if (authorized > 0n || transaction.closed) return 'reversed';
  if (last === 'decline') return 'declined';
  return movesNoMoney.has(last) ? 'verified' : 'reversed';
}

/** What counts against the limits: all that is posted and held, with fees. */
export const countsNow = ({
  totals,
  feesHeld,
  feesPosted,
}: Pick<CardTransaction, 'totals' | 'feesHeld' | 'feesPosted'>): bigint =>
  totals.cleared + feeSum(feesPosted) + totals.held + feeSum(feesHeld);
