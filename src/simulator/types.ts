import type {
  CardOutcome,
  Channel,
  Decline,
  FirstOperation,
  LaterOperation,
  Merchant,
  Purpose,
} from '../authorizations/index.ts';
import type { Id } from '../kernel/ids.ts';
import type { Redacted } from '../kernel/redacted.ts';

/** An amount as the caller wrote it: decimal text, in a currency of ISO 4217. */
export interface Asked {
  readonly amount: string;
  readonly currency: string;
}

/** What every played message may say. */
export interface PlayedMessage {
  readonly company: Id<'company'>;
  readonly traceId: string;
  /** The same one twice is a duplicate, as on a real network. */
  readonly networkKey: string | undefined;
  /** The idempotency key of the request, taken where no network key is given. */
  readonly idempotencyKey: string | undefined;
}

/** What a message about a card says. */
export interface PlayedFirst extends PlayedMessage, Asked {
  readonly card: { readonly id: string } | { readonly pan: Redacted<string> };
  readonly channel: Channel;
  readonly merchant: Partial<Merchant>;
  readonly networkTransactionId: string | undefined;
}

export interface PlayedAuthorization extends PlayedFirst {
  readonly purpose: Purpose;
  /** What the operator of a cash machine takes, part of what is billed. */
  readonly surcharge: string | undefined;
  readonly cvv: Redacted<string> | undefined;
  /** `MM/YY` as printed on the card. */
  readonly expiry: string | undefined;
  readonly pin: Redacted<string> | undefined;
  readonly partialApproval: boolean;
  /** Of a series that the cardholder agreed to before: nobody is there to be asked. */
  readonly recurring: boolean;
  /** The merchant charges on its own: a late fee, a no-show. */
  readonly merchantInitiated: boolean;
  /** The 3-D Secure challenge by which the cardholder has confirmed the purchase. */
  readonly challenge: string | undefined;
  /** An advice that cannot be refused. */
  readonly standIn: boolean;
  /** What becomes of it, whatever the rules say. */
  readonly forced: Decline | undefined;
}

/** A message about a card without an authorization before it. */
export interface PlayedUnlinked extends PlayedFirst {
  readonly kind: Exclude<FirstOperation['kind'], 'authorize' | 'stand_in'>;
}

/** A later message about a purchase; without an amount, what is left. */
export interface PlayedLater extends PlayedMessage {
  readonly kind: Exclude<LaterOperation['kind'], 'settle' | 'note'>;
  readonly transaction: string;
  readonly asked: Asked | undefined;
  /** Clearing only. */
  readonly final?: boolean;
  /** Reversal only: what stays of the original, in place of what goes. */
  readonly remaining?: Asked;
  /** Reversal only: the key by which it named its purchase. */
  readonly originalNetworkKey?: string;
}

/** What came of a message. Nothing is stored for a card that does not exist: transaction and entry are null. */
export type Played = Omit<CardOutcome, 'question'>;
