import type { Events } from '../../events/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { accountsOfCard } from '../balance/accounts.ts';
import { endFreeClaim } from '../balance/claims.ts';
import { tellOfBalance } from '../balance/told.ts';
import { lockCard } from '../door.ts';
import { setDeleted } from '../store.ts';
import type { Card, CardRef } from '../types.ts';
import { saveMany } from '../work.ts';

/**
 * Deletes a card: it buys nothing more and its free claim ends, while the holding does not move. What is held stays until
 * it clears or expires. Of a `TOP_UP` card the company is told. One that is deleted already is left as it is.
 *
 * @throws Failure NOT_FOUND
 */
export async function deleteCard(
  tx: Tx,
  { ledger, events }: { readonly ledger: Ledger; readonly events: Pick<Events, 'appendMany'> },
  ref: CardRef,
  traceId: string,
): Promise<Card> {
  const found = await lockCard(tx, ref);
  if (found.deletedAt !== null) return found;
  const card = { ...found, deletedAt: found.now };
  await setDeleted(tx, ref, card.now);
  const book = await ledger.open(tx, { accounts: accountsOfCard(card) });
  const ended = endFreeClaim(book, card, {
    company: card.company,
    key: `card-deleted:${newId('movement')}`,
    reference: card.id,
    kind: 'card_deleted',
    at: card.now,
  });
  await Promise.all([
    book.write(),
    saveMany(tx, book, [card]),
    card.approvalMethod === 'TOP_UP' &&
      tellOfBalance(tx, events, card, { change: 'deleted', amount: -ended, available: 0n, traceId }),
  ]);
  return card;
}
