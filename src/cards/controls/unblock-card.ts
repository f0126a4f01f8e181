import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { lockLiving } from '../door.ts';
import { setUnblocked } from '../store.ts';
import type { CardRef } from '../types.ts';

/**
 * Lifts what the system set: the block, wrong CVV and PIN tries, and the count of the velocity rules, which begins
 * anew. A freeze by the company stays. Nothing happens to a card that is not blocked but that its counts begin anew.
 *
 * @throws Failure NOT_FOUND, VAL
 */
export async function unblockCard(tx: Tx, ref: CardRef): Promise<void> {
  const card = await lockLiving(tx, ref);
  // Made while the card is locked: what was approved before has an earlier id, and what is approved later a later one.
  await setUnblocked(tx, ref, card.now, newId('cardEntry'));
}
