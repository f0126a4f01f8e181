import { invariant } from './assert.ts';

/**
 * An amount is a `bigint` of minor units beside the scale of its asset; never a float.
 * Text is read exactly: `"12.5"` at scale 2 is `1250n`, `"0.001"` at scale 2 is refused.
 */
export type AmountProblem = 'not a number' | 'too many decimals' | 'too large';

/** The largest amount that `numeric(39,0)` holds. */
export const largestAmount = 10n ** 39n - 1n;

const decimal = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Minor units of a decimal text at `scale`, or why it is none. Takes exponents, as JSON numbers may have them. */
export function parseAmount(text: string, scale: number): bigint | AmountProblem {
  const match = decimal.exec(text);
  if (match === null) return 'not a number';
  const [, sign, whole = '', fraction = '', exponent] = match;
  if (whole === '' && fraction === '') return 'not a number';
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  let places = fraction.length - (exponent === undefined ? 0 : Number(exponent)) - scale;
  // As text: a number has as many digits as fit into a body, and dividing costs more for each.
  let end = digits.length;
  while (places > 0 && end > 1 && digits[end - 1] === '0') {
    end -= 1;
    places -= 1;
  }
  let units = BigInt(digits.slice(0, end));
  if (units === 0n) return 0n;
  if (places > 0) return 'too many decimals';
  if (-places > 60) return 'too large';
  units *= 10n ** BigInt(-places);
  if (units > largestAmount) return 'too large';
  return sign === '-' ? -units : units;
}

/** `1250n` at scale 2 as `"12.50"`: all decimals, no grouping. */
export function formatAmount(minor: bigint, scale: number): string {
  // Most sums of a purchase are: no fees, nothing reversed or refunded.
  if (minor === 0n && scale === 2) return '0.00';
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** As {@link formatAmount}, with no trailing zeros: token amounts have as many places as they need. */
export function formatAmountShort(minor: bigint, scale: number): string {
  const text = formatAmount(minor, scale);
  return scale === 0 ? text : text.replace(/\.?0+$/, '');
}

/** `amount × numerator ÷ denominator`, rounded half away from zero (commercial rounding), exactly. */
export function mulDivHalfUp(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  invariant(denominator > 0n, 'a denominator is positive');
  const product = amount * numerator;
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude * 2n + denominator) / (denominator * 2n);
  return product < 0n ? -rounded : rounded;
}

export const minBigint = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const maxBigint = (a: bigint, b: bigint): bigint => (a > b ? a : b);
