import { cardKey, holdAccounts, type CardMemory, type RecalledCards } from '../cards/index.ts';
import { present } from '../kernel/assert.ts';
import type { Id } from '../kernel/ids.ts';
import type { RecalledBook } from '../ledger/index.ts';
import type { Outcome } from '../platform/batch.ts';
import { isNotAsRemembered } from '../platform/database.ts';
import type { CardOperation, CardOutcome, Expire, Settle } from './operations.ts';
import { accountsFor, countsApprovals, decideAndWrite } from './recalled.ts';
import type { RunDoors } from './run.ts';
import { confirmVersions, readVersions, type TransactionRef } from './store.ts';
import { feeSum } from './totals.ts';
import { holdOf, type CardTransaction } from './types.ts';

/** A hold that was found by being due, or a company's answer: whose card is known. */
export type OnCard = (Expire | Settle) & { readonly onCard: Id<'card'> };

export const isOnCard = (operation: CardOperation): operation is OnCard =>
  (operation.kind === 'expire' || operation.kind === 'settle') &&
  operation.key === null &&
  operation.onCard !== undefined;

/**
 * Lets holds run out, and settles what companies were asked, on what this process remembers of their cards and accounts. The
 * transactions are read before anything is locked, while the batch before is being written, and all is decided by the time
 * that one commits: one core then decides while the other writes. What the ledger holds for them follows from them. The first
 * statements behind the reading lock the rows, in the usual order, and prove that all is as it was; where something is not,
 * nothing happens and the answer is `lost`. Where more must be read it is `undefined`.
 *
 * @param goOn called once what is decided here is what others may decide on
 */
export async function runRecalledLater(
  doors: RunDoors & { readonly memory: CardMemory },
  operations: readonly OnCard[],
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
        doors.memory.recall(tx, operations.map(cardOf), {
          // The clock has just been moved, most of the time.
          readPrograms: operations.some((operation) => operation.kind === 'expire'),
        }),
        readVersions(tx, refs),
      ]);
      cards = recalled;
      if (cards === undefined || (operations.some(isAnswer) && countsApprovals(cards))) return undefined;
      const transactions = read.map(({ transaction }) => transaction);
      if (transactions.some(posts)) return undefined;
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

const isAnswer = (operation: OnCard): boolean => operation.kind === 'settle';
/** What is approved and posted at once wants the company's shared accounts, too. */
const posts = ({ deciding }: CardTransaction): boolean => deciding?.kind === 'financial';
const refOf = ({ company, transaction }: OnCard): TransactionRef => ({ company, id: transaction });
const heldFor =
  ({ cards }: RecalledCards) =>
  (transaction: CardTransaction) => ({
    company: transaction.company,
    id: holdOf(transaction.id),
    accounts: holdAccounts(present(cards.get(cardKey(transaction)), 'the card of a transaction')),
    held: transaction.totals.held + feeSum(transaction.feesHeld),
  });
const cardOf = ({ company, onCard }: OnCard) => ({ company, card: onCard });
