import { mulDivHalfUp, formatAmount } from '../../kernel/money.ts';

/** Rates are kept with this many decimals: units of a currency for one USD. */
export const rateScale = 12;

export interface Converted {
  /** USD cents. */
  readonly bill: bigint;
  /** USD for one unit, six decimals; for showing, the bill is computed from the rate with all its digits. */
  readonly exchangeRate: string;
}

/**
 * What an amount in minor units of a currency is in USD cents, rounded once, half up to the cent.
 *
 * @param perUsd 10⁻¹² units of the currency for one USD
 * @param decimals of the currency's minor unit
 */
export function convertToUsd(amount: bigint, decimals: number, perUsd: bigint): Converted {
  const one = 10n ** BigInt(rateScale);
  const bill = mulDivHalfUp(amount, 100n * one, 10n ** BigInt(decimals) * perUsd);
  return { bill, exchangeRate: formatAmount(mulDivHalfUp(1_000_000n, one, perUsd), 6) };
}
