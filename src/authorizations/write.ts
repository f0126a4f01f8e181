import { saveMany } from '../cards/index.ts';
import type { StoredEvent } from '../events/index.ts';
import { travelsWithCommit, type Tx } from '../platform/database.ts';
import type { RunDoors } from './run.ts';
import { insertEntries, insertMessages, insertTransactions, updateTransactions } from './store.ts';
import { updateUsed } from './three-ds/store.ts';
import type { PendingOutcome, Work } from './work.ts';

/** Writes what the decisions made of the work, one statement for each table; answers the events as they are stored. */
export async function write(
  doors: Pick<RunDoors, 'events'>,
  tx: Tx,
  work: Work,
  outcomes: readonly PendingOutcome[],
): Promise<readonly StoredEvent[]> {
  const { newTransactions, changedTransactions, entries, messages, cards, challenges } = work.changes;
  const writes: readonly Promise<unknown>[] = [
    insertTransactions(tx, [...newTransactions]),
    updateTransactions(tx, [...changedTransactions]),
    insertEntries(tx, entries),
    insertMessages(tx, messages),
    updateUsed(tx, [...challenges]),
    work.book.write(),
    saveMany(tx, work.book, [...cards]),
  ];
  travelsWithCommit(...writes);
  const failed = failuresOf(writes);
  const stored = await doors.events.appendMany(
    tx,
    outcomes.flatMap((outcome) => outcome.events),
  );
  // What could not even be sent, an amount that no column holds, fails no statement: the rest would be committed without it.
  await settledByNow();
  if (failed.length > 0) throw failed[0];
  return stored;
}

/** What has been thrown by these so far. */
function failuresOf(promises: readonly Promise<unknown>[]): readonly unknown[] {
  const failures: unknown[] = [];
  for (const promise of promises) promise.catch((error: unknown) => failures.push(error));
  return failures;
}

/** Resolves behind all promises that are settled already. */
const settledByNow = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
