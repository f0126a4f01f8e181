import { present } from '../kernel/assert.ts';
import { maxBigint } from '../kernel/money.ts';
import type { Tx } from '../platform/database.ts';
import type { Book } from '../ledger/index.ts';
import { cardAccount } from './balance/accounts.ts';
import { spendingAt } from './controls/spending.ts';
import { lockRows, readPrograms, updateStates } from './store.ts';
import type { CardAtWork, CardRef } from './types.ts';

/** The key of a card in the map that {@link lockMany} answers. */
export const cardKey = (ref: CardRef): string => `${ref.company} ${ref.card}`;

/**
 * Locks cards, in sorted order and before any ledger account, and reads all that a decision on them needs. A card
 * that does not exist in that company is missing from the answer. Two statements, sent together.
 */
export async function lockMany(tx: Tx, refs: readonly CardRef[]): Promise<Map<string, CardAtWork>> {
  const distinct = new Map(refs.map((ref) => [cardKey(ref), ref]));
  if (distinct.size === 0) return new Map();
  const companies = [...new Set(refs.map((ref) => ref.company))];
  // The programs come second, so that they and the clock are read after the wait for the locks.
  const [cards, programs] = await Promise.all([
    lockRows(tx, [...distinct.values()]),
    readPrograms(tx, companies),
  ]);
  const programOf = new Map(programs.map((program) => [program.company, program]));
  return new Map(
    cards.map((card) => {
      const { now: clock, program } = present(
        programOf.get(card.company),
        'the card program of a company with cards',
      );
      const now = clock < card.spending.at ? card.spending.at : clock;
      const spending = spendingAt(card.spending, now);
      return [cardKey({ company: card.company, card: card.id }), { ...card, spending, now, program }];
    }),
  );
}

/**
 * Writes what may have changed about locked cards, with one statement. `book` is the unit of work's own: what a card
 * owes is read off it, so it must have been opened with the accounts of these cards.
 */
export async function saveMany(tx: Tx, book: Book, cards: readonly CardAtWork[]): Promise<void> {
  const changes = cards.map((card) => ({
    card,
    overdrawn:
      card.approvalMethod === 'TOP_UP'
        ? maxBigint(0n, -book.balance(cardAccount(card.company, card.id)).available)
        : 0n,
  }));
  await updateStates(tx, changes);
}
