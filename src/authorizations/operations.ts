import type { StoredEvent } from '../events/index.ts';
import type { Id } from '../kernel/ids.ts';
import type { Decline, DeclineCode } from './declines.ts';
import type { LookedUp } from './reading/referenced.ts';
import type { CardEntry, CardTransaction, Channel, Merchant, Money, Purpose } from './types.ts';

/** What every message says. */
interface Message {
  readonly company: Id<'company'>;
  readonly traceId: string;
  /**
   * The network's key of the message (acquirer, STAN, transmission time, retrieval reference) or an idempotency key:
   * the same one again gets the first answer, and nothing moves twice. The fingerprint tells other contents apart.
   */
  readonly key: MessageKey | null;
}

export interface MessageKey {
  readonly text: string;
  readonly fingerprint: string;
  /**
   * Other keys under which it is remembered that this message was reversed before it came, or was approved in our stead: the network named
   * it by less.
   */
  readonly reversedAs?: readonly string[];
}

/** A message about a card, which begins a card transaction, or joins the one of its network transaction id. */
interface FirstMessage extends Message {
  readonly card: Id<'card'>;
  /** The id that a new card transaction gets, so that a batch that is run again finds its own work. */
  readonly transaction: Id<'cardTransaction'>;
  readonly channel: Channel;
  readonly money: Money;
  readonly merchant: Merchant;
  readonly networkTransactionId: string | null;
  /** The card transaction of this card that it belongs to, where the network names it by other than its transaction id. */
  readonly joins?: Id<'cardTransaction'>;
  /** How its sender found that out, or found nothing: where it leads elsewhere by now the message is not booked. */
  readonly lookedUp?: LookedUp;
}

/** A message about a card transaction that is there. */
interface LaterMessage extends Message {
  readonly transaction: Id<'cardTransaction'>;
  /** Null: what is left. */
  readonly money: Money | null;
}

/** Takes back an approval that was told, and not heard. */
interface Unheard {
  /**
   * Who told of it so: it is taken back where all that were to tell of it have said so, which `ReverseUnseen` of the same key has written down.
   * Until then it is answered as a duplicate.
   */
  readonly unheardBy?: string;
}

/** Said of what was seen of a purchase, and of no more. */
interface Looked {
  /** How many entries its sender has seen. */
  readonly seen?: number;
}

/** The network approved it in our stead. */
interface InOurStead {
  /**
   * It is of a request that has not come here: how the key of that begins, by which a reversal then finds what is booked, and which a
   * request that comes late is a duplicate of; and its key as it would be sent with this advice, by which an advice under its own trace
   * number does.
   */
  readonly request?: { readonly key: string; readonly asSent: string };
}

/** What was typed or tapped, as the vault found it before the batch; null where it was not sent. */
export interface CardDataFound {
  readonly cvv: 'right' | 'wrong' | null;
  readonly expiry: 'right' | 'wrong' | null;
}

/** A purchase, cash withdrawal, verification … that wants an answer. */
export interface Authorize extends FirstMessage {
  readonly kind: 'authorize';
  readonly purpose: Purpose;
  readonly partialApproval: boolean;
  readonly cardData: CardDataFound;
  /** Who began it: recurring payments, too, are the merchant's. Nobody is there to be asked by 3-D Secure then. */
  readonly initiatedBy: 'cardholder' | 'merchant';
  /** The 3-D Secure challenge by which the cardholder is to have confirmed it. */
  readonly challenge: Id<'challenge'> | null;
  /** What was found wrong before the batch: a currency without a rate, an invalid amount, a wrong PIN. */
  readonly refusal: DeclineCode | null;
  /** Simulated: this is what becomes of it, whatever the rules say. */
  readonly forced?: Decline;
  /** Until when the network waits for an answer: what a company has to decide is cut short by it. */
  readonly answerBy?: Date;
}

/** The network approved in our stead (0120): it is booked whatever the rules say, on the request that we answered late or declined. */
export interface StandIn extends FirstMessage, Looked, InOurStead {
  readonly kind: 'stand_in';
  /**
   * It is of one of several requests of its purchase: how much that one brought to what is held, USD cents. Without this the
   * amount is what all of the purchase comes to.
   */
  readonly inPlaceOf?: bigint;
  /** It is of what the company is being asked about: the number of the entry that this would be. */
  readonly asEntry?: number;
}

/** More on top of what is authorized (hotel, car rental): wants an answer. */
export interface Increment extends LaterMessage {
  readonly kind: 'increment';
  readonly money: Money;
  readonly answerBy?: Date;
}

/** What a purchase came to (fuel): what is held becomes this amount, and nobody can refuse. */
export interface Advise extends LaterMessage {
  readonly kind: 'advise';
  readonly money: Money;
  /** The amount is more on top of what is held, not what it comes to. */
  readonly adds?: boolean;
}

/** A presentment of the network for a purchase. */
export interface Clear extends LaterMessage {
  readonly kind: 'clear';
  readonly final: boolean;
}

/** A presentment without an authorization: it posts, nobody can refuse. */
export interface ForcePost extends FirstMessage, Looked, InOurStead {
  readonly kind: 'force_post';
  readonly final: boolean;
}

/** The network releases all or part of what is held, or takes a single message back. `remaining` (field 95) states what stays. */
export interface Reverse extends LaterMessage, Looked, Unheard {
  readonly kind: 'reverse';
  readonly remaining: bigint | null;
  /** What stays, as it is at the merchant, where the message says so. */
  readonly remainsAt?: Pick<Money, 'amount' | 'currency'>;
  /** What it takes back, where the message says so; a purchase may have both, of messages of both kinds. */
  readonly takes?: 'hold' | 'posting';
  /** It takes back what the company is being asked about, and that alone: the number of the entry that this would be. */
  readonly asEntry?: number;
}

/** A reversal whose original is known by its network key only; one that comes first is remembered for 31 days. */
export interface ReverseUnseen extends Message {
  readonly kind: 'reverse_unseen';
  /** Its lock decides whether the original or the reversal was first. */
  readonly card: Id<'card'>;
  readonly originalKey: string;
  /** Who is about to tell of what would take back what has this key: nothing does until this one has heard that nobody heard. */
  readonly teller?: string;
}

/** The network takes a posted clearing back. */
export interface ReverseClearing extends LaterMessage {
  readonly kind: 'reverse_clearing';
}

/** The merchant gives money back for a purchase. */
export interface Refund extends LaterMessage {
  readonly kind: 'refund';
}

/** The merchant gives money back, and there is no purchase of it here. */
export interface RefundUnlinked extends FirstMessage {
  readonly kind: 'refund_unlinked';
}

/** The merchant takes a refund back. */
export interface ReverseRefund extends LaterMessage, Unheard {
  readonly kind: 'reverse_refund';
}

/**
 * The network tells again, under another key, of what an entry has posted: from now on that key stands for the entry, for a reversal
 * that names it. The answer has no transaction where such a reversal came first.
 */
export interface Note extends LaterMessage {
  readonly kind: 'note';
}

/** A hold has run out. `due` is the moment at which it did. */
export interface Expire extends LaterMessage {
  readonly kind: 'expire';
  readonly due: Date | null;
  /** The card of the transaction, where the hold was found by being due: it need not be looked up before it can be locked. */
  readonly onCard?: Id<'card'>;
}

/** An approved purchase is cancelled before its clearing, and what is held is released. */
export interface Cancel extends LaterMessage, Looked, Unheard {
  readonly kind: 'cancel';
  /** Why, in one plain sentence, as the event says it. */
  readonly reason: string;
}

/** What the company said to a question, or that it did not. */
export type CompanyAnswer =
  | { readonly outcome: 'approve'; readonly durationMs: number; readonly httpStatus?: number }
  | {
      readonly outcome: 'decline';
      /** As the company said it, and as it is sent on. */
      readonly answered: string;
      readonly responseCode: string;
      readonly durationMs: number;
      readonly httpStatus?: number;
    }
  | {
      readonly outcome: 'none';
      readonly why: 'timeout' | 'invalid' | 'unsigned' | 'unreachable';
      readonly durationMs: number;
      readonly httpStatus?: number;
      readonly detail?: string;
    };

/** Settles an undecided purchase: one compare-and-set, before the network is answered. */
export interface Settle extends LaterMessage {
  readonly kind: 'settle';
  /** `abandoned`: nobody is waiting any more, it is declined. `late`: an answer came after its time, which only the trace shows. */
  readonly answer: CompanyAnswer | 'abandoned' | 'late';
  /** The number of the entry that settles it: to another question on the same purchase this is no answer. */
  readonly asEntry?: number;
  /** The card of the transaction, where it is known. */
  readonly onCard?: Id<'card'>;
}

export type CardOperation =
  | Authorize
  | StandIn
  | Increment
  | Advise
  | Clear
  | ForcePost
  | Reverse
  | ReverseUnseen
  | ReverseClearing
  | Refund
  | RefundUnlinked
  | ReverseRefund
  | Note
  | Expire
  | Cancel
  | Settle;

export type FirstOperation = Extract<CardOperation, FirstMessage>;
export type LaterOperation = Exclude<CardOperation, FirstMessage | ReverseUnseen>;

/** What became of an operation. `transaction` is as it was right after; null where nothing is stored. */
export interface CardOutcome {
  readonly transaction: CardTransaction | null;
  readonly entry: CardEntry | null;
  readonly approved: boolean;
  /** ISO 8583 field 39. */
  readonly responseCode: string;
  /** What its entry approved or booked, USD cents. */
  readonly approvedAmount: bigint;
  readonly eventIds: readonly Id<'event'>[];
  /** The money is held, and the entry comes with the company's word. */
  readonly undecided?: boolean;
  /** The company is to be asked, by whoever gets this outcome. */
  readonly question?: Question;
}

/** What the company is asked, and on which terms it may answer. */
export interface Question {
  readonly event: StoredEvent;
  /** Whether an answer must be signed with the endpoint's secret. */
  readonly requireSignedAnswer: boolean;
}

/** Asks the company whether it approves; answers within the time it has, whatever happens. Fulfilled by webhooks. */
export type Ask = (question: Question) => Promise<CompanyAnswer>;
