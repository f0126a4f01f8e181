import { z } from 'zod';
import { formatAmount, formatAmountShort, parseAmount } from '../kernel/money.ts';
import type { RawNumber } from './json.ts';
import { isRawNumber, rawNumber } from './json.ts';

export interface AmountRule {
  /** Minor units; default 1: an amount is positive. */
  readonly least?: bigint;
  /** Minor units; default just below a billion whole units, beyond which an amount is a slip. */
  readonly most?: bigint;
}

/**
 * An amount of money in a request, a JSON number or a decimal string, read exactly to the last digit.
 *
 * @param scale the number of decimals of its minor unit
 * @returns a schema whose output is a `bigint` of minor units
 */
export function amount(scale: number, { least = 1n, most = 10n ** BigInt(9 + scale) - 1n }: AmountRule = {}) {
  const lowest = formatAmountShort(least, scale);
  const highest = formatAmountShort(most, scale);
  return z
    .unknown()
    .transform((value, context): bigint => {
      const result = read(value);
      if (typeof result === 'bigint') return result;
      context.issues.push({ code: 'custom', message: result, input: value });
      return z.NEVER;
    })
    .meta({
      type: ['number', 'string'],
      minimum: Number(lowest),
      maximum: Number(highest),
      // No `multipleOf`: validators divide by it in floats, and would refuse 4.35 as no multiple of 0.01.
      pattern: textPattern(scale, highest, least > 0n),
      description: `An amount with at most ${scale} decimals, as a number or a decimal string.`,
      examples: [scale === 0 ? 12 : 12.5],
    });

  function read(value: unknown): bigint | string {
    if (value === undefined) return 'is required';
    const text = textOf(value);
    if (text === undefined) return 'must be an amount: a number or a decimal string';
    const minor = parseAmount(text, scale);
    if (minor === 'not a number') return 'must be an amount: a number or a decimal string';
    if (minor === 'too many decimals') return `must have at most ${scale} decimals`;
    if (minor === 'too large' || minor > most) return `must be at most ${highest}`;
    return minor < least ? `must be at least ${lowest}` : minor;
  }
}

/** What an amount as text looks like: no more digits than the highest has, and where nothing is too little, not all zeros. */
function textPattern(scale: number, highest: string, isPositive: boolean): string {
  const digits = highest.split('.')[0]?.length ?? 1;
  const places = scale === 0 ? '' : `(\\.\\d{1,${scale}})?`;
  // Beyond a few places the exact pattern is unreadable, and the description says the same.
  if (!isPositive || scale > 4) return `^\\d{1,${digits}}${places}$`;
  const small = Array.from({ length: scale }, (_, zeros) => `0{${zeros}}[1-9]\\d{0,${scale - 1 - zeros}}`);
  const below = scale === 0 ? '' : `|0\\.(${small.join('|')})`;
  return `^([1-9]\\d{0,${digits - 1}}${places}${below})$`;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length <= 80 ? value : '';
  if (typeof value === 'number') return String(value);
  return isRawNumber(value) ? value.rawJSON : undefined;
}

/** A positive amount of USD in a request; its output is cents. */
export const usdAmount = amount(2);

/** The same where nothing is an amount, too. */
export const usdAmountOrZero = amount(2, { least: 0n });

/** An amount in an answer: a JSON number with all its decimals, written exactly. */
export const moneyNumber = (minor: bigint, scale: number): RawNumber => rawNumber(formatAmount(minor, scale));

/** How the API reference marks a number whose digits a double may not hold: a format of the OpenAPI Format Registry. */
export const manyDigits = 'decimal';

/** A token amount in an answer, as the API reference describes it. */
export const tokenAmountShape = z.number().meta({ format: manyDigits });

/** A token amount in an answer: as many decimals as it needs. */
export const tokenNumber = (minor: bigint, scale: number): RawNumber =>
  rawNumber(formatAmountShort(minor, scale));

/** USD cents in an answer. */
export const usdNumber = (cents: bigint): RawNumber => moneyNumber(cents, 2);
