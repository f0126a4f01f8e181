import type { Id } from '../../kernel/ids.ts';
import type { Merchant } from '../types.ts';

export type ChallengeState = 'pending' | 'passed' | 'failed' | 'expired';

/** The question to a cardholder whether a purchase is theirs. All moments are by the company's clock. */
export interface Challenge {
  readonly company: Id<'company'>;
  readonly id: Id<'challenge'>;
  readonly card: Id<'card'>;
  readonly merchant: Merchant;
  readonly currency: string;
  /** The most that it confirms, in minor units of `currency`. */
  readonly amount: bigint;
  readonly state: ChallengeState;
  /** Wrong codes so far. */
  readonly tries: number;
  /** The event that told the code. */
  readonly event: Id<'event'>;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  /** The card transaction that it has confirmed: it confirms no other. */
  usedBy: Id<'cardTransaction'> | null;
}

/** Wrong codes after which a challenge has failed. */
export const mostTries = 3;
/** How long a cardholder has. */
export const answerMs = 5 * 60_000;
