/**
 * Plays the outside world: the card network, the merchant, the cardholder, and time. Every message goes through the same door as one that
 * comes from a real terminal.
 */
import {
  findLatestCleared,
  findLatestHeld,
  findLatestRefundable,
  type Challenge,
  type ChallengeQuery,
} from '../authorizations/index.ts';
import type { Duration } from '../kernel/duration.ts';
import { Failure, notFound } from '../kernel/failures.ts';
import { isId, type Id } from '../kernel/ids.ts';
import { playAuthorization } from './authorization.ts';
import { advance, type Advanced } from './clock.ts';
import type { Doors } from './doors.ts';
import { playEarlyReversal, type PlayedEarlyReversal } from './early-reversal.ts';
import { readChainFault, setChainFault } from './chain/faults-store.ts';
import { playLater } from './later.ts';
import { asOf, lookAtPhone, playChallenge, type PhoneView, type PlayedChallenge } from './three-ds.ts';
import type {
  Asked,
  Played,
  PlayedAuthorization,
  PlayedLater,
  PlayedMessage,
  PlayedUnlinked,
} from './types.ts';
import { clearAway, resetCompany, type Reset } from './reset/reset.ts';
import { playUnlinked } from './unlinked.ts';

export type * from './types.ts';
export { createChainSimulator } from './chain/index.ts';
export type { ChainDoors, ChainSimulator, PlayedDeposit } from './chain/index.ts';
export type { Advanced } from './clock.ts';
export type { Doors as SimulatorDoors } from './doors.ts';
export { takeChainFault } from './chain/faults-store.ts';
export type { DeliveryTime } from './pace.ts';
export type { Reset } from './reset/reset.ts';
export * from './scenarios/index.ts';
export type { PlayedEarlyReversal } from './early-reversal.ts';
export type { PhoneView, PlayedChallenge } from './three-ds.ts';

export interface Simulator {
  /** @throws Failure NOT_FOUND for a card id of nobody here, VALIDATION_ERROR for an amount that is none */
  authorize(message: PlayedAuthorization): Promise<Played>;
  /** @throws Failure NOT_FOUND, VALIDATION_ERROR */
  unlinked(message: PlayedUnlinked): Promise<Played>;
  /** @throws Failure NOT_FOUND, VALIDATION_ERROR, VAL where the message fits no such transaction */
  later(message: PlayedLater): Promise<Played>;
  /** A reversal that may overtake its original. @throws Failure NOT_FOUND, VALIDATION_ERROR */
  earlyReversal(message: PlayedEarlyReversal): Promise<Played>;
  /**
   * The documented short forms: a message about the latest purchase of a card that it fits.
   *
   * @throws Failure NOT_FOUND where there is none, VAL where there is no such card
   */
  latest(
    kind: 'clear' | 'reverse' | 'refund',
    card: string,
    message: PlayedMessage & { readonly asked: Asked | undefined },
  ): Promise<Played>;
  /** A merchant wants a purchase confirmed by 3-D Secure. @throws Failure NOT_FOUND, VALIDATION_ERROR, VAL */
  challenge(
    wanted: PlayedChallenge,
  ): Promise<{ readonly challenge: Challenge; readonly eventIds: readonly Id<'event'>[] }>;
  /** The cardholder types a code. @throws Failure NOT_FOUND, CHALLENGE_DECISION_CONFLICT, VAL */
  answerChallenge(
    company: Id<'company'>,
    challenge: string,
    said: { readonly code: string; readonly approve: boolean },
  ): Promise<Challenge>;
  /** Challenges of a company, or of one of its cards, newest first. */
  challenges(company: Id<'company'>, query: ChallengeQuery): Promise<readonly Challenge[]>;
  /** What the cardholder's phone shows of a challenge, with its code while it is open. @throws Failure NOT_FOUND */
  phone(company: Id<'company'>, challenge: string): Promise<PhoneView>;
  /** What time it is for a company. */
  now(company: Id<'company'>): Promise<Date>;
  /** Moves a company's clock forward and runs what falls due on the way. @throws Failure VALIDATION_ERROR */
  advance(company: Id<'company'>, by: Duration, traceId: string): Promise<Advanced>;
  /** So many of a company's next transfers are to fail on the chain. */
  failTransfers(company: Id<'company'>, next: number): Promise<void>;
  failingTransfers(company: Id<'company'>): Promise<number>;
  /** Empties a company to its first state. */
  reset(company: Id<'company'>): Promise<Reset>;
  /** Takes a throwaway company away again. */
  clearAway(company: Id<'company'>): Promise<void>;
}

/** Which purchases of a card a short form fits, best first: with an amount, or where it is to be what is left. */
const fitting = {
  clear: { amount: [findLatestHeld, findLatestCleared], left: [findLatestHeld] },
  reverse: { amount: [findLatestHeld], left: [findLatestHeld] },
  refund: { amount: [findLatestCleared], left: [findLatestRefundable] },
} as const;

export function createSimulator(doors: Doors): Simulator {
  return {
    authorize: (message) => playAuthorization(doors, message),
    unlinked: (message) => playUnlinked(doors, message),
    later: (message) => playLater(doors, message),
    earlyReversal: (message) => playEarlyReversal(doors, message),
    async latest(kind, card, message) {
      if (isId('card', card)) {
        for (const find of fitting[kind][message.asked === undefined ? 'left' : 'amount']) {
          const transaction = await find(doors.database, message.company, card);
          if (transaction !== undefined)
            return playLater(doors, { ...message, kind, transaction: transaction.id });
        }
      }
      await doors.cards.get(message.company, card).catch(unknownCardIsRule);
      throw new Failure('NOT_FOUND', 'This card has no matching purchase: authorize one first.');
    },
    challenge: (wanted) => playChallenge(doors, wanted),
    answerChallenge: (company, challenge, said) => doors.challenges.answer(company, challenge, said),
    async challenges(company, query) {
      const now = await doors.companies.now(doors.database, company);
      return (await doors.challenges.list(company, query)).map((challenge) => asOf(challenge, now));
    },
    phone: (company, challenge) => lookAtPhone(doors, company, challenge),
    now: (company) => doors.companies.now(doors.database, company),
    advance: (company, by, traceId) => advance(doors, company, by, traceId),
    failTransfers: (company, next) => setChainFault(doors.database, company, next),
    failingTransfers: (company) => readChainFault(doors.database, company),
    reset: (company) => resetCompany(doors, company),
    clearAway: (company) => clearAway(doors, company),
  };
}

/** The documented short forms answer 412 for an unknown card, where everything else answers 404. */
export function unknownCardIsRule(error: unknown): never {
  if (error instanceof Failure && error.code === 'NOT_FOUND')
    throw new Failure('VAL', notFound('card').message);
  throw error;
}
