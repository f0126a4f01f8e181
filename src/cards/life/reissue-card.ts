import type { Tx } from '../../platform/database.ts';
import { expiryFrom } from './create-card.ts';
import { lockLiving } from '../door.ts';
import { setReissued } from '../store.ts';
import type { Card, CardRef } from '../types.ts';
import type { Vault } from '../vault/index.ts';

/**
 * Gives a card a new number, CVV and expiry date. The old number is dead at once: it is found with its old version. Id,
 * balance, limits, PIN and status stay, and what is held or still to clear goes on.
 *
 * @throws Failure NOT_FOUND, VAL
 */
export async function reissueCard(tx: Tx, vault: Vault, ref: CardRef): Promise<Card> {
  const card = await lockLiving(tx, ref);
  const panVersion = card.panVersion + 1;
  const { last4 } = await vault.issue(tx, { ...ref, panVersion });
  const fresh = { panVersion, last4, expiresAt: expiryFrom(card.now) };
  await setReissued(tx, ref, fresh);
  return { ...card, ...fresh };
}
