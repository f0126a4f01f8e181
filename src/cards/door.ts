import { Failure, notFound } from '../kernel/failures.ts';
import { isId } from '../kernel/ids.ts';
import type { Id } from '../kernel/ids.ts';
import type { Tx } from '../platform/database.ts';
import type { CardAtWork, CardRef } from './types.ts';
import { cardKey, lockMany } from './work.ts';

/** A card as the path of a request names it; an ill-formed id is an unknown card. @throws Failure NOT_FOUND */
export function cardRef(company: Id<'company'>, card: string): CardRef {
  if (!isId('card', card)) throw notFound('card');
  return { company, card };
}

/** Locks one card. @throws Failure NOT_FOUND */
export async function lockCard(tx: Tx, ref: CardRef): Promise<CardAtWork> {
  const card = (await lockMany(tx, [ref])).get(cardKey(ref));
  if (card === undefined) throw notFound('card');
  return card;
}

/** As {@link lockCard}, for what a deleted card no longer takes. @throws Failure NOT_FOUND, VAL */
export async function lockLiving(tx: Tx, ref: CardRef): Promise<CardAtWork> {
  const card = await lockCard(tx, ref);
  if (card.deletedAt !== null)
    throw new Failure('VAL', 'This card was deleted and can no longer be changed.');
  return card;
}
