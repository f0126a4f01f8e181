import { InvalidArgumentError } from 'commander';
import { CliProblem, exitCodes } from '../run.ts';

/** A decimal number as the API takes it. The server knows how many decimals a currency has. */
export function amount(text: string): string {
  if (!/^-?\d{1,15}(\.\d{1,24})?$/.test(text))
    throw new InvalidArgumentError('Give an amount such as 12.50.');
  return text;
}

/** An amount, or `none`. Commander makes an empty text of a null, so that comes later. */
export const limit = (text: string): string => (text === 'none' ? text : amount(text));

/** What the API takes for a limit as it was typed. */
export const limitOf = (text: string | undefined): string | null | undefined =>
  text === 'none' ? null : text;

/** From 0 to 1. */
export function rate(text: string): number {
  const read = Number(text);
  if (text.trim() === '' || !(read >= 0 && read <= 1))
    throw new InvalidArgumentError('Give a number from 0 to 1.');
  return read;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

const units = { s: ['T', 'S'], m: ['T', 'M'], h: ['T', 'H'], d: ['', 'D'], w: ['', 'W'] } as const;

/** `P7D` as it is, or `7d`, `90m`, `2w`: a duration of ISO 8601. */
export function duration(text: string): string {
  const [, count, unit] = /^(\d{1,6})\s*([smhdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    const [time, letter] = units[unit as keyof typeof units];
    return `P${time}${count}${letter}`;
  }
  if (/^P(?=.)[\dDTHMSWY.]*$/.test(text)) return text;
  throw new InvalidArgumentError('Give a duration: 7d, 36h, 5m, or P1DT12H.');
}

/** Where a server is. */
export function serverUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Give a URL that starts with https:// or http://.');
}

/**
 * A key as a header can carry it; line ends around it, as a file has them, are none of it.
 *
 * @param option where it comes from
 * @throws CliProblem without the key in it
 */
export function usableKey(key: string, option: string): string {
  const bare = key.trim();
  if (/^[\x21-\x7e]+$/.test(bare)) return bare;
  throw new CliProblem(
    bare === ''
      ? `${option} is empty.`
      : `${option} contains a space, a newline or another character that keys never contain.`,
    'To see the keys of the sandbox running here: npx cardwright keys',
    exitCodes.usage,
  );
}
