/**
 * The life of a card transaction, from the question of a terminal to the last clearing. One door for real network messages
 * and for simulated ones; all that happens on cards at the same moment is gathered and committed together.
 */
export type * from './operations.ts';
export type * from './types.ts';
export { declineReason, merchantData } from './card-events.ts';
export { createAuthorizations, type Authorizations, type AuthorizationsDoors } from './authorizations.ts';
export {
  approvedPartially,
  decline,
  declines,
  isDeclineCode,
  responseCodesOf,
  type Decline,
  type DeclineCode,
} from './declines.ts';
export { firstTeller } from './messages/tellers.ts';
export type { DueHold, Expiry } from './expiry/expiry.ts';
export { inUsd, portionOf } from './messages/left.ts';
export { merchantCategory } from './messages/merchant-categories.ts';
export * from './reading/movement-operations.ts';
export * from './reading/reading.ts';
export { readDecisionStatistics, type DecisionStatistics } from './reading/statistics-store.ts';
export {
  findReferenced,
  isAnswered,
  isReversedFirst,
  standsFor,
  type Clue,
  type LookedUp,
  type Named,
  type Referenced,
} from './reading/referenced.ts';
export {
  createChallenges,
  mostTries,
  type Challenge,
  type ChallengeQuery,
  type Challenges,
  type DueChallenge,
} from './three-ds/challenges.ts';
export { sumEntries } from './totals.ts';
