import { setTimeout as sleep } from 'node:timers/promises';
import type { Events } from '../events/index.ts';
import { Failure, notFound } from '../kernel/failures.ts';
import { isId, type Id } from '../kernel/ids.ts';
import type { Ledger } from '../ledger/index.ts';
import { createBatch } from '../platform/batch.ts';
import { wallClock } from '../platform/clock.ts';
import { databaseNow } from '../platform/database-clock.ts';
import type { Database } from '../platform/database.ts';
import { readAnswer, readSettled } from './batches/answers.ts';
import { createExpiry, type Expiry } from './expiry/expiry.ts';
import type { Ask, CardOperation, CardOutcome, CompanyAnswer, Expire, Question } from './operations.ts';
import { createRunners } from './batches/runner.ts';
import { createForgetMessages } from './expiry/forget-messages.ts';
import { readAbandoned, type TransactionRef } from './store/transactions-store.ts';
import type { CardTransaction } from './types.ts';

export interface AuthorizationsDoors {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly events: Pick<Events, 'appendMany'>;
  readonly ask: Ask;
}

export interface Authorizations {
  /**
   * Decides and books one message; answers after the commit is durable. Where the company decides, it is asked in
   * between, with the money held.
   *
   * @throws Failure NOT_FOUND for an unknown card or transaction, VAL where the message fits no such transaction
   */
  submit(operation: CardOperation): Promise<CardOutcome>;
  /**
   * Declines purchases whose decision nobody waits for any more: their process is gone. By the database's clock, unless another moment
   * is said. Answers how many.
   */
  settleAbandoned(now?: Date): Promise<number>;
  /** A company's answer came after its deadline: it changes nothing and shows in the trace of the purchase. */
  lateAnswer(question: Question): Promise<void>;
  readonly expiry: Expiry;
  /**
   * Forgets the keys of messages, and reversals that wait for their original, after 31 days: a network may use its trace
   * numbers again. By the database's clock, unless another moment is said. Answers how many.
   */
  forgetMessages(now?: Date): Promise<number>;
  /** Remembers nothing of cards any more: the database may lack what was committed last. */
  forgetRemembered(): void;
  /** Operations gathered or under way. */
  readonly depth: () => number;
  /** Resolves when everything handed over so far is answered, questions to companies included. */
  drain(): Promise<void>;
}

/** Nobody waits for a single one of them. 10,000 holds took 1.03 to 1.13 s by 512, 0.93 to 1.0 s by 1,024. */
const mostDueHolds = 1_024;

/** So long after its deadline an undecided purchase may be declined by anybody. */
const abandonedAfterMs = 2_000;

const lookEveryMs = 50;

/** The number of the entry that settles what a purchase is being asked about. */
const entryOf = ({ entries }: Pick<CardTransaction, 'entries'>): number => entries + 1;
/** Names the question that is being asked about a purchase: another one may follow. */
const questionOf = (transaction: CardTransaction): string => `${transaction.id} ${entryOf(transaction)}`;

export function createAuthorizations(doors: AuthorizationsDoors): Authorizations {
  const runners = createRunners(doors);
  const batch = createBatch<CardOperation, CardOutcome>({ run: runners.run, inTurn: true });
  const dueHolds = createBatch<Expire, CardOutcome>({
    run: runners.expire,
    inTurn: true,
    most: mostDueHolds,
  });
  /** Questions that this process has put to companies. */
  const asked = new Map<string, Promise<CardOutcome>>();

  const settle = (
    transaction: TransactionRef & { readonly card?: Id<'card'> },
    traceId: string,
    answer: CompanyAnswer | 'abandoned' | 'late',
    asEntry?: number,
  ): Promise<CardOutcome> =>
    batch.submit({
      kind: 'settle',
      company: transaction.company,
      transaction: transaction.id,
      traceId,
      key: null,
      money: null,
      answer,
      ...(asEntry === undefined ? {} : { asEntry }),
      ...(transaction.card === undefined ? {} : { onCard: transaction.card }),
    });

  const decideByCompany = async (
    transaction: CardTransaction,
    eventIds: CardOutcome['eventIds'],
    question: Question,
  ): Promise<CardOutcome> => {
    const answer = await doors.ask(question);
    const number = entryOf(transaction);
    const settled = await settle(transaction, question.event.traceId, answer, number);
    // Somebody else has settled it in the meantime: a reversal, the network in our stead, a worker.
    const other = settled.entry === null ? await readSettled(doors.database, transaction, number) : null;
    return { ...(other ?? settled), eventIds: [...eventIds, ...settled.eventIds] };
  };

  /** A repeat of a message that is being decided gets the same answer, and asks nobody again. */
  const sameAnswer = async (
    operation: CardOperation,
    transaction: CardTransaction,
    until: Date,
  ): Promise<CardOutcome> => {
    const here = asked.get(questionOf(transaction));
    if (here !== undefined) return here;
    // Another process asks: what it settles is in the database once its time is over. If it has died, we do.
    for (;;) {
      await sleep(lookEveryMs);
      const answer = await readAnswer(doors.database, transaction, operation.key?.text ?? null);
      if (answer === null) throw notFound('card transaction');
      if (answer.undecided !== true) return { ...answer, eventIds: [] };
      if (wallClock.now().getTime() > until.getTime() + abandonedAfterMs)
        await settle(transaction, operation.traceId, 'abandoned', entryOf(transaction));
    }
  };

  return {
    async submit(operation) {
      const outcome = await batch.submit(operation);
      const { transaction, question, undecided } = outcome;
      if (undecided !== true || transaction === null || transaction.deciding === null) return outcome;
      if (question === undefined) return sameAnswer(operation, transaction, transaction.deciding.until);
      const decision = decideByCompany(transaction, outcome.eventIds, question);
      asked.set(questionOf(transaction), decision);
      try {
        return await decision;
      } finally {
        asked.delete(questionOf(transaction));
      }
    },
    forgetRemembered: () => runners.forget(),
    async settleAbandoned(now) {
      const at = now ?? (await databaseNow(doors.database));
      const abandoned = await readAbandoned(doors.database, new Date(at.getTime() - abandonedAfterMs));
      await Promise.all(abandoned.map((ref) => settle(ref, '0'.repeat(32), 'abandoned', entryOf(ref))));
      return abandoned.length;
    },
    async lateAnswer({ event }) {
      const { company, subject, traceId } = event;
      if (!isId('cardTransaction', subject)) return;
      try {
        await settle({ company, id: subject }, traceId, 'late');
      } catch (error) {
        // The company began anew since it was asked, and its purchase is gone.
        if (!(error instanceof Failure && error.code === 'NOT_FOUND')) throw error;
      }
    },
    expiry: createExpiry({ database: doors.database, submit: dueHolds.submit }),
    forgetMessages: createForgetMessages(doors.database),
    depth: () => batch.depth() + dueHolds.depth(),
    async drain() {
      await Promise.all([batch.drain(), dueHolds.drain()]);
      await Promise.allSettled(asked.values());
      await batch.drain();
    },
  };
}
