import { findCurrency, findCurrencyByNumber } from '../../kernel/currencies.ts';
import type { Currency } from '../../kernel/currencies.ts';
import { formatAmount, mulDivHalfUp } from '../../kernel/money.ts';
import { isDigits } from './subelements.ts';
import type { Amount } from './types.ts';

/** The currency of field 49, 50 or 51: three digits or, as the standard also allows, three letters. */
export const currencyOf = (code: string): Currency | undefined =>
  isDigits(code, 3) ? findCurrencyByNumber(code) : findCurrency(code);

/** An amount of digits. */
export const amountOf = (digits: string, currency: Currency): Amount => ({ minor: BigInt(digits), currency });

/** An amount of format x+n: `D` is charged to the cardholder, `C` given. */
export const chargeOf = (signed: string, currency: Currency): Amount => {
  const minor = BigInt(signed.slice(1));
  return { minor: signed.startsWith('C') ? -minor : minor, currency };
};

/**
 * A conversion rate (fields 9 and 10) with six places: the first digit says how many of the other seven are decimals,
 * `61085000` is 1.085000.
 */
export function rateOf(field: string): string {
  const decimals = BigInt(field.slice(0, 1));
  return formatAmount(mulDivHalfUp(BigInt(field.slice(1)), 1_000_000n, 10n ** decimals), 6);
}

/** One amount of field 54: account type, amount type, currency, `C` or `D`, twelve digits. */
export interface AdditionalAmount {
  readonly account: string;
  readonly type: string;
  readonly amount: Amount;
}

const additionalLength = 20;

/** The amounts of field 54, or `undefined` where it has another form. */
export function readAdditionalAmounts(text: string): readonly AdditionalAmount[] | undefined {
  const amounts: AdditionalAmount[] = [];
  for (let at = 0; at < text.length; at += additionalLength) {
    const piece = text.slice(at, at + additionalLength);
    const currency = currencyOf(piece.slice(4, 7));
    const sign = piece.charAt(7);
    const digits = piece.slice(8);
    if (!isDigits(piece.slice(0, 4), 4) || !isDigits(digits, 12) || currency === undefined) return undefined;
    if (sign !== 'C' && sign !== 'D') return undefined;
    const minor = sign === 'D' ? -BigInt(digits) : BigInt(digits);
    amounts.push({ account: piece.slice(0, 2), type: piece.slice(2, 4), amount: { minor, currency } });
  }
  return amounts;
}

/** One amount as field 54 has it; below zero is `D`. */
export function writeAdditionalAmount({ account, type, amount }: AdditionalAmount): string {
  const { minor, currency } = amount;
  return (
    account + type + currency.number + (minor < 0n ? 'D' : 'C') + amountField(minor < 0n ? -minor : minor)
  );
}

/** The digits of fields 4, 5 and 6. @throws RangeError for an amount that has more than twelve */
export function amountField(minor: bigint): string {
  if (minor < 0n || minor > 999_999_999_999n) throw new RangeError('an amount that its field cannot hold');
  return String(minor).padStart(12, '0');
}
