import { mulDivHalfUp } from '../../kernel/money.ts';
import { addEntry, noTotals } from '../totals.ts';
import type { CardTransaction, Money, Totals } from '../types.ts';
import type { Work } from '../batches/work.ts';

/** An amount in the billing currency. */
export const inUsd = (bill: bigint): Money => ({ bill, amount: bill, currency: 'USD', exchangeRate: null });

/** So much of an amount, as it is at the merchant: in proportion, half up. Of nothing there is none. */
export function portionOf(money: Money, bill: bigint): Money {
  if (bill === money.bill) return money;
  return money.bill === 0n
    ? inUsd(bill)
    : { ...money, bill, amount: mulDivHalfUp(money.amount, bill, money.bill) };
}

/**
 * What is left of a purchase by its totals, for messages that name no amount, as it is at the merchant: exact where all that it comes
 * from was said in the currency of the purchase, else in proportion to what came first.
 */
export function leftOf(work: Work, transaction: CardTransaction, of: (totals: Totals) => bigint): Money {
  const { currency } = transaction;
  const bill = of(transaction.totals);
  const moves = work
    .past(transaction)
    .map((entry) => ({ money: entry.money, change: of(addEntry(noTotals, entry)) }))
    .filter(({ change }) => change !== 0n);
  const first = moves.find(({ money }) => money.currency === currency && money.bill > 0n)?.money;
  if (currency === 'USD' || first === undefined) return inUsd(bill);
  const isSaid = moves.every(
    ({ money, change }) => money.currency === currency && (change === money.bill || change === -money.bill),
  );
  const sum = { bill: 0n, amount: 0n };
  for (const { money, change } of moves) {
    sum.bill += change;
    sum.amount += change > 0n ? money.amount : -money.amount;
  }
  return isSaid && sum.bill === bill && sum.amount > 0n ? { ...first, ...sum } : portionOf(first, bill);
}

/** What goes of it where so much stays, in the same currency: what is left but for that; otherwise in proportion. */
export function lessOf(left: Money, bill: bigint, stays?: Pick<Money, 'amount' | 'currency'>): Money {
  const amount = stays?.currency === left.currency ? left.amount - stays.amount : 0n;
  return amount > 0n && bill < left.bill ? { ...left, bill, amount } : portionOf(left, bill);
}
