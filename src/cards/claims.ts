import type { Book, Operation } from '../ledger/index.ts';
import { cardAccount, claimPostings } from './accounts.ts';
import type { CardAtWork } from './types.ts';

/**
 * Brings the free claim of a deleted `TOP_UP` card to nothing; the holding does not move, and what is held stays.
 * To be called when a card is deleted, and after whatever frees or books money on a deleted card. Does nothing for
 * other cards. `operation.key` must be its own, not that of the movement before.
 */
export function endFreeClaim(book: Book, card: CardAtWork, operation: Operation): void {
  if (card.deletedAt === null || card.approvalMethod !== 'TOP_UP') return;
  const { available } = book.balance(cardAccount(card.company, card.id));
  if (available !== 0n) book.post({ ...operation, postings: claimPostings(card, -available) });
}
