import type { Currency } from '../../kernel/currencies.ts';
import type { Redacted } from '../../kernel/redacted.ts';

/** An amount of a message, in minor units of its currency. */
export interface Amount {
  readonly minor: bigint;
  readonly currency: Currency;
}

/**
 * What a message is for. `authorization` wants a decision and posts later; `financial` decides and posts at once;
 * `increment` adds to an authorization; `advice` (0120) tells of what was decided or completed elsewhere; `clearing` (0220)
 * posts; `reversal` takes back.
 */
export type Step = 'authorization' | 'increment' | 'financial' | 'advice' | 'clearing' | 'reversal';

/** What the cardholder does, from the processing code (field 3). */
export type Kind = 'purchase' | 'cash' | 'cashback' | 'refund' | 'balance_inquiry' | 'verification';

/** Why an advice was sent, or what is particular about a request (field 60). */
export type Reason = 'stand_in' | 'completion' | 'increment' | 'not_final';

export type Channel = 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';

/**
 * What makes a message the same message: acquirer (32), trace number (11), transmission time (7), retrieval reference
 * (37). A field that is not sent is `''`; acquirers are compared without leading zeros.
 */
export interface NetworkKey {
  readonly acquirer: string;
  readonly trace: string;
  readonly transmissionTime: string;
  readonly retrievalReference: string;
}

/** The message that a reversal takes back, as field 90 has it. Field 90 knows no retrieval reference. */
export interface OriginalElements {
  readonly mti: string;
  readonly trace: string;
  readonly transmissionTime: string;
  readonly acquirer: string;
  readonly forwarder: string;
}

/** The card as it was presented. What is secret prints itself as `[redacted]`. */
export interface PresentedCard {
  readonly pan: Redacted<string>;
  /** YYMM, from field 14 or the track. */
  readonly expiry: Redacted<string> | null;
  readonly cvv: Redacted<string> | null;
  /** The encrypted PIN block of field 52, with what field 53 says of its key and format. */
  readonly pinBlock: Redacted<Uint8Array> | null;
  readonly securityControl: string | null;
  /** Which of several cards of one number (field 23). */
  readonly sequence: string | null;
}

/** The merchant, from fields 18, 41, 42 and 43. */
export interface NetworkMerchant {
  readonly id: string | null;
  readonly terminal: string | null;
  readonly name: string | null;
  readonly city: string | null;
  /** ISO 3166 alpha-3. */
  readonly country: string | null;
  /** ISO 18245, four digits. */
  readonly mcc: string | null;
}

/** A message in the platform's words, for whoever decides it. */
export interface NetworkMessage {
  readonly mti: string;
  readonly step: Step;
  readonly kind: Kind;
  /** It tells what has happened: nobody can refuse it. */
  readonly isAdvice: boolean;
  readonly isRepeat: boolean;
  readonly key: NetworkKey;
  /** What must be alike in two messages of one key; else the second is a duplicate with other contents (N006). No card number in it. */
  readonly contents: string;
  readonly card: PresentedCard;
  /** Field 4 with 49, surcharge included; null for an inquiry. */
  readonly amount: Amount | null;
  /** Field 6 with 51: what the network bills, where it converts. */
  readonly billing: Amount | null;
  /** Field 10: billing units for one unit of the transaction currency, six places. */
  readonly conversionRate: string | null;
  /** Field 28, in the transaction currency; part of `amount`. Below zero it is given to the cardholder. */
  readonly surcharge: Amount | null;
  /** The cash part of a purchase with cash back (field 54), part of `amount`. */
  readonly cashback: Amount | null;
  /** Reversals: what remains of the original (field 95); null takes back all of it. */
  readonly remaining: Amount | null;
  readonly original: OriginalElements | null;
  readonly merchant: NetworkMerchant;
  readonly channel: Channel;
  /** Who began it; null where the message does not say. */
  readonly initiation: { readonly by: 'cardholder' | 'merchant'; readonly recurring: boolean } | null;
  /** The 3-D Secure challenge by which the cardholder confirmed it (field 48, subelement 43). */
  readonly challenge: string | null;
  readonly takesPartialApproval: boolean;
  readonly reason: Reason | null;
  /** A presentment after which no more is expected. */
  readonly isFinal: boolean;
  /** Field 38 as sent: the approval that a later message belongs to. */
  readonly approvalCode: string | null;
  /** Field 39 as sent: in an advice, what was answered elsewhere. */
  readonly advisedResponse: string | null;
  /** The network's id that joins all messages of one purchase (field 48, subelement 63). */
  readonly networkTransactionId: string | null;
}

/** Why a well-formed message means nothing here: a code of the declines, and the field that is wrong. */
export interface Refusal {
  /** N002 currency not supported, N003 amount invalid, N004 malformed. */
  readonly code: 'N002' | 'N003' | 'N004';
  readonly field: number;
  readonly reason: string;
}
