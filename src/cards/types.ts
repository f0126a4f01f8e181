import type { Id } from '../kernel/ids.ts';
import type { Spending } from './controls/spending.ts';
import type { VelocityRule } from './controls/velocity.ts';

/** How a purchase is decided and whose money it takes; fixed for the life of a card. */
export type ApprovalMethod = 'TOP_UP' | 'WEBHOOK' | 'NONE';

/** ACTIVE, or why a card cannot buy: FROZEN by the company, BLOCKED by the system. */
export type CardStatus = 'ACTIVE' | 'INACTIVE' | 'FROZEN' | 'BLOCKED' | 'EXPIRED' | 'DELETED';

/** What made the system block a card. */
export type BlockReason = 'VELOCITY' | 'CVV' | 'OPERATOR';

/** Who is told the code of a 3-D Secure challenge: the cardholder by us, the company to relay it, or nobody. */
export type ThreeDsType = 'AUTOMATIC' | 'FORWARDED' | 'DISABLED';

/** USD cents; `null` is no limit. Fees count. */
export interface Limits {
  readonly perTransaction: bigint | null;
  readonly daily: bigint | null;
  readonly weekly: bigint | null;
  readonly monthly: bigint | null;
}

/** What becomes of a purchase whose decision endpoint gives no answer. */
export interface DecisionTerms {
  readonly fallback: 'DECLINE' | 'APPROVE';
  /** USD cents that a fallback may approve at most; `null` is no limit. */
  readonly fallbackLimit: bigint | null;
  readonly requireSignedAnswer: boolean;
}

/** What holds for all cards of a company. USD cents. */
export interface CardProgram {
  /** The program is enabled and so is the company. Otherwise every purchase is M103. */
  readonly enabled: boolean;
  /** ISO 18245 codes, four digits. */
  readonly mccBlocked: ReadonlySet<string>;
  /** ISO 3166 alpha-3. */
  readonly countriesBlocked: ReadonlySet<string>;
  readonly perTransactionLimit: bigint | null;
  /** E-commerce purchases above this need a passed challenge; `null` is never. */
  readonly threeDsThreshold: bigint | null;
  /** Parts in a million of the bill amount. */
  readonly fxFeePpm: bigint;
  readonly depositCommissionPpm: bigint;
  readonly atmFee: bigint;
  /** What a withdrawal must leave in the holding beside the claims of the cards. */
  readonly withdrawalFloor: bigint;
  readonly velocityRules: readonly VelocityRule[];
}

export interface CardRef {
  readonly company: Id<'company'>;
  readonly card: Id<'card'>;
}

/** What a card is, and how it stands. */
export interface Card {
  readonly company: Id<'company'>;
  readonly id: Id<'card'>;
  readonly holderName: string;
  readonly approvalMethod: ApprovalMethod;
  readonly email: string | null;
  readonly phoneCountryCode: string;
  readonly phone: string;
  readonly threeDs: ThreeDsType;
  readonly decision: DecisionTerms;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly last4: string;
  /** Grows with each reissue; a number of another version is dead. */
  readonly panVersion: number;
  /** The first moment at which the card is no longer valid. */
  readonly expiresAt: Date;
  readonly active: boolean;
  readonly frozen: boolean;
  readonly deletedAt: Date | null;
  readonly limits: Limits;
  /** Set to block the card; `null` when it is not blocked. */
  blockedBy: BlockReason | null;
  /** Wrong CVVs and expiry dates in a row. */
  cvvTries: number;
  /** Wrong PINs in a row. */
  pinTries: number;
  /** Approvals before this moment do not count against the velocity rules: the card was unblocked. */
  readonly velocityResetAt: Date;
  /** Of those at just this moment, which may last where a clock stands, entries with a later id do count. */
  readonly velocityResetAfter: Id<'cardEntry'> | null;
  /** What counts against the limits, as of the windows it names; see `spending.ts`. */
  spending: Spending;
}

/**
 * A locked card in a unit of work. The members that are not `readonly` are changed in memory and written by
 * `saveMany`: `blockedBy`, `cvvTries`, `pinTries`, `spending`.
 */
export interface CardAtWork extends Card {
  /** The company's clock, never before what happened on this card last: on one card time does not run back. */
  readonly now: Date;
  /** One object for all cards of a company that were locked together. */
  readonly program: CardProgram;
}
