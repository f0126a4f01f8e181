import { mulDivHalfUp } from '../kernel/money.ts';
import type { CardTransaction, Fees } from './types.ts';

type Priced = Pick<CardTransaction, 'purpose' | 'channel' | 'currency' | 'terms' | 'feesPosted'>;

/** Rounded half up to the cent, on the whole amount, so that pieces never drift from the sum. */
const fxFee = (transaction: Priced, bill: bigint): bigint =>
  transaction.currency === 'USD' ? 0n : mulDivHalfUp(bill, transaction.terms.fxPpm, 1_000_000n);

const isCash = (transaction: Priced): boolean =>
  transaction.purpose === 'atm' || transaction.channel === 'ATM';

/** The fees to hold while `held` of a purchase remains authorized. The flat fee is held until it is first posted. */
export function feesToHold(transaction: Priced, held: bigint): Fees {
  if (held === 0n) return { atm: 0n, fx: 0n };
  const atm = isCash(transaction) && transaction.feesPosted.atm === 0n ? transaction.terms.atmFlat : 0n;
  return { atm, fx: fxFee(transaction, held) };
}

/**
 * The fees to post so that what is booked is the fee of all that is cleared by then. Negative where a clearing is
 * taken back: its fees go back with it.
 */
export function feesToPost(transaction: Priced, clearedThen: bigint): Fees {
  const atm = isCash(transaction) && clearedThen > 0n ? transaction.terms.atmFlat : 0n;
  return {
    atm: atm - transaction.feesPosted.atm,
    fx: fxFee(transaction, clearedThen) - transaction.feesPosted.fx,
  };
}

export const addFees = (a: Fees, b: Fees): Fees => ({ atm: a.atm + b.atm, fx: a.fx + b.fx });
export const subtractFees = (a: Fees, b: Fees): Fees => ({ atm: a.atm - b.atm, fx: a.fx - b.fx });
