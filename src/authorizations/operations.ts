import type { Id } from '../kernel/ids.ts';
import type { DeclineCode } from './declines.ts';
import type { CardEntry, CardTransaction, Channel, Merchant, Money, Purpose } from './types.ts';

/** What every message says. */
interface Message {
  readonly company: Id<'company'>;
  readonly traceId: string;
  /**
   * The network's key of the message (acquirer, STAN, transmission time, retrieval reference) or an idempotency key:
   * the same one again gets the first answer, and nothing moves twice. The fingerprint tells other contents apart.
   */
  readonly key: { readonly text: string; readonly fingerprint: string } | null;
}

/** A purchase, cash withdrawal, verification … that wants an answer. */
export interface Authorize extends Message {
  readonly kind: 'authorize';
  readonly card: Id<'card'>;
  /** The id that the card transaction gets, so that a batch that is run again finds its own work. */
  readonly transaction: Id<'cardTransaction'>;
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly money: Money;
  readonly merchant: Merchant;
  readonly partialApproval: boolean;
  readonly networkTransactionId: string | null;
  /** What was found wrong before the batch: currency without a rate, card data that the vault does not confirm, a forced decline. */
  readonly refusal: DeclineCode | null;
}

/** A presentment of the network for a purchase. */
export interface Clear extends Message {
  readonly kind: 'clear';
  readonly transaction: Id<'cardTransaction'>;
  /** Null: what is still held. */
  readonly money: Money | null;
  readonly final: boolean;
}

/** An approved purchase is cancelled before its clearing, and what is held is released. */
export interface Cancel extends Message {
  readonly kind: 'cancel';
  readonly transaction: Id<'cardTransaction'>;
  /** Why, in one plain sentence, as the event says it. */
  readonly reason: string;
}

export type CardOperation = Authorize | Clear | Cancel;

/** What became of an operation. `transaction` is as it was right after. */
export interface CardOutcome {
  readonly transaction: CardTransaction;
  readonly entry: CardEntry;
  readonly approved: boolean;
  /** ISO 8583 field 39. */
  readonly responseCode: string;
  /** USD cents. */
  readonly approvedAmount: bigint;
  readonly eventIds: readonly Id<'event'>[];
}
