import type { Tx } from '../../platform/database.ts';
import { lockLiving } from '../door.ts';
import { setLimits } from '../store.ts';
import type { Card, CardRef, Limits } from '../types.ts';

/** Replaces all limits of a card; what is spent already counts against the new ones. @throws Failure NOT_FOUND, VAL */
export async function changeLimits(tx: Tx, ref: CardRef, limits: Limits): Promise<Card> {
  const card = await lockLiving(tx, ref);
  await setLimits(tx, ref, limits);
  return { ...card, limits };
}
