import {
  cardKey,
  holdAccounts,
  type CardMemory,
  type CardRef,
  type RecalledCards,
} from '../../cards/index.ts';
import { present } from '../../kernel/assert.ts';
import type { Id } from '../../kernel/ids.ts';
import type { LedgerAccount, RecalledBook } from '../../ledger/index.ts';
import type { Outcome } from '../../platform/batch.ts';
import { isNotAsRemembered, type Tx } from '../../platform/database.ts';
import { decideAlone } from '../messages/decide.ts';
import type { Authorize, CardOperation, CardOutcome, Expire, Settle } from '../operations.ts';
import { keysOf, readPast, type RunDoors } from './run.ts';
import { confirmUnseen } from '../store/messages-store.ts';
import {
  confirmVersions,
  readVersions,
  type TransactionRef,
  type VersionedTransaction,
} from '../store/transactions-store.ts';
import { feeSum } from '../totals.ts';
import { holdOf, type CardEntry, type CardTransaction } from '../types.ts';
import type { ApprovalMemory } from './velocity-memory.ts';
import { layOut, withEventIds } from './work.ts';
import { write } from './write.ts';

/** A hold that was found by being due, or a company's answer: whose card is known. */
export type OnCard = (Expire | Settle) & { readonly onCard: Id<'card'> };

/** What is decided on its card, the money and at most its own purchase, and on nothing else that came before. */
export type Recallable = Authorize | OnCard;

const isPlain = (operation: CardOperation): operation is Authorize =>
  operation.kind === 'authorize' &&
  operation.purpose !== 'financial' &&
  operation.joins === undefined &&
  operation.lookedUp === undefined &&
  operation.challenge === null;

export const isOnCard = (operation: CardOperation): operation is OnCard =>
  (operation.kind === 'expire' || operation.kind === 'settle') &&
  operation.key === null &&
  operation.onCard !== undefined;

export const isRecallable = (operation: CardOperation): operation is Recallable =>
  isPlain(operation) || isOnCard(operation);

/**
 * Runs operations on what this process remembers of their cards and accounts. Purchases that stand by themselves need nothing
 * else, so all statements travel in one round, from BEGIN to COMMIT; nor do companies' answers to what was asked here. Of holds that run
 * out, and of other answers, the transactions are read before anything is locked, while the batch before is being written, and all is
 * decided by the time that one commits: one core then decides while the other writes. What the ledger holds for them follows from them.
 *
 * The first statements that are not such reads lock the rows, in the usual order, and prove that all is as it was; where
 * something is not, nothing of it happens, and the answer is `lost`. Where more must be read than that it is `undefined`.
 * Both times they are to be run in the ordinary way.
 *
 * @param goOn called once what is decided here is what others may decide on
 */
export async function runRecalled(
  doors: RunDoors & Memories,
  operations: readonly Recallable[],
  goOn: () => void,
): Promise<Outcome<CardOutcome>[] | 'lost' | undefined> {
  let cards: RecalledCards | undefined;
  let book: RecalledBook | undefined;
  try {
    return await doors.database.work(async (tx) => {
      const { here, elsewhere } = purchasesOf(operations, doors.asked);
      const [recalled, found] = await Promise.all([
        recallCards(doors, tx, operations),
        readVersions(tx, elsewhere),
      ]);
      const read = [...here, ...found];
      cards = recalled;
      if (cards === undefined) return undefined;
      const transactions = read.map(({ transaction }) => transaction);
      if (transactions.some(posts)) return undefined;
      book = await doors.ledger.recall(tx, accountsFor(cards), transactions.map(heldFor(cards)));
      if (book === undefined) return undefined;
      const approvals = operations.every(isDue)
        ? new Map<string, number[]>()
        : await doors.approvals.recall(tx, cards);
      const past = await readPast(tx, operations, transactions);
      return await decideAndWrite(doors, tx, { cards, book, read, approvals, past, operations, goOn });
    });
  } catch (error) {
    if (!isNotAsRemembered(error)) throw error;
    cards?.forget();
    book?.forget();
    return 'lost';
  }
}

export interface Memories {
  readonly memory: CardMemory;
  readonly approvals: ApprovalMemory;
  readonly asked: AskedMemory;
}

/** Purchases that this process asks companies about, as they were written; each is taken out once. */
export type AskedMemory = Map<Id<'cardTransaction'>, VersionedTransaction>;

/** Some 2 kB each. What is forgotten is read. */
const mostAsked = 10_000;

async function recallCards(
  { memory, approvals }: Memories,
  tx: Tx,
  operations: readonly Recallable[],
): Promise<RecalledCards | undefined> {
  // The clock has just been moved, most of the time.
  const options = { readPrograms: operations.some(isDue) };
  const recalled = await memory.recall(tx, operations.map(cardOf), options);
  if (recalled === undefined || operations.every(isDue)) return recalled;
  // Their approvals can be read only behind a version of the card that has committed: what we wrote last may not have yet.
  const again = approvals
    .missing(recalled)
    .map(({ company, id }) => ({ company, card: id }))
    .filter((ref) => !recalled.readNow.has(cardKey(ref)));
  if (again.length === 0) return recalled;
  memory.forget(again);
  return memory.recall(tx, operations.map(cardOf), options);
}

interface Recalled {
  readonly cards: RecalledCards;
  readonly book: RecalledBook;
  readonly read: readonly VersionedTransaction[];
  readonly approvals: Map<string, number[]>;
  readonly past: readonly CardEntry[];
  readonly operations: readonly Recallable[];
  readonly goOn: () => void;
}

/** Proves, decides and writes, in one round: the order of the locks is cards, then the ledger's, as everywhere. */
async function decideAndWrite(
  doors: RunDoors & Memories,
  tx: Tx,
  { cards, book, read, approvals, past, operations, goOn }: Recalled,
): Promise<Outcome<CardOutcome>[]> {
  const plain = operations.filter(isPlain);
  const confirmed = Promise.all([
    cards.confirm(tx),
    book.confirm(),
    confirmVersions(tx, read),
    confirmUnseen(tx, plain.flatMap(keysOf), plain.flatMap(networkIdOf)),
  ]);
  tx.travelsWithCommit(confirmed);
  const work = layOut({
    book,
    cards: cards.cards.values(),
    transactions: read.map(({ transaction }) => transaction),
    answered: [],
    approvals,
    approved: [],
    challenges: [],
    past,
  });
  const outcomes = operations.map((operation) => decideAlone(work, operation));
  const told = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : []));
  const stored = await write(doors, tx, work, told);
  const keep = async (): Promise<void> => {
    const [version] = await confirmed;
    cards.keep(work.changes.cards, version);
    if (approvals.size > 0) doors.approvals.keep(work, version);
    if (doors.asked.size > mostAsked) doors.asked.clear();
    for (const { transaction, asks } of told) {
      if (transaction === null || asks === undefined) continue;
      const { company, id } = transaction;
      doors.asked.set(id, { transaction: { ...work.transaction(company, id) }, version });
    }
    book.keep(version);
    goOn();
  };
  tx.travelsWithCommit(keep());
  const answers = withEventIds(told, stored).values();
  return outcomes.map((outcome) =>
    outcome.ok ? { ok: true, result: present(answers.next().value, 'an answer') } : outcome,
  );
}

const isDue = ({ kind }: Recallable): boolean => kind === 'expire';

const cardOf = (operation: Recallable): CardRef => ({
  company: operation.company,
  card: 'onCard' in operation ? operation.onCard : operation.card,
});

/** The purchases that something comes to, each once: those that are remembered, and those that are to be read. */
function purchasesOf(
  operations: readonly Recallable[],
  asked: AskedMemory,
): { here: VersionedTransaction[]; elsewhere: TransactionRef[] } {
  const here = new Map<string, VersionedTransaction>();
  const elsewhere = new Map<string, TransactionRef>();
  for (const operation of operations) {
    if (!isOnCard(operation) || here.has(operation.transaction)) continue;
    const { company, transaction: id } = operation;
    const known = asked.get(id);
    // The decisions change it: whoever comes later, or has to decide again, reads it.
    asked.delete(id);
    if (known === undefined) elsewhere.set(id, { company, id });
    else here.set(id, known);
  }
  return { here: [...here.values()], elsewhere: [...elsewhere.values()] };
}

/** What is approved and posted at once wants the company's shared accounts, too. */
const posts = ({ deciding }: CardTransaction): boolean => deciding?.kind === 'financial';

function accountsFor({ cards }: RecalledCards): LedgerAccount[] {
  const accounts = new Map<string, LedgerAccount>();
  for (const card of cards.values())
    for (const account of holdAccounts(card))
      accounts.set(`${account.company} ${account.asset} ${account.name}`, account);
  return [...accounts.values()];
}

const heldFor =
  ({ cards }: RecalledCards) =>
  (transaction: CardTransaction) => ({
    company: transaction.company,
    id: holdOf(transaction.id),
    accounts: holdAccounts(present(cards.get(cardKey(transaction)), 'the card of a transaction')),
    held: transaction.totals.held + feeSum(transaction.feesHeld),
  });

const networkIdOf = ({ company, networkTransactionId }: Authorize) =>
  networkTransactionId === null ? [] : [{ company, networkTransactionId }];
