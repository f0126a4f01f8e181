import { invariant } from '../../kernel/assert.ts';
import { sealPinBlock } from '../../cards/index.ts';
import { randomBytes } from '../../platform/random.ts';
import { amountField, writeAdditionalAmount } from '../meaning/amounts.ts';
import { amountTypes, subelements } from '../meaning/tables.ts';
import type { Amount } from '../meaning/types.ts';
import type { FieldValue, Message, Tlv } from '../message.ts';
import type { Entry, Sale, TerminalCard, TerminalKind, TerminalOptions } from './types.ts';

/** Field 3, digits 1 and 2; the accounts behind them are the card's default ones. */
const processing: Readonly<Record<TerminalKind, string>> = {
  purchase: '000000',
  cash: '010000',
  refund: '200000',
  balance: '310000',
  verify: '330000',
};

/** Fields 22 and 25: how the card was read, and under which conditions. */
const entries: Readonly<Record<Entry, readonly [mode: string, condition: string]>> = {
  insert: ['051', '00'],
  tap: ['071', '00'],
  swipe: ['021', '00'],
  ecommerce: ['810', '59'],
  moto: ['010', '08'],
};

/** What tells this message from all others of this terminal. */
export interface Stamp {
  readonly trace: string;
  readonly at: Date;
}

/** The request of a sale: 0100, or 0200 for a single message. */
export function requestOf(
  { place, zoneKey }: Pick<TerminalOptions, 'place' | 'zoneKey'>,
  card: TerminalCard,
  sale: Sale,
  stamp: Stamp,
): Message {
  const [mode, condition] = entries[sale.entry];
  const { amount, pin } = sale;
  invariant(pin === undefined || zoneKey !== undefined, 'a PIN is sent under a zone key');
  return {
    mti: sale.isSingle === true ? '0200' : '0100',
    fields: {
      3: sale.cashback === undefined ? processing[sale.kind] : '090000',
      ...(amount && { 4: amountField(amount.minor), 49: amount.currency.number }),
      ...stampFields(stamp),
      18: sale.kind === 'cash' || sale.kind === 'balance' ? '6011' : place.mcc,
      22: mode,
      25: condition,
      32: place.acquirer,
      37: referenceOf(stamp),
      41: place.terminalId.padEnd(8),
      42: place.merchantId.padEnd(15),
      43: place.name.slice(0, 25).padEnd(25) + place.city.slice(0, 13).padEnd(13) + place.country,
      ...cardFields(card, sale),
      ...privateFields(sale),
      ...(pin && zoneKey && { 52: sealPinBlock(pin, card.pan, zoneKey) }),
      ...(sale.cashback && { 54: cashOf(sale.cashback) }),
      ...(amount && isChip(sale.entry) && { 55: chipData(amount, sale, stamp) }),
    },
  };
}

/** A later message of the same purchase, under a trace number of its own. */
export function laterOf(
  original: Message,
  mti: string,
  stamp: Stamp,
  changes: Readonly<Record<number, FieldValue>>,
): Message {
  const { 2: pan, 35: track, ...fields } = original.fields;
  const kept: Record<number, FieldValue> = {};
  for (const number of [3, 4, 18, 22, 25, 32, 37, 41, 42, 43, 49]) {
    const value = fields[number];
    if (value !== undefined) kept[number] = value;
  }
  // The stripe is not kept after the authorization; the number is.
  const number = pan ?? (typeof track === 'string' ? track.slice(0, track.indexOf('=')) : undefined);
  return {
    mti,
    fields: { ...kept, ...(number !== undefined && { 2: number }), ...stampFields(stamp), ...changes },
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Transmission time in UTC; local time is the same here. */
function stampFields({ trace, at }: Stamp): Record<number, string> {
  const date = two(at.getUTCMonth() + 1) + two(at.getUTCDate());
  const time = two(at.getUTCHours()) + two(at.getUTCMinutes()) + two(at.getUTCSeconds());
  return { 7: date + time, 11: trace, 12: time, 13: date };
}

/** By custom: last digit of the year, day of the year, hour, trace number. */
function referenceOf({ trace, at }: Stamp): string {
  const day = Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0)) / 86_400_000) + 1;
  return `${at.getUTCFullYear() % 10}${String(day).padStart(3, '0')}${two(at.getUTCHours())}${trace}`;
}

const isChip = (entry: Entry): boolean => entry === 'insert' || entry === 'tap';

/** A chip or stripe gives track 2; what is typed is number and date. */
function cardFields({ pan, expiry }: TerminalCard, { entry }: Sale): Record<number, string> {
  if (entry === 'ecommerce' || entry === 'moto') return { 2: pan.reveal(), 14: expiry };
  return { 35: `${pan.reveal()}=${expiry}201` };
}

function privateFields({ takesPartialApproval, cvv, challenge }: Sale): Record<number, string> {
  const parts: string[] = [];
  const add = (id: string, value: string): void =>
    void parts.push(id + String(value.length).padStart(2, '0') + value);
  if (challenge !== undefined) add(subelements.challenge, challenge);
  if (takesPartialApproval === true) add(subelements.partialApproval, '10000');
  if (cvv !== undefined) add(subelements.cvv, cvv.reveal());
  return parts.length === 0 ? {} : { 48: parts.join('') };
}

const cashOf = ({ minor, currency }: Amount): string =>
  writeAdditionalAmount({ account: '00', type: amountTypes.cashback, amount: { minor: -minor, currency } });

/** What a chip says of a payment (EMV book 3, annex A), with a cryptogram that nobody can check. */
function chipData({ minor, currency }: Amount, { cashback }: Sale, { at }: Stamp): Tlv[] {
  const digits = (value: bigint): string => String(value).padStart(12, '0');
  const date = two(at.getUTCFullYear() % 100) + two(at.getUTCMonth() + 1) + two(at.getUTCDate());
  const hex: Readonly<Record<string, string>> = {
    '82': '1980',
    '84': 'a0000000041010',
    '95': '0000008000',
    '9A': date,
    '9C': cashback === undefined ? '00' : '09',
    '5F2A': `0${currency.number}`,
    '9F02': digits(minor),
    '9F03': digits(cashback?.minor ?? 0n),
    '9F26': randomBytes(8).toString('hex'),
    '9F27': '80',
    '9F36': randomBytes(2).toString('hex'),
    '9F37': randomBytes(4).toString('hex'),
  };
  return Object.entries(hex).map(([tag, value]) => ({ tag, value: Buffer.from(value, 'hex') }));
}

/** Field 90 of a reversal. */
export const originalElements = ({ mti, fields }: Message): string =>
  [mti, fields[11], fields[7]].map(textual).join('') + textual(fields[32]).padStart(11, '0') + '0'.repeat(11);

const textual = (value: FieldValue | undefined): string => (typeof value === 'string' ? value : '');
