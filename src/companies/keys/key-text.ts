import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { invariant } from '../../kernel/assert.ts';
import { redacted } from '../../kernel/redacted.ts';
import type { Redacted } from '../../kernel/redacted.ts';

export type Environment = 'sandbox' | 'production';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 37;
const checksumLength = 6;

const starts: Record<Environment, string> = { sandbox: 'cw_sandbox_', production: 'cw_live_' };

/** Finds keys in leaked text; for secret scanners. A match is one only if {@link isKeyText} says so. */
export const keyPattern = /\bcw_(?:sandbox|live)_[0-9A-Za-z]{43}\b/;

/**
 * The text of a key: `cw_sandbox_` or `cw_live_`, 37 base62 characters (220 bits) of `bytes`, and a checksum over all of
 * that, by which a scanner knows a leaked key, and a typo needs no look-up.
 *
 * @param bytes at least 32 random ones
 */
export function keyTextFrom(environment: Environment, bytes: Uint8Array): Redacted<string> {
  invariant(bytes.length >= 32, 'a key is made of at least 32 bytes');
  const number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const body = starts[environment] + base62(number, secretLength);
  return redacted(body + checksum(body));
}

/** Whether the form and the checksum are right; whether there is such a key is another matter. */
export function isKeyText(text: string): boolean {
  const start = text.startsWith(starts.sandbox) ? starts.sandbox : starts.production;
  if (text.length !== start.length + secretLength + checksumLength || !text.startsWith(start)) return false;
  return checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength);
}

/** What is kept of a key's text. */
export const hashOfKey = (text: string): string => hash('sha256', text, 'hex');

/** What is shown of a key's text. */
export const prefixOfKey = (text: string): string => text.slice(0, 12);

/** Whether a text begins as keys do, whatever comes of it: it may be shown as {@link prefixOfKey} says, any other may be a secret. */
export const beginsAsKey = (text: string): boolean =>
  Object.values(starts).some((start) => text.startsWith(start));

const checksum = (body: string): string => base62(BigInt(crc32(body)), checksumLength);

/** The last `length` digits of `number`. */
function base62(number: bigint, length: number): string {
  let text = '';
  for (let rest = number; text.length < length; rest /= 62n)
    text = (alphabet[Number(rest % 62n)] ?? '') + text;
  return text;
}
