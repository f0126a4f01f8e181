import type { CardRef } from '../../cards/index.ts';
import type { Events } from '../../events/index.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import type { Database } from '../../platform/database.ts';
import { databaseNow } from '../../platform/database-clock.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { begin, type ChallengeWish } from './begin.ts';
import { decideByCardholder, decideByCode, timeOut, type Decided } from './decide.ts';
import { codeOf } from './code-of.ts';
import {
  findChallenge,
  readChallengesOf,
  readDueByClocks,
  readDueOfCompany,
  type ChallengeQuery,
  type DueChallenge,
} from './store.ts';
import type { Challenge } from './types.ts';

export type { ChallengeWish } from './begin.ts';
export type { ChallengeQuery, DueChallenge } from './store.ts';
export type { Challenge, ChallengeState } from './types.ts';
export { mostTries } from './types.ts';

type Company = Id<'company'>;

/** 3-D Secure: asking cardholders whether a purchase is theirs. */
export interface Challenges {
  /** @throws Failure NOT_FOUND for an unknown card; VAL for a card that buys nothing now, or has 3-D Secure disabled */
  begin(
    wish: ChallengeWish,
  ): Promise<{ readonly challenge: Challenge; readonly eventIds: readonly Id<'event'>[] }>;
  /**
   * The company passes the cardholder's answer on.
   *
   * @throws Failure NOT_FOUND for a code that no challenge of this card has; CHALLENGE_DECISION_CONFLICT for the opposite of
   *   a decision already made; VAL for one that has expired
   */
  decide(answer: CardRef & { readonly code: string; readonly approve: boolean }): Promise<Challenge>;
  /**
   * The cardholder answers on the page of the challenge. A wrong code is one of three tries.
   *
   * @throws Failure NOT_FOUND, CHALLENGE_DECISION_CONFLICT, VAL
   */
  answer(
    company: Company,
    challenge: string,
    said: { readonly code: string; readonly approve: boolean },
  ): Promise<Challenge>;
  /** @throws Failure NOT_FOUND */
  find(company: Company, challenge: string): Promise<Challenge>;
  /** Of a company, or of one of its cards, newest first. */
  list(company: Company, query: ChallengeQuery): Promise<readonly Challenge[]>;
  /**
   * The code of a challenge that is open, as its cardholder was told it; for the simulator, which plays that cardholder, and for
   * nobody else. Undefined once it is erased.
   */
  codeOf(challenge: Challenge): Promise<Redacted<string> | undefined>;
  /** Challenges of a company that time out until a moment of its clock, the earliest first. */
  due(
    company: Company,
    until: Date,
    page: { readonly after: DueChallenge | undefined; readonly most: number },
  ): Promise<readonly DueChallenge[]>;
  /** Ends these challenges; answers how many were still open. */
  expire(challenges: readonly DueChallenge[]): Promise<number>;
  /** Ends the challenges of all companies that nobody has answered in time, by the database's clock unless it is said; for the worker. Answers how many. */
  expireAllDue(now?: Date): Promise<number>;
}

export interface ChallengesDoors {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly events: Pick<Events, 'appendMany' | 'eraseSecret' | 'toSend'>;
}

const mostAtOnce = 500;

export function createChallenges(doors: ChallengesDoors): Challenges {
  const { database } = doors;
  const orThrow = (decided: Decided): Challenge => {
    if (decided instanceof Failure) throw decided;
    return decided;
  };
  const expire = (challenges: readonly DueChallenge[]): Promise<number> =>
    database.work((tx) => timeOut(tx, doors, challenges));

  return {
    begin: (wish) => database.work((tx) => begin(tx, doors, wish)),
    decide: async (answer) => orThrow(await database.work((tx) => decideByCode(tx, doors, answer))),
    async answer(company, id, said) {
      if (!isId('challenge', id)) throw notFound('challenge');
      return orThrow(await database.work((tx) => decideByCardholder(tx, doors, { company, id }, said)));
    },
    async find(company, id) {
      const found = isId('challenge', id) ? await findChallenge(database, { company, id }) : undefined;
      if (found === undefined) throw notFound('challenge');
      return found;
    },
    list: (company, query) => readChallengesOf(database, company, query),
    codeOf: (challenge) => codeOf(database, doors.events, challenge),
    due: (company, until, { after, most }) =>
      readDueOfCompany(database, company, until, after ?? { due: new Date(0), id: '' }, most),
    expire,
    async expireAllDue(moment) {
      const now = moment ?? (await databaseNow(database));
      let expired = 0;
      for (;;) {
        const due = await readDueByClocks(database, now, mostAtOnce);
        if (due.length === 0) return expired;
        expired += await expire(due);
      }
    },
  };
}
