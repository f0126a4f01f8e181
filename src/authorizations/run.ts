import {
  accountsOfCard,
  cardKey,
  holdAccounts,
  lockMany,
  saveMany,
  type CardAtWork,
  type CardRef,
} from '../cards/index.ts';
import type { Events } from '../events/index.ts';
import { Failure, notFound } from '../kernel/failures.ts';
import { unreachable } from '../kernel/assert.ts';
import type { Ledger, LedgerAccount } from '../ledger/index.ts';
import type { Outcome } from '../platform/batch.ts';
import type { Database, Tx } from '../platform/database.ts';
import { authorize } from './authorize.ts';
import { cancel, clear } from './clear.ts';
import { decline } from './declines.ts';
import type { CardOperation, CardOutcome } from './operations.ts';
import {
  insertEntries,
  insertMessages,
  insertTransactions,
  readCardsOf,
  readEntryAt,
  readMessages,
  readTransactions,
  updateTransactions,
  type AnsweredMessage,
  type TransactionRef,
} from './store.ts';
import { holdOf, type CardTransaction } from './types.ts';
import { layOut, withEventIds, type PendingOutcome, type Work } from './work.ts';

export interface RunDoors {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly events: Events;
}

/**
 * Runs gathered operations as one unit of work: lock the cards, read, open the books, decide one after the other in
 * memory, write set-based, commit. The order of the locks is cards, then ledger accounts, each sorted.
 */
export function runOperations(
  doors: RunDoors,
  operations: readonly CardOperation[],
  inDoubt = false,
): Promise<Outcome<CardOutcome>[]> {
  return doors.database.work(async (tx) => {
    const done = inDoubt ? await findDone(tx, operations) : undefined;
    if (done !== undefined) return done;
    const work = await open(doors, tx, operations);
    const outcomes = operations.map((operation) => decideAlone(work, operation));
    const told = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : []));
    const stored = await write(doors, tx, work, told);
    const answers = withEventIds(told, stored);
    let at = 0;
    return outcomes.map((outcome) =>
      outcome.ok ? { ok: true, result: answers[at++] as CardOutcome } : outcome,
    );
  });
}

/** A failure that a caller can meet is thrown before anything is changed, and is its caller's alone; anything else fails the unit of work. */
function decideAlone(work: Work, operation: CardOperation): Outcome<PendingOutcome> {
  try {
    return { ok: true, result: decide(work, operation) };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, error };
    throw error;
  }
}

function decide(work: Work, operation: CardOperation): PendingOutcome {
  const { key, company } = operation;
  if (key === null) return apply(work, operation);
  const before = work.answered(company, key.text);
  if (before !== undefined) {
    if (before.fingerprint === key.fingerprint) return { ...before.outcome, events: [] };
    return {
      ...before.outcome,
      events: [],
      approved: false,
      approvedAmount: 0n,
      responseCode: decline('N006').responseCode,
    };
  }
  const outcome = apply(work, operation);
  work.remember(
    {
      company,
      key: key.text,
      fingerprint: key.fingerprint,
      transaction: outcome.transaction.id,
      number: outcome.entry.number,
    },
    outcome,
  );
  return outcome;
}

function apply(work: Work, operation: CardOperation): PendingOutcome {
  switch (operation.kind) {
    case 'authorize':
      if (work.card(operation.company, operation.card) === undefined) throw notFound('card');
      return authorize(work, operation);
    case 'clear':
      return clear(work, operation);
    case 'cancel':
      return cancel(work, operation);
    default:
      return unreachable(operation);
  }
}

/** Locks and reads everything that the operations touch. */
async function open(doors: RunDoors, tx: Tx, operations: readonly CardOperation[]): Promise<Work> {
  const refs: CardRef[] = [];
  const later: TransactionRef[] = [];
  const keys: { company: CardOperation['company']; key: string }[] = [];
  for (const operation of operations) {
    if (operation.kind === 'authorize') refs.push(operation);
    else later.push({ company: operation.company, id: operation.transaction });
    if (operation.key !== null) keys.push({ company: operation.company, key: operation.key.text });
  }
  if (later.length > 0) refs.push(...(await readCardsOf(tx, later)));

  // Statements behind the lock see what the lock waited for: it is sent first, and all travel together.
  const [cards, transactions, messages] = await Promise.all([
    lockMany(tx, refs),
    readTransactions(tx, later),
    readMessages(tx, keys),
  ]);
  const [answered, book] = await Promise.all([
    readAnswers(tx, messages),
    doors.ledger.open(tx, {
      accounts: accountsFor(operations, cards, transactions),
      holds: transactions.map(({ company, id }) => ({ company, hold: holdOf(id) })),
    }),
  ]);
  return layOut({ book, cards: cards.values(), transactions, answered });
}

/** Only what posts needs the shared accounts of the company; a purchase holds, and locks no more than that. */
function accountsFor(
  operations: readonly CardOperation[],
  cards: ReadonlyMap<string, CardAtWork>,
  transactions: readonly CardTransaction[],
): LedgerAccount[] {
  const posting = new Set(transactions.map(cardKey));
  for (const operation of operations) {
    if (operation.kind === 'authorize' && operation.purpose === 'financial') posting.add(cardKey(operation));
  }
  const accounts = new Map<string, LedgerAccount>();
  for (const [key, card] of cards) {
    for (const account of posting.has(key) ? accountsOfCard(card) : holdAccounts(card)) {
      accounts.set(`${account.company} ${account.asset} ${account.name}`, account);
    }
  }
  return [...accounts.values()];
}

async function readAnswers(
  tx: Tx,
  messages: readonly AnsweredMessage[],
): Promise<{ message: AnsweredMessage; outcome: PendingOutcome }[]> {
  const answers: { message: AnsweredMessage; outcome: PendingOutcome }[] = [];
  for (const message of messages) {
    if (message.transaction === null || message.number === null) continue;
    const ref = { company: message.company, id: message.transaction };
    const [[transaction], entry] = await Promise.all([
      readTransactions(tx, [ref]),
      readEntryAt(tx, ref, message.number),
    ]);
    if (transaction === undefined || entry === undefined) continue;
    const approved = entry.decline === null;
    answers.push({
      message,
      outcome: {
        transaction,
        entry,
        approved,
        responseCode: entry.responseCode,
        approvedAmount: approved ? entry.money.bill : 0n,
        events: [],
      },
    });
  }
  return answers;
}

async function write(doors: RunDoors, tx: Tx, work: Work, outcomes: readonly PendingOutcome[]) {
  const { newTransactions, changedTransactions, entries, messages, cards } = work.changes;
  const [stored] = await Promise.all([
    doors.events.appendMany(
      tx,
      outcomes.flatMap((outcome) => outcome.events),
    ),
    insertTransactions(tx, [...newTransactions]),
    updateTransactions(tx, [...changedTransactions]),
    insertEntries(tx, entries),
    insertMessages(tx, messages),
    work.book.write(),
    saveMany(tx, work.book, [...cards]),
  ]);
  return stored;
}

/**
 * What became of an operation whose commit was in doubt. An authorization is found by the id it brought, anything with a
 * key by that key in the ordinary way; what has neither cannot be told from never having happened.
 */
async function findDone(
  tx: Tx,
  [operation]: readonly CardOperation[],
): Promise<Outcome<CardOutcome>[] | undefined> {
  if (operation === undefined || operation.key !== null) return undefined;
  if (operation.kind !== 'authorize') {
    const error = new Failure(
      'UNAVAILABLE',
      'The connection to the database was lost: read the transaction before you send this again.',
    );
    return [{ ok: false, error }];
  }
  const message = {
    company: operation.company,
    key: '',
    fingerprint: '',
    transaction: operation.transaction,
    number: 1,
  };
  const [answer] = await readAnswers(tx, [message]);
  return answer && [{ ok: true, result: { ...answer.outcome, eventIds: [] } }];
}
