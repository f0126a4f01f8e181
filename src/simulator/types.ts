import type {
  CardEntry,
  CardTransaction,
  Channel,
  DeclineCode,
  Merchant,
  Purpose,
} from '../authorizations/index.ts';
import type { Id } from '../kernel/ids.ts';

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

export interface PlayedAuthorization extends PlayedMessage, Asked {
  readonly card: { readonly id: string } | { readonly pan: string };
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly merchant: Partial<Merchant>;
  /** What the operator of a cash machine takes, part of what is billed. */
  readonly surcharge: string | undefined;
  readonly cvv: string | undefined;
  /** `MM/YY` as printed on the card. */
  readonly expiry: string | undefined;
  readonly pin: string | undefined;
  readonly partialApproval: boolean;
  readonly networkTransactionId: string | undefined;
  readonly forceDecline: DeclineCode | undefined;
}

/** A later message about a purchase; without an amount, what is left. */
export interface PlayedLater extends PlayedMessage, Partial<Asked> {
  readonly transaction: string;
}

/** What came of a message. Nothing is stored for a card that does not exist: transaction and entry are null. */
export interface Played {
  readonly transaction: CardTransaction | null;
  readonly entry: CardEntry | null;
  readonly approved: boolean;
  readonly responseCode: string;
  /** USD cents. */
  readonly approvedAmount: bigint;
  readonly eventIds: readonly Id<'event'>[];
}
