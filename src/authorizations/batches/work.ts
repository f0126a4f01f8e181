import { cardKey, type CardAtWork, type CardRef } from '../../cards/index.ts';
import type { NewEvent, StoredEvent } from '../../events/index.ts';
import { present } from '../../kernel/assert.ts';
import { notFound } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Book } from '../../ledger/index.ts';
import type { CardOutcome, Question } from '../operations.ts';
import type { LookedUp, Named } from '../reading/referenced.ts';
import type { AnsweredMessage } from '../store/messages-store.ts';
import type { Challenge } from '../three-ds/types.ts';
import type { CardEntry, CardTransaction } from '../types.ts';

type Company = Id<'company'>;
const keyOf = (company: Company, id: string): string => `${company} ${id}`;

/** An answer without its events' ids, which are known only once everything is written. */
export interface PendingOutcome extends Omit<CardOutcome, 'eventIds' | 'question'> {
  readonly events: readonly NewEvent[];
  /** The first of `events` is a question to the company, on these terms. */
  readonly asks?: Omit<Question, 'event'>;
}

/** A message that came before: what it was, and what was answered; null for a reversal that came before its original. */
interface Answered {
  readonly fingerprint: string;
  readonly outcome: PendingOutcome | null;
}

/**
 * Everything one unit of work has locked and read, and what the decisions so far have made of it. Decisions are
 * taken one after the other in memory, each on what the earlier ones left; `run.ts` writes the result set-based.
 */
export interface Work {
  readonly book: Book;
  readonly changes: Changes;
  /** @throws Failure NOT_FOUND */
  card(ref: CardRef): CardAtWork;
  /** @throws Failure NOT_FOUND */
  transaction(company: Company, id: Id<'cardTransaction'>): CardTransaction;
  /** The transaction that other messages of the same purchase have begun. */
  joined(company: Company, networkTransactionId: string | null): CardTransaction | undefined;
  answered(company: Company, key: string): Answered | undefined;
  /** Where what a message was looked up by leads now that its card is locked, but for what this unit of work has done. */
  foundBy(lookedUp: LookedUp): Named | undefined;
  /** Whether this unit of work has done anything to a purchase of this card. */
  hasMoved(card: CardRef): boolean;
  /** The moments that count against the velocity rules of a card whose company has any, ms since 1970, ascending; grows with each approval. */
  approvals(card: CardAtWork): number[];
  /** Purchases that count against the velocity rules already; grows with each approval. */
  readonly approved: Set<Id<'cardTransaction'>>;
  /** The entries of a purchase so far, in order; to be had where its currency is not that of billing, and a message of it names no amount. */
  past(transaction: CardTransaction): readonly CardEntry[];
  /** A 3-D Secure challenge that a message names; `undefined` where there is none of this company. */
  challenge(company: Company, id: Id<'challenge'>): Challenge | undefined;
  addTransaction(transaction: CardTransaction): void;
  addEntry(transaction: CardTransaction, entry: CardEntry): void;
  changeTransaction(transaction: CardTransaction): void;
  changeCard(card: CardAtWork): void;
  changeChallenge(challenge: Challenge): void;
  remember(message: AnsweredMessage, outcome: PendingOutcome | null): void;
}

/** What is to be written, table by table. */
export interface Changes {
  readonly newTransactions: ReadonlySet<CardTransaction>;
  readonly changedTransactions: ReadonlySet<CardTransaction>;
  readonly entries: readonly CardEntry[];
  readonly messages: Iterable<AnsweredMessage>;
  /** Remembered before, and otherwise from now on. */
  readonly changedMessages: Iterable<AnsweredMessage>;
  readonly cards: ReadonlySet<CardAtWork>;
  readonly challenges: ReadonlySet<Challenge>;
}

export interface WorkParts {
  readonly book: Book;
  readonly cards: Iterable<CardAtWork>;
  readonly transactions: Iterable<CardTransaction>;
  readonly found?: ReadonlyMap<LookedUp, Named | undefined>;
  readonly answered: Iterable<{ readonly message: AnsweredMessage; readonly outcome: PendingOutcome | null }>;
  /** By `cardKey`; the decisions add to them. */
  readonly approvals: Map<string, number[]>;
  readonly approved: Iterable<Id<'cardTransaction'>>;
  readonly challenges: Iterable<Challenge>;
  /** Entries that were written before, of each purchase in order. */
  readonly past: readonly CardEntry[];
}

/** Lays out what was locked and read for the decisions of one unit of work. */
export function layOut(parts: WorkParts): Work {
  const cards = new Map<string, CardAtWork>();
  for (const card of parts.cards) cards.set(keyOf(card.company, card.id), card);
  const transactions = new Map<string, CardTransaction>();
  const joined = new Map<string, CardTransaction>();
  const know = (transaction: CardTransaction): void => {
    transactions.set(keyOf(transaction.company, transaction.id), transaction);
    if (transaction.networkTransactionId !== null) {
      joined.set(keyOf(transaction.company, transaction.networkTransactionId), transaction);
    }
  };
  for (const transaction of parts.transactions) {
    // The same row may have been read under its id and under its network's id: one object stands for it.
    if (!transactions.has(keyOf(transaction.company, transaction.id))) know(transaction);
  }
  const answered = new Map<string, Answered>();
  for (const { message, outcome } of parts.answered) {
    answered.set(keyOf(message.company, message.key), { fingerprint: message.fingerprint, outcome });
  }
  const approvalsOf = (ref: CardRef): number[] => {
    const key = cardKey(ref);
    const known = parts.approvals.get(key) ?? [];
    parts.approvals.set(key, known);
    return known;
  };

  const past = Map.groupBy(parts.past, ({ company, transaction }) => keyOf(company, transaction));

  const added = new Set<CardTransaction>();
  const changed = new Set<CardTransaction>();
  const changedCards = new Set<CardAtWork>();
  const challenges = new Map<string, Challenge>();
  for (const challenge of parts.challenges) challenges.set(keyOf(challenge.company, challenge.id), challenge);
  const changedChallenges = new Set<Challenge>();
  const entries: CardEntry[] = [];
  const messages = new Map<string, AnsweredMessage>();
  const changedMessages = new Map<string, AnsweredMessage>();
  const changeTransaction = (transaction: CardTransaction): void => {
    if (!added.has(transaction)) changed.add(transaction);
  };

  return {
    book: parts.book,
    changes: {
      newTransactions: added,
      changedTransactions: changed,
      entries,
      get messages() {
        return messages.values();
      },
      get changedMessages() {
        return changedMessages.values();
      },
      cards: changedCards,
      challenges: changedChallenges,
    },
    card(ref) {
      const card = cards.get(keyOf(ref.company, ref.card));
      if (card === undefined) throw notFound('card');
      return card;
    },
    transaction(company, id) {
      const transaction = transactions.get(keyOf(company, id));
      if (transaction === undefined) throw notFound('card transaction');
      return transaction;
    },
    joined: (company, id) => (id === null ? undefined : joined.get(keyOf(company, id))),
    answered: (company, key) => answered.get(keyOf(company, key)),
    foundBy: (lookedUp) => parts.found?.get(lookedUp),
    hasMoved: ({ company, card }) =>
      [...added, ...changed].some((each) => each.company === company && each.card === card),
    past: ({ company, id }) => [
      ...(past.get(keyOf(company, id)) ?? []),
      ...entries.filter((entry) => entry.transaction === id && entry.company === company),
    ],
    challenge: (company, id) => challenges.get(keyOf(company, id)),
    approvals: (card) => approvalsOf({ company: card.company, card: card.id }),
    approved: new Set(parts.approved),
    addTransaction(transaction) {
      added.add(transaction);
      know(transaction);
    },
    addEntry(transaction, entry) {
      entries.push(entry);
      changeTransaction(transaction);
    },
    changeTransaction,
    changeCard: (card) => void changedCards.add(card),
    changeChallenge: (challenge) => void changedChallenges.add(challenge),
    remember(message, outcome) {
      const key = keyOf(message.company, message.key);
      (answered.has(key) && !messages.has(key) ? changedMessages : messages).set(key, message);
      answered.set(key, { fingerprint: message.fingerprint, outcome });
    },
  };
}

/** The ids of the stored events that each outcome caused; both lists are in the order of the decisions. */
export function withEventIds(
  outcomes: readonly PendingOutcome[],
  stored: readonly StoredEvent[],
): CardOutcome[] {
  let at = 0;
  return outcomes.map(({ events, asks, ...outcome }) => {
    const own = events.map(() => present(stored[at++], 'the event of an outcome'));
    const [question] = own;
    return {
      ...outcome,
      eventIds: own.map((event) => event.id),
      ...(asks !== undefined && question !== undefined ? { question: { ...asks, event: question } } : {}),
    };
  });
}
