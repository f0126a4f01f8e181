import type { ZoneKey } from '../../cards/index.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Message } from '../message.ts';
import type { Amount } from '../meaning/types.ts';

/** The card in front of the terminal. */
export interface TerminalCard {
  readonly pan: Redacted<string>;
  /** `YYMM`, as on the stripe. */
  readonly expiry: string;
}

/** How the card comes to the terminal. */
export type Entry = 'insert' | 'tap' | 'swipe' | 'ecommerce' | 'moto';

export type TerminalKind = 'purchase' | 'cash' | 'refund' | 'balance' | 'verify';

/** What the cardholder does. */
export interface Sale {
  readonly kind: TerminalKind;
  readonly entry: Entry;
  /** Not for a balance inquiry. */
  readonly amount?: Amount;
  /** The cash part of a purchase. */
  readonly cashback?: Amount;
  readonly pin?: Redacted<string>;
  readonly cvv?: Redacted<string>;
  /** Authorizes and posts at once (0200). */
  readonly isSingle?: boolean;
  readonly takesPartialApproval?: boolean;
  /** The 3-D Secure challenge that the cardholder passed. */
  readonly challenge?: string;
}

/** Who sells, and where. */
export interface TerminalPlace {
  /** At most 15 and 8 characters. */
  readonly merchantId: string;
  readonly terminalId: string;
  readonly name: string;
  readonly city: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** ISO 18245. */
  readonly mcc: string;
  /** The institution that sends: at most 11 digits. */
  readonly acquirer: string;
}

export interface TerminalOptions {
  /** Sends a message and waits for its answer; rejects when none comes. */
  readonly ask: (message: Message) => Promise<Message>;
  readonly place: TerminalPlace;
  readonly clock: Clock;
  /** Under which PINs are sent. */
  readonly zoneKey?: ZoneKey | undefined;
}

/** A message and what was answered; `undefined` when nothing was, as often as it was sent. */
export interface Exchange {
  readonly request: Message;
  readonly answer: Message | undefined;
}
