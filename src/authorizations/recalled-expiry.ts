import { cardKey, holdAccounts, type CardMemory, type RecalledCards } from '../cards/index.ts';
import { present } from '../kernel/assert.ts';
import type { Id } from '../kernel/ids.ts';
import type { RecalledBook } from '../ledger/index.ts';
import type { Outcome } from '../platform/batch.ts';
import { isNotAsRemembered } from '../platform/database.ts';
import type { CardOperation, CardOutcome, Expire } from './operations.ts';
import { accountsFor, decideAndWrite } from './recalled.ts';
import type { RunDoors } from './run.ts';
import { confirmVersions, readVersions, type TransactionRef } from './store.ts';
import { feeSum } from './totals.ts';
import { holdOf, type CardTransaction } from './types.ts';

/** A hold that was found by being due. */
export type DueExpiry = Expire & { readonly onCard: Id<'card'> };

export const isDueExpiry = (operation: CardOperation): operation is DueExpiry =>
  operation.kind === 'expire' && operation.key === null && operation.onCard !== undefined;

/**
 * Lets holds run out on what this process remembers of their cards and accounts. The transactions are read before anything
 * is locked, while the batch before is being written, and all is decided by the time that one commits: one core then decides
 * while the other writes. What the ledger holds for them follows from them. The first statements behind the reading lock the rows, in the usual
 * order, and prove that all is as it was; where something is not, nothing happens and the answer is `lost`.
 *
 * @param goOn called once what is decided here is what others may decide on
 */
export async function runRecalledExpiry(
  doors: RunDoors & { readonly memory: CardMemory },
  operations: readonly DueExpiry[],
  goOn: () => void,
): Promise<Outcome<CardOutcome>[] | 'lost' | undefined> {
  const refs = [
    ...new Map(operations.map((operation) => [operation.transaction, refOf(operation)])).values(),
  ];
  let cards: RecalledCards | undefined;
  let book: RecalledBook | undefined;
  try {
    return await doors.database.work(async (tx) => {
      const [recalled, read] = await Promise.all([
        // The clock has just been moved, most of the time.
        doors.memory.recall(tx, operations.map(cardOf), { readPrograms: true }),
        readVersions(tx, refs),
      ]);
      cards = recalled;
      if (cards === undefined) return undefined;
      const transactions = read.map(({ transaction }) => transaction);
      book = await doors.ledger.recall(tx, accountsFor(cards), transactions.map(heldFor(cards)));
      if (book === undefined) return undefined;
      return await decideAndWrite(doors, tx, {
        cards,
        book,
        transactions,
        operations,
        confirm: () => confirmVersions(tx, read),
        goOn,
      });
    });
  } catch (error) {
    if (!isNotAsRemembered(error)) throw error;
    cards?.forget();
    book?.forget();
    return 'lost';
  }
}

const refOf = ({ company, transaction }: Expire): TransactionRef => ({ company, id: transaction });
const heldFor =
  ({ cards }: RecalledCards) =>
  (transaction: CardTransaction) => ({
    company: transaction.company,
    id: holdOf(transaction.id),
    accounts: holdAccounts(present(cards.get(cardKey(transaction)), 'the card of a transaction')),
    held: transaction.totals.held + feeSum(transaction.feesHeld),
  });
const cardOf = ({ company, onCard }: DueExpiry) => ({ company, card: onCard });
