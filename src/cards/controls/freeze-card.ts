import type { Tx } from '../../platform/database.ts';
import { lockLiving } from '../door.ts';
import { setFrozen } from '../store.ts';
import type { Card, CardRef } from '../types.ts';

/** Freezes a card (it declines with C202) or lifts that again. A block by the system is another matter and stays. @throws Failure NOT_FOUND, VAL */
export async function freezeCard(tx: Tx, ref: CardRef, frozen: boolean): Promise<Card> {
  const card = await lockLiving(tx, ref);
  await setFrozen(tx, ref, frozen);
  return { ...card, frozen };
}
