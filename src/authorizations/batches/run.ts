import {
  accountsOfCard,
  cardKey,
  holdAccounts,
  lockMany,
  type ApprovalMethod,
  type CardAtWork,
  type CardMemory,
  type CardRef,
} from '../../cards/index.ts';
import type { Events } from '../../events/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { present } from '../../kernel/assert.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Ledger, LedgerAccount } from '../../ledger/index.ts';
import type { Outcome } from '../../platform/batch.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { readAnswer, readSettled } from './answers.ts';
import { decideAlone } from '../messages/decide.ts';
import type { CardOperation, CardOutcome, FirstOperation, LaterOperation } from '../operations.ts';
import { findNamed } from '../reading/referenced.ts';
import { readEntriesOf } from '../store/entries-store.ts';
import { readMessages, type AnsweredMessage } from '../store/messages-store.ts';
import {
  readByNetworkId,
  readCardsOf,
  readTransactions,
  type TransactionRef,
} from '../store/transactions-store.ts';
import { readApprovals, readApproved } from '../store/velocity-store.ts';
import { readChallenges, type ChallengeRef } from '../three-ds/store.ts';
import { holdOf, type CardEntry, type CardTransaction } from '../types.ts';
import { countedSince, hasVelocityRules } from '../messages/velocity.ts';
import { layOut, withEventIds, type PendingOutcome, type Work } from './work.ts';
import { write } from './write.ts';

export interface RunDoors {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly events: Pick<Events, 'appendMany'>;
  /** How cards that were seen before are approved, which never changes: what they hold on is known before they are read. */
  readonly methods?: Map<string, ApprovalMethod>;
  readonly memory?: CardMemory;
}

/**
 * Runs gathered operations as one unit of work: lock the cards, read, open the books, decide one after the other in
 * memory, write set-based, commit. The order of the locks is cards, then the ledger's, each sorted.
 */
export function runOperations(
  doors: RunDoors,
  operations: readonly CardOperation[],
  inDoubt = false,
  goOn: () => void = () => undefined,
): Promise<Outcome<CardOutcome>[]> {
  return doors.database.work(async (tx) => {
    const done = inDoubt ? await findDone(tx, operations) : undefined;
    if (done !== undefined) return done;
    const work = await open(doors, tx, operations);
    const outcomes = operations.map((operation) => decideAlone(work, operation));
    const told = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : []));
    const stored = await write(doors, tx, work, told);
    const answers = withEventIds(told, stored).values();
    // Whoever recalls these cards next reads them again.
    doors.memory?.forget([...work.changes.cards].map(({ company, id }) => ({ company, card: id })));
    goOn();
    return outcomes.map((outcome) =>
      outcome.ok ? { ok: true, result: present(answers.next().value, 'an answer') } : outcome,
    );
  });
}

const isFirst = (operation: CardOperation): operation is FirstOperation =>
  'card' in operation && operation.kind !== 'reverse_unseen';
const isLater = (operation: CardOperation): operation is LaterOperation =>
  'transaction' in operation && !isFirst(operation);

/** The keys that a message has, or asks for. */
export const keysOf = (operation: CardOperation): { company: Id<'company'>; key: string }[] => [
  ...(operation.key === null
    ? []
    : [operation.key.text, ...(operation.key.reversedAs ?? [])].map((key) => ({
        company: operation.company,
        key,
      }))),
  ...(operation.kind === 'reverse_unseen'
    ? [{ company: operation.company, key: operation.originalKey }]
    : []),
  ...('request' in operation && operation.request !== undefined
    ? Object.values(operation.request).map((key) => ({ company: operation.company, key }))
    : []),
];

/** Looks again for what the messages belong to, where that decides what becomes of them. */
const lookAgain = async (tx: Tx, operations: readonly FirstOperation[]) =>
  new Map(
    await Promise.all(
      operations.flatMap(({ company, card, lookedUp }) =>
        lookedUp === undefined
          ? []
          : [findNamed(tx, { company, card }, lookedUp.clues).then((found) => [lookedUp, found] as const)],
      ),
    ),
  );

const challengeOf = (operation: CardOperation): ChallengeRef[] =>
  operation.kind === 'authorize' && operation.challenge !== null
    ? [{ company: operation.company, id: operation.challenge }]
    : [];

const cardNamed = (operation: CardOperation): CardRef[] =>
  (operation.kind === 'expire' || operation.kind === 'settle') && operation.onCard !== undefined
    ? [{ company: operation.company, card: operation.onCard }]
    : [];

/** Locks and reads everything that the operations touch. */
async function open(doors: RunDoors, tx: Tx, operations: readonly CardOperation[]): Promise<Work> {
  const first = operations.filter(isFirst);
  const later: TransactionRef[] = operations
    .filter(isLater)
    .map((operation) => ({ company: operation.company, id: operation.transaction }));
  const networkIds = first.flatMap(({ company, networkTransactionId }) =>
    networkTransactionId === null ? [] : [{ company, networkTransactionId }],
  );
  const joined = first.flatMap(({ company, joins }) => (joins === undefined ? [] : [{ company, id: joins }]));
  const unseen = operations.filter((operation) => operation.kind === 'reverse_unseen');
  const onCards = operations.flatMap(cardNamed);
  const unnamed = later.length - onCards.length;
  const cardsOfLater = unnamed === 0 ? onCards : await readCardsOf(tx, later);

  // Statements behind the lock see what the lock waited for: it is sent first, and all travel together.
  const foreseen = foreseeAccounts(operations, doors.methods);
  const [cards, byId, byNetworkId, messages, early, challenges, found] = await Promise.all([
    lockMany(tx, [...first, ...unseen, ...cardsOfLater]),
    readTransactions(tx, [...later, ...joined]),
    readByNetworkId(tx, networkIds),
    readMessages(tx, operations.flatMap(keysOf)),
    foreseen && doors.ledger.open(tx, { accounts: foreseen, only: true }),
    readChallenges(tx, operations.flatMap(challengeOf)),
    lookAgain(tx, first),
  ]);
  if (doors.methods !== undefined) remember(doors.methods, cards);
  const transactions = [...byId, ...byNetworkId];
  // A network transaction id may be that of another card's purchase: known, so as not to be taken twice, and left alone.
  const atWork = transactions.filter((transaction) => cards.has(cardKey(transaction)));
  const counting = new Set([...cards.values()].filter(hasVelocityRules).map(({ company }) => company));
  const [answered, approvals, approved, past, book] = await Promise.all([
    readAnswers(tx, messages),
    readApprovals(tx, [...cards.values()].filter(hasVelocityRules).map(countedSince)),
    readApproved(
      tx,
      atWork.filter(({ company }) => counting.has(company)),
    ),
    readPast(tx, operations, atWork),
    early ??
      doors.ledger.open(tx, {
        accounts: accountsFor(operations, cards, atWork),
        holds: atWork.map(({ company, id }) => ({ company, hold: holdOf(id) })),
        only: true,
      }),
  ]);
  return layOut({
    book,
    cards: cards.values(),
    transactions,
    found,
    answered,
    approvals,
    approved,
    challenges,
    past,
  });
}

/** What has happened to purchases in other currencies of which a message names no amount: it is about what is left at the merchant. */
export function readPast(
  tx: Tx,
  operations: readonly CardOperation[],
  transactions: readonly CardTransaction[],
): Promise<CardEntry[]> {
  const abroad = transactions.filter(({ currency }) => currency !== 'USD');
  if (abroad.length === 0) return Promise.resolve([]);
  const meant = new Set(
    operations.flatMap((operation) =>
      isLater(operation) && namesNoAmount(operation) ? [operation.transaction] : [],
    ),
  );
  return readEntriesOf(
    tx,
    abroad.filter(({ id }) => meant.has(id)),
  );
}

/** It says what stays, or nothing. */
const namesNoAmount = (operation: LaterOperation): boolean =>
  operation.kind !== 'settle' &&
  (operation.money === null || operation.kind === 'reverse' || operation.kind === 'advise');

const holdsOnly: ReadonlySet<CardOperation['kind']> = new Set([
  'authorize',
  'increment',
  'stand_in',
  'advise',
  'expire',
  'cancel',
  'note',
]);

/** Only what posts needs the shared accounts of the company; a purchase holds, and locks no more than that. */
function accountsFor(
  operations: readonly CardOperation[],
  cards: ReadonlyMap<string, CardAtWork>,
  transactions: readonly CardTransaction[],
): LedgerAccount[] {
  const cardOf = new Map(transactions.map((transaction) => [transaction.id, cardKey(transaction)]));
  const posting = new Set<string>();
  for (const operation of operations) {
    const posts =
      !holdsOnly.has(operation.kind) || (operation.kind === 'authorize' && operation.purpose === 'financial');
    if (!posts) continue;
    if (isFirst(operation)) posting.add(cardKey(operation));
    else if (isLater(operation)) posting.add(cardOf.get(operation.transaction) ?? '');
  }
  const accounts = new Map<string, LedgerAccount>();
  for (const [key, card] of cards) {
    for (const account of posting.has(key) ? accountsOfCard(card) : holdAccounts(card)) {
      accounts.set(`${account.company} ${account.asset} ${account.name}`, account);
    }
  }
  return [...accounts.values()];
}

/** The accounts of purchases on known cards that stand by themselves; undefined where the cards must be read first. */
function foreseeAccounts(
  operations: readonly CardOperation[],
  methods: ReadonlyMap<string, ApprovalMethod> | undefined,
): LedgerAccount[] | undefined {
  const accounts = new Map<string, LedgerAccount>();
  for (const operation of operations) {
    const plain =
      operation.kind === 'authorize' &&
      operation.purpose !== 'financial' &&
      operation.networkTransactionId === null &&
      operation.joins === undefined;
    const approvalMethod = plain ? methods?.get(cardKey(operation)) : undefined;
    if (!plain || approvalMethod === undefined) return undefined;
    for (const account of holdAccounts({ company: operation.company, id: operation.card, approvalMethod })) {
      accounts.set(`${account.company} ${account.asset} ${account.name}`, account);
    }
  }
  return [...accounts.values()];
}

/** About 150 bytes each. Forgetting costs a wait, nothing else. */
const rememberMost = 50_000;

function remember(methods: Map<string, ApprovalMethod>, cards: ReadonlyMap<string, CardAtWork>): void {
  if (methods.size > rememberMost) methods.clear();
  for (const [key, { approvalMethod }] of cards) methods.set(key, approvalMethod);
}

interface Answer {
  readonly message: AnsweredMessage;
  readonly outcome: PendingOutcome | null;
}

function readAnswers(tx: Tx, messages: readonly AnsweredMessage[]): Promise<Answer[]> {
  return Promise.all(
    messages.map(async (message) => {
      if (message.transaction === null) return { message, outcome: null };
      const ref = { company: message.company, id: message.transaction };
      return { message, outcome: await readAnswer(tx, ref, message.key) };
    }),
  );
}

/**
 * What became of an operation whose commit was in doubt. A first message is found by the id it brought, a company's answer by
 * the entry it settles, anything with a key by that key in the ordinary way; what has neither cannot be told from never having
 * happened.
 */
async function findDone(
  tx: Tx,
  [operation]: readonly CardOperation[],
): Promise<Outcome<CardOutcome>[] | undefined> {
  if (operation === undefined || operation.key !== null) return undefined;
  const ref = 'transaction' in operation && { company: operation.company, id: operation.transaction };
  if (ref && operation.kind === 'settle') {
    const settled = operation.asEntry === undefined ? null : await readSettled(tx, ref, operation.asEntry);
    return settled === null ? undefined : [{ ok: true, result: { ...settled, eventIds: [] } }];
  }
  if (!ref || !isFirst(operation)) {
    const advice =
      'The connection to the database was lost: read the transaction before you send this again.';
    return [{ ok: false, error: new Failure('UNAVAILABLE', advice) }];
  }
  const found = await readAnswer(tx, ref, null);
  return found === null ? undefined : [{ ok: true, result: { ...found, eventIds: [] } }];
}
