import type { Id } from '../../kernel/ids.ts';
import { maxBigint } from '../../kernel/money.ts';
import type { Book, Operation } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { cardAccount, claimPostings, contraAccount, holdingAccount } from './accounts.ts';
import { sumOverdrawn } from '../store.ts';
import type { CardAtWork } from '../types.ts';

/**
 * What all `TOP_UP` cards of a company have available together, cards below zero counted as nothing: USD cents.
 * Exact, without visiting the cards: the books must be open on the holding and `card_contra`, and whoever moves a
 * claim holds the lock of one of them until it commits.
 */
export async function freeClaims(tx: Tx, book: Book, company: Id<'company'>): Promise<bigint> {
  return book.balance(contraAccount(company)).available + (await sumOverdrawn(tx, company));
}

/**
 * What may be withdrawn from the holding: available − floor − free claims, never below zero. USD cents. The books must be
 * open on the holding and `card_contra`.
 */
export async function withdrawable(
  tx: Tx,
  book: Book,
  company: Id<'company'>,
  floor: bigint,
): Promise<bigint> {
  const { available } = book.balance(holdingAccount(company));
  return maxBigint(0n, available - floor - (await freeClaims(tx, book, company)));
}

/**
 * Brings the free claim of a deleted `TOP_UP` card to nothing; the holding does not move, and what is held stays.
 * To be called when a card is deleted, and after whatever frees or books money on a deleted card. Does nothing for
 * other cards. `operation.key` must be its own, not that of the movement before. Answers what was available, USD cents.
 */
export function endFreeClaim(book: Book, card: CardAtWork, operation: Operation): bigint {
  if (card.deletedAt === null || card.approvalMethod !== 'TOP_UP') return 0n;
  const { available } = book.balance(cardAccount(card.company, card.id));
  if (available !== 0n) book.post({ ...operation, postings: claimPostings(card, -available) });
  return available;
}
