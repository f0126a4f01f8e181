import { isId, type Id } from '../../kernel/ids.ts';
import type { Queries } from '../../platform/database.ts';
import { readLatest, searchEntries, type EntrySearch, type FoundEntry } from './search-store.ts';
import { readEntries } from '../store/entries-store.ts';
import { readTransactions } from '../store/transactions-store.ts';
import type { CardEntry, CardTransaction } from '../types.ts';

export { readOpenHolds, type OpenHold, type OpenHolds } from './open-holds-store.ts';
export type { EntrySearch, FoundEntry } from './search-store.ts';

/** A card transaction of this company, and of this card where one is given; `undefined` when there is none. */
export async function findTransaction(
  queries: Queries,
  company: Id<'company'>,
  id: string,
  card?: Id<'card'>,
): Promise<CardTransaction | undefined> {
  if (!isId('cardTransaction', id)) return undefined;
  const [transaction] = await readTransactions(queries, [{ company, id }]);
  return transaction !== undefined && (card === undefined || transaction.card === card)
    ? transaction
    : undefined;
}

/** All entries of a card transaction, in the order in which they happened. */
export const entriesOfTransaction = (queries: Queries, transaction: CardTransaction): Promise<CardEntry[]> =>
  readEntries(queries, transaction);

/** The latest transaction of a card on which something is still held. */
export const findLatestHeld = (
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
): Promise<CardTransaction | undefined> => readLatest(queries, company, card, 'held');

/** The latest transaction of a card of which something has cleared. */
export const findLatestCleared = (
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
): Promise<CardTransaction | undefined> => readLatest(queries, company, card, 'cleared');

/** The latest transaction of a card of which more has cleared than was refunded. */
export const findLatestRefundable = (
  queries: Queries,
  company: Id<'company'>,
  card: Id<'card'>,
): Promise<CardTransaction | undefined> => readLatest(queries, company, card, 'refundable');

/** One page of a card's movements, with how many there are in all. */
export const searchMovements = (
  queries: Queries,
  search: EntrySearch,
): Promise<{ readonly found: readonly FoundEntry[]; readonly total: number }> =>
  searchEntries(queries, search);
