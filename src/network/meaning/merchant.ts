import { iso31661Alpha2ToAlpha3 } from 'iso-3166/1-a2-to-1-a3.js';
import type { Message } from '../message.ts';
import { textOf } from '../message.ts';
import { cashMachines, channelsByCondition, channelsByEntry, nameAndLocation } from './tables.ts';
import type { Channel, Kind, NetworkMerchant } from './types.ts';

/** The merchant of a message. What is blank or unknown is null. */
export function readMerchant(message: Message): NetworkMerchant {
  const location = textOf(message, 43) ?? '';
  const { name, city, country } = nameAndLocation;
  return {
    id: worded(textOf(message, 42)),
    terminal: worded(textOf(message, 41)),
    name: worded(location.slice(0, name)),
    city: worded(location.slice(name, name + city)),
    country: countryOf(location.slice(name + city, name + city + country)),
    mcc: textOf(message, 18) ?? null,
  };
}

function worded(text: string | undefined): string | null {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === '' ? null : trimmed;
}

const countryOf = (alpha2: string): string | null => iso31661Alpha2ToAlpha3[alpha2.toUpperCase()] ?? null;

/** Where a purchase happens: condition and entry mode say it, and cash at a machine is cash at a machine. */
export function readChannel(message: Message, kind: Kind): Channel {
  const mcc = textOf(message, 18);
  if ((kind === 'cash' || kind === 'balance_inquiry') && (mcc === undefined || mcc === cashMachines))
    return 'ATM';
  const condition = textOf(message, 25) ?? '';
  const entry = textOf(message, 22)?.slice(0, 2) ?? '';
  return channelsByCondition[condition] ?? channelsByEntry[entry] ?? 'POS';
}
