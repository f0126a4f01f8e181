import type { CardAtWork } from '../cards/index.ts';
import type { NewEvent, StoredEvent } from '../events/index.ts';
import { present } from '../kernel/assert.ts';
import { notFound } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import type { Book } from '../ledger/index.ts';
import type { CardOutcome } from './operations.ts';
import type { AnsweredMessage } from './store.ts';
import type { CardEntry, CardTransaction } from './types.ts';

const keyOf = (company: Id<'company'>, id: string): string => `${company}${id}`;

/** An answer without its events' ids, which are known only once everything is written. */
export interface PendingOutcome extends Omit<CardOutcome, 'eventIds'> {
  readonly events: readonly NewEvent[];
}

interface Answered {
  readonly fingerprint: string;
  readonly outcome: PendingOutcome;
}

/**
 * Everything one unit of work has locked and read, and what the decisions so far have made of it. Decisions are
 * taken one after the other in memory, each on what the earlier ones left; `store` writes the result set-based.
 */
export interface Work {
  readonly book: Book;
  card(company: Id<'company'>, id: Id<'card'>): CardAtWork | undefined;
  /** @throws Failure NOT_FOUND */
  transaction(company: Id<'company'>, id: Id<'cardTransaction'>): CardTransaction;
  answered(company: Id<'company'>, key: string): Answered | undefined;
  readonly changes: Changes;
  addTransaction(transaction: CardTransaction): void;
  touch(transaction: CardTransaction): void;
  addEntry(entry: CardEntry): void;
  remember(message: AnsweredMessage, outcome: PendingOutcome): void;
  changeCard(card: CardAtWork): void;
}

/** What is to be written, table by table. */
export interface Changes {
  readonly newTransactions: ReadonlySet<CardTransaction>;
  readonly changedTransactions: ReadonlySet<CardTransaction>;
  readonly entries: readonly CardEntry[];
  readonly messages: readonly AnsweredMessage[];
  readonly cards: ReadonlySet<CardAtWork>;
}

export interface WorkParts {
  readonly book: Book;
  readonly cards: Iterable<CardAtWork>;
  readonly transactions: Iterable<CardTransaction>;
  readonly answered: Iterable<{ readonly message: AnsweredMessage; readonly outcome: PendingOutcome }>;
}

/** Lays out what was locked and read for the decisions of one unit of work. */
export function layOut(parts: WorkParts): Work {
  const cards = new Map<string, CardAtWork>();
  for (const card of parts.cards) cards.set(keyOf(card.company, card.id), card);
  const transactions = new Map<string, CardTransaction>();
  for (const transaction of parts.transactions)
    transactions.set(keyOf(transaction.company, transaction.id), transaction);
  const answered = new Map<string, Answered>();
  for (const { message, outcome } of parts.answered) {
    answered.set(keyOf(message.company, message.key), { fingerprint: message.fingerprint, outcome });
  }

  const added = new Set<CardTransaction>();
  const touched = new Set<CardTransaction>();
  const changedCards = new Set<CardAtWork>();
  const entries: CardEntry[] = [];
  const messages: AnsweredMessage[] = [];

  return {
    book: parts.book,
    card: (company, id) => cards.get(keyOf(company, id)),
    transaction(company, id) {
      const transaction = transactions.get(keyOf(company, id));
      if (transaction === undefined) throw notFound('card transaction');
      return transaction;
    },
    answered: (company, key) => answered.get(keyOf(company, key)),
    changes: { newTransactions: added, changedTransactions: touched, entries, messages, cards: changedCards },
    addTransaction(transaction) {
      added.add(transaction);
      transactions.set(keyOf(transaction.company, transaction.id), transaction);
    },
    touch(transaction) {
      if (!added.has(transaction)) touched.add(transaction);
    },
    addEntry: (entry) => void entries.push(entry),
    remember(message, outcome) {
      messages.push(message);
      answered.set(keyOf(message.company, message.key), { fingerprint: message.fingerprint, outcome });
    },
    changeCard: (card) => void changedCards.add(card),
  };
}

/** The locked card of a transaction that was read with it. */
export const cardOf = (work: Work, transaction: CardTransaction): CardAtWork =>
  present(work.card(transaction.company, transaction.card), 'the card of a transaction at work');

/** The ids of the stored events that each outcome caused; both lists are in the order of the decisions. */
export function withEventIds(
  outcomes: readonly PendingOutcome[],
  stored: readonly StoredEvent[],
): CardOutcome[] {
  let at = 0;
  return outcomes.map(({ events, ...outcome }) => ({
    ...outcome,
    eventIds: events.map(() => present(stored[at++], 'the event of an outcome').id),
  }));
}
