import { redacted, type Redacted } from '../../kernel/redacted.ts';

/** A card number. */
export type Pan = Redacted<string>;

/**
 * The issuer number of sandbox cards, which no real card can have. ISO/IEC 7812-1 gives numbers that begin with 9 to
 * national standards bodies: 9, then the three digits of a country of ISO 3166-1. 999 is no country: 900 to 999 are
 * reserved there for private use and never assigned.
 */
export const sandboxBin = '999999';

/** The digit that makes `digits` followed by it pass the Luhn check (ISO/IEC 7812-1 annex B). */
export function luhnDigit(digits: string): string {
  let sum = 0;
  for (let fromEnd = 0; fromEnd < digits.length; fromEnd += 1) {
    const digit = Number(digits[digits.length - 1 - fromEnd]);
    const weighted = fromEnd % 2 === 0 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Whether `text` has the form of a card number: 12 to 19 digits, the last of them right. */
export const isPan = (text: string): boolean =>
  /^\d{12,19}$/.test(text) && luhnDigit(text.slice(0, -1)) === text.slice(-1);

/** A card number of 16 digits under `bin`; `randomInt` is uniform in [min, max). */
export function makePan(bin: string, randomInt: (min: number, max: number) => number): Pan {
  let digits = bin;
  while (digits.length < 15) digits += String(randomInt(0, 10));
  return redacted(digits + luhnDigit(digits));
}
