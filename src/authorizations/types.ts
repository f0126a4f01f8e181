import type { PurchaseState } from '../events/index.ts';
import type { Id } from '../kernel/ids.ts';
import type { Decline } from './declines.ts';

/** What an authorization asks for. `financial` is single message: it authorizes and posts at once. */
export type Purpose = 'purchase' | 'atm' | 'verification' | 'balance_inquiry' | 'financial' | 'refund';

export type Channel = 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';

/** The kinds of entries in the append-only list of a card transaction. */
export type EntryKind =
  | 'authorization'
  | 'authorization_advice'
  | 'incremental_authorization'
  | 'reversal'
  | 'expiry'
  | 'cancellation'
  | 'clearing'
  | 'clearing_reversal'
  | 'financial'
  | 'financial_reversal'
  | 'refund_authorization'
  | 'refund'
  | 'refund_reversal'
  | 'decline'
  | 'balance_inquiry'
  | 'account_verification';

export interface Merchant {
  readonly id: string | null;
  readonly name: string;
  readonly city: string | null;
  readonly postCode: string | null;
  readonly state: string | null;
  /** ISO 3166 alpha-3. */
  readonly country: string | null;
  /** ISO 18245, four digits. */
  readonly mcc: string;
}

/** An amount at the merchant and what it is in the billing currency. Minor units of each. */
export interface Money {
  /** USD cents, without fees. */
  readonly bill: bigint;
  /** In `currency`'s own minor units. */
  readonly amount: bigint;
  /** ISO 4217 alpha code. */
  readonly currency: string;
  /** Billing units for one unit of `currency`, six places; null when there was no conversion. */
  readonly exchangeRate: string | null;
}

/** Sums over the entries of a card transaction, in USD cents, without fees. */
export interface Totals {
  readonly authorized: bigint;
  readonly reversed: bigint;
  readonly cleared: bigint;
  readonly refunded: bigint;
  readonly held: bigint;
}

/** Fees in USD cents. */
export interface Fees {
  readonly atm: bigint;
  readonly fx: bigint;
}

/** The fees agreed when the purchase was authorized; later changes of the program do not touch it. */
export interface FeeTerms {
  /** USD cents for each cash withdrawal, taken once. */
  readonly atmFlat: bigint;
  /** Parts in a million of the bill amount of a purchase in a foreign currency. */
  readonly fxPpm: bigint;
}

/** Who decided, how long it took, and what was wrong with an answer. */
export interface DecisionTrace {
  readonly by: 'rules' | 'webhook' | 'fallback' | 'network';
  readonly duration_ms?: number;
  readonly http_status?: number;
  /** The response code that the company gave, where it is not the one sent on. */
  readonly answered?: string;
  readonly detail?: string;
  /** When an answer came after the deadline. */
  readonly late_answer_at?: string;
}

/**
 * A purchase or an increment that waits for the company's decision: its money is held, and it is no entry yet. Durable,
 * so that any process can settle it.
 */
export interface Undecided {
  /** Wall time; 2 s after it any process may decline it. */
  readonly until: Date;
  readonly kind: 'authorization' | 'incremental_authorization' | 'financial';
  readonly money: Money;
  /** Field 39 if the company approves. */
  readonly responseCode: string;
  readonly networkKey: string | null;
  readonly traceId: string;
  /** What was held before, USD cents without fees. */
  readonly heldBefore: bigint;
}

/** An amount that counts against the spending limits, in the windows of the moment it was counted at. */
export interface Counted {
  readonly at: Date;
  readonly amount: bigint;
}

/**
 * One purchase through its life: a numbered, append-only list of entries, and their sums. Its hold in the ledger has
 * the same UUID ({@link holdOf}).
 */
export interface CardTransaction {
  readonly company: Id<'company'>;
  readonly id: Id<'cardTransaction'>;
  readonly card: Id<'card'>;
  /** With channel and currency that of the first message, until a verification or an inquiry becomes a purchase. */
  purpose: Purpose;
  channel: Channel;
  readonly merchant: Merchant;
  currency: string;
  readonly networkTransactionId: string | null;
  readonly createdAt: Date;
  readonly terms: FeeTerms;
  /** Field 38, six digits; null until something is approved. */
  approvalCode: string | null;
  state: PurchaseState;
  totals: Totals;
  /** Fees inside the hold. */
  feesHeld: Fees;
  /** Fees booked so far. */
  feesPosted: Fees;
  /** A final clearing was posted: what clears after it is a force post. */
  closed: boolean;
  /** The last entry's number. */
  entries: number;
  /** The last event's sequence. */
  sequence: number;
  expiresAt: Date | null;
  /** What is held and waits for the company's word; null when nothing does. */
  deciding: Undecided | null;
  decision: DecisionTrace;
  counted: readonly Counted[];
}

/** One line of a card transaction's life; never changed once written. */
export interface CardEntry {
  readonly id: Id<'cardEntry'>;
  readonly company: Id<'company'>;
  readonly transaction: Id<'cardTransaction'>;
  readonly card: Id<'card'>;
  /** 1, 2, 3 … within the card transaction. */
  readonly number: number;
  readonly kind: EntryKind;
  readonly money: Money;
  /** Fees of this entry: held, posted or released with it. */
  readonly fees: Fees;
  /** By how much this entry changed what is held, without fees. */
  readonly heldChange: bigint;
  readonly decline: Decline | null;
  /** Of a refusal that is not of an authorization: the kind that was asked for. */
  readonly asked: EntryKind | null;
  readonly responseCode: string;
  /** Clearing only: nothing more is expected. */
  readonly final: boolean;
  /** What a posting took beyond the hold, USD cents. */
  readonly overPosted: bigint;
  /** Available of the card (TOP_UP) or the holding, before and after, USD cents. */
  readonly originalBalance: bigint;
  readonly newBalance: bigint;
  readonly networkKey: string | null;
  readonly traceId: string;
  readonly createdAt: Date;
}

/** The hold of a card transaction in the ledger: at most one, found without a look-up. */
export const holdOf = (transaction: Id<'cardTransaction'>): Id<'hold'> => `hold_${transaction.slice(3)}`;
