import { findReferenced } from '../../authorizations/index.ts';
import { movesNothing } from './advice.ts';
import { firstOf } from './first.ts';
import { cluesOf } from './key.ts';
import { canBeBilled, price } from './money.ts';
import { joins } from './request.ts';
import { decided, refused, type HandleDoors, type Said, type Verdict } from './types.ts';

/**
 * Posts a presentment: 0220. The network is owed it, whatever became of the purchase and whether there was one; a refund
 * is owed to the cardholder alike.
 */
export async function postPresentment(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { meaning, card } = said;
  if (movesNothing(meaning)) return { kind: 'noted' };
  const { money, supported } = await price(doors, meaning);
  if (!supported) return refused('N002');
  // Less than a cent: there is nothing to post.
  if (money.bill === 0n) return { kind: 'noted' };
  if (!canBeBilled(money)) return refused('N003');
  const purchase = await findReferenced(doors.database, card, cluesOf(meaning));
  const first = { ...firstOf(said, money), ...joins(purchase) };
  return decided(
    await doors.authorizations.submit(
      meaning.kind === 'refund'
        ? { kind: 'refund_unlinked', ...first }
        : { kind: 'force_post', ...first, final: meaning.isFinal },
    ),
  );
}
