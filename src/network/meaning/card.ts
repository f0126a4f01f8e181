import { redacted } from '../../kernel/redacted.ts';
import type { Message } from '../message.ts';
import { findTag, octetsOf, tagsOf, textOf } from '../message.ts';
import { isAdvice } from './answer.ts';
import { isDigits } from './subelements.ts';
import type { PresentedCard, Refusal } from './types.ts';

interface Track {
  readonly pan: string;
  readonly expiry: string | null;
}

const refused = (field: number, reason: string): Refusal => ({ code: 'N004', field, reason });

/**
 * The card of a message: from field 2 and 14, else from track 2, else from the chip's data. Where several are sent they
 * must be the same card. An advice need not say more than its number: of what has happened nothing is decided by the rest.
 */
export function readCard(message: Message, cvv: string | undefined): PresentedCard | Refusal {
  const isTold = isAdvice(message.mti);
  const typed = textOf(message, 2);
  const onTrack = trackOf(textOf(message, 35));
  const onChip = chipOf(message);
  if (onTrack === 'unreadable' && !isTold) return refused(35, 'no card number before the separator');
  if (onChip === 'unreadable' && !isTold) return refused(55, 'no card number in tag 57 or 5A');
  const track = onTrack === 'unreadable' ? undefined : onTrack;
  const chip = onChip === 'unreadable' ? undefined : onChip;
  const pan = typed ?? track?.pan ?? chip?.pan;
  if (pan === undefined) return refused(2, 'no card number');
  if (pan.length < 8 || pan.length > 19) return refused(2, 'no card number has so many digits');
  if ((track !== undefined && track.pan !== pan) || (chip !== undefined && chip.pan !== pan))
    return refused(35, 'another card than in the rest of the message');
  const date = textOf(message, 14) ?? track?.expiry ?? chip?.expiry ?? null;
  const expiry = date === null || isMonth(date) ? date : null;
  if (expiry !== date && !isTold) return refused(14, 'not a month');
  const pin = octetsOf(message, 52);
  return {
    pan: redacted(pan),
    expiry: expiry === null ? null : redacted(expiry),
    cvv: cvv === undefined ? null : redacted(cvv),
    pinBlock: pin === undefined ? null : redacted(pin),
    securityControl: textOf(message, 53) ?? null,
    sequence: textOf(message, 23) ?? null,
  };
}

const isMonth = (yymm: string): boolean => yymm.slice(2) >= '01' && yymm.slice(2) <= '12';

/** Track 2 (ISO 7813): card number, `=`, YYMM or another `=`, service code, discretionary data. */
function trackOf(track: string | undefined): Track | 'unreadable' | undefined {
  if (track === undefined) return undefined;
  const separator = track.indexOf('=');
  const pan = track.slice(0, separator);
  if (separator < 8 || !isDigits(pan, pan.length)) return 'unreadable';
  const expiry = track.slice(separator + 1, separator + 5);
  return { pan, expiry: isDigits(expiry, 4) ? expiry : null };
}

/** Track 2 equivalent data (tag 57) or the card number alone (tag 5A) of the chip, in half octets filled with F. */
function chipOf(message: Message): Track | 'unreadable' | undefined {
  const tags = tagsOf(message, 55);
  const equivalent = findTag(tags, '57');
  if (equivalent !== undefined) return trackOf(halfOctets(equivalent).replaceAll('d', '='));
  const number = findTag(tags, '5A');
  if (number === undefined) return undefined;
  const pan = halfOctets(number);
  return isDigits(pan, pan.length) ? { pan, expiry: null } : 'unreadable';
}

function halfOctets(value: Uint8Array): string {
  const hex = Buffer.from(value).toString('hex');
  return hex.endsWith('f') ? hex.slice(0, -1) : hex;
}
