import { createCipheriv, createDecipheriv } from 'node:crypto';
import { invariant } from '../../kernel/assert.ts';
import { redacted, type Redacted } from '../../kernel/redacted.ts';
import type { Pan } from './pan.ts';

/** The key under which two parties exchange PIN blocks: 16 or 24 octets, Triple DES of two or three keys (ISO 9564-2). */
export type ZoneKey = Redacted<Buffer>;

/**
 * The PIN in a PIN block of ISO 9564-1 format 0, as terminals send it in field 52: a length and digits filled with F, XOR
 * the twelve rightmost digits of the card number without its check digit. `undefined` for what was made with another key,
 * for another card, or in another format: then no length and filling stand there.
 */
export function openPinBlock(
  block: Redacted<Uint8Array>,
  pan: Pan,
  zoneKey: ZoneKey,
): Redacted<string> | undefined {
  const bytes = block.reveal();
  if (bytes.length !== blockOctets) return undefined;
  const decipher = createDecipheriv('des-ede3-ecb', tripleLength(zoneKey), null).setAutoPadding(false);
  const clear = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const digits = xor(clear, panField(pan)).toString('hex');
  const length = parseInt(digits.charAt(1), 16);
  const pin = digits.slice(2, 2 + length);
  const isFormat0 = digits.startsWith('0') && length >= 4 && length <= 12 && /^\d+$/.test(pin);
  return isFormat0 && /^f*$/.test(digits.slice(2 + length)) ? redacted(pin) : undefined;
}

/** The reverse, for what plays a terminal. `pin` has 4 to 12 digits. */
export function sealPinBlock(pin: Redacted<string>, pan: Pan, zoneKey: ZoneKey): Buffer {
  const digits = pin.reveal();
  invariant(/^\d{4,12}$/.test(digits), 'a PIN has its form');
  const pinField = Buffer.from(`0${digits.length.toString(16)}${digits}`.padEnd(2 * blockOctets, 'f'), 'hex');
  const cipher = createCipheriv('des-ede3-ecb', tripleLength(zoneKey), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(xor(pinField, panField(pan))), cipher.final()]);
}

const blockOctets = 8;

const panField = (pan: Pan): Buffer =>
  Buffer.from(`0000${pan.reveal().slice(0, -1).slice(-12).padStart(12, '0')}`, 'hex');

const xor = (left: Buffer, right: Buffer): Buffer =>
  Buffer.from(left.map((octet, at) => octet ^ (right[at] ?? 0)));

/** Of two keys the first is the third. */
function tripleLength(zoneKey: ZoneKey): Buffer {
  const key = zoneKey.reveal();
  invariant(key.length === 16 || key.length === 24, 'a zone key has 16 or 24 octets');
  return key.length === 24 ? key : Buffer.concat([key, key.subarray(0, 8)]);
}
