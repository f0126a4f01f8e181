import { holdAccounts, type CardMemory, type RecalledCards } from '../cards/index.ts';
import { present } from '../kernel/assert.ts';
import type { LedgerAccount, RecalledBook } from '../ledger/index.ts';
import type { Outcome } from '../platform/batch.ts';
import { isNotAsRemembered, type Tx } from '../platform/database.ts';
import { decideAlone } from './decide.ts';
import type { Authorize, CardOperation, CardOutcome } from './operations.ts';
import { keysOf, type RunDoors } from './run.ts';
import { confirmUnseen } from './store.ts';
import type { CardTransaction } from './types.ts';
import { layOut, withEventIds } from './work.ts';
import { write } from './write.ts';

/** A purchase that stands by itself: a decision on it needs its card, the money, and nothing that came before. */
export const isPlain = (operation: CardOperation): operation is Authorize =>
  operation.kind === 'authorize' &&
  operation.purpose !== 'financial' &&
  operation.joins === undefined &&
  operation.challenge === null;

/**
 * Runs plain purchases on what this process remembers: nothing is read, so all statements travel in one round, from BEGIN
 * to COMMIT. The first ones lock the rows, in the usual order, and prove that they are as remembered; where one is not,
 * nothing of it happens, and the answer is `lost`. Where something must be read that cannot be remembered it is `undefined`.
 * Both times they are to be run in the ordinary way.
 *
 * @param goOn called once what is decided here is what others may decide on
 */
export async function runRecalled(
  doors: RunDoors & { readonly memory: CardMemory },
  operations: readonly Authorize[],
  goOn: () => void,
): Promise<Outcome<CardOutcome>[] | 'lost' | undefined> {
  let cards: RecalledCards | undefined;
  let book: RecalledBook | undefined;
  try {
    return await doors.database.work(async (tx) => {
      cards = await doors.memory.recall(tx, operations);
      if (cards === undefined || countsApprovals(cards)) return undefined;
      book = await doors.ledger.recall(tx, accountsFor(cards));
      const confirm = (): Promise<void> =>
        confirmUnseen(tx, operations.flatMap(keysOf), operations.flatMap(networkIdOf));
      return book && (await decideAndWrite(doors, tx, { cards, book, operations, confirm, goOn }));
    });
  } catch (error) {
    if (!isNotAsRemembered(error)) throw error;
    cards?.forget();
    book?.forget();
    return 'lost';
  }
}

interface Recalled {
  readonly cards: RecalledCards;
  readonly book: RecalledBook;
  readonly transactions?: readonly CardTransaction[];
  readonly operations: readonly CardOperation[];
  /** Proves what was recalled or read beside cards and books; sent once the cards are locked. */
  readonly confirm: () => Promise<void>;
  readonly goOn: () => void;
}

/** Proves, decides and writes, in one round: the order of the locks is cards, then the ledger's, as everywhere. */
export async function decideAndWrite(
  doors: RunDoors,
  tx: Tx,
  { cards, book, transactions = [], operations, confirm, goOn }: Recalled,
): Promise<Outcome<CardOutcome>[]> {
  const confirmed = Promise.all([cards.confirm(tx), book.confirm(), confirm()]);
  tx.travelsWithCommit(confirmed);
  const work = layOut({
    book,
    cards: cards.cards.values(),
    transactions,
    answered: [],
    approvals: [],
    approved: [],
    challenges: [],
  });
  const outcomes = operations.map((operation) => decideAlone(work, operation));
  const told = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : []));
  const stored = await write(doors, tx, work, told);
  const keep = async (): Promise<void> => {
    const [version] = await confirmed;
    cards.keep(work.changes.cards, version);
    book.keep(version);
    goOn();
  };
  tx.travelsWithCommit(keep());
  const answers = withEventIds(told, stored).values();
  return outcomes.map((outcome) =>
    outcome.ok ? { ok: true, result: present(answers.next().value, 'an answer') } : outcome,
  );
}

/** Whether a velocity rule wants the approvals of the past, which are not remembered. */
export const countsApprovals = ({ cards }: RecalledCards): boolean =>
  cards.values().some((card) => card.program.velocityRules.length > 0);

export function accountsFor({ cards }: RecalledCards): LedgerAccount[] {
  const accounts = new Map<string, LedgerAccount>();
  for (const card of cards.values())
    for (const account of holdAccounts(card))
      accounts.set(`${account.company} ${account.asset} ${account.name}`, account);
  return [...accounts.values()];
}

const networkIdOf = ({ company, networkTransactionId }: Authorize) =>
  networkTransactionId === null ? [] : [{ company, networkTransactionId }];
