import { saveMany } from '../../cards/index.ts';
import type { StoredEvent } from '../../events/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { RunDoors } from './run.ts';
import { insertEntries } from '../store/entries-store.ts';
import { insertMessages, updateMessages } from '../store/messages-store.ts';
import { insertTransactions, updateTransactions } from '../store/transactions-store.ts';
import { updateUsed } from '../three-ds/store.ts';
import type { PendingOutcome, Work } from './work.ts';

/** Writes what the decisions made of the work, one statement for each table; answers the events as they are stored. */
export async function write(
  doors: Pick<RunDoors, 'events'>,
  tx: Tx,
  work: Work,
  outcomes: readonly PendingOutcome[],
): Promise<readonly StoredEvent[]> {
  const { newTransactions, changedTransactions, entries, messages, changedMessages, cards, challenges } =
    work.changes;
  tx.travelsWithCommit(
    insertTransactions(tx, [...newTransactions]),
    updateTransactions(tx, [...changedTransactions]),
    insertEntries(tx, entries),
    insertMessages(tx, [...messages]),
    updateMessages(tx, [...changedMessages]),
    updateUsed(tx, [...challenges]),
    work.book.write(),
    saveMany(tx, work.book, [...cards]),
  );
  const stored = await doors.events.appendMany(
    tx,
    outcomes.flatMap((outcome) => outcome.events),
  );
  return stored;
}
