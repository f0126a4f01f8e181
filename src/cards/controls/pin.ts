import type { Redacted } from '../../kernel/redacted.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { lockCard, lockLiving } from '../door.ts';
import { setPinTries } from '../store.ts';
import type { CardRef } from '../types.ts';
import type { Vault } from '../vault/index.ts';

/** Wrong PINs in a row that a card takes; after the last of them it takes none until a new PIN is set or it is unblocked. */
export const mostPinTries = 3;

/** Sets the PIN of a card; its tries begin anew. `pin` has 4 to 12 digits. @throws Failure NOT_FOUND, VAL */
export async function setPin(tx: Tx, vault: Vault, ref: CardRef, pin: Redacted<string>): Promise<void> {
  await lockLiving(tx, ref);
  await vault.setPin(tx, ref, pin);
  await setPinTries(tx, ref, 0);
}

/** `used_up`: no tries are left, with this one or before it. `none`: no PIN was set. */
export type PinOutcome = 'right' | 'wrong' | 'used_up' | 'none';

/**
 * Checks a PIN. The try is counted and committed before the comparison, so that nobody gets another one by breaking
 * off in between. Two units of work of its own: not to be called inside one.
 *
 * @throws Failure NOT_FOUND
 */
export async function checkPin(
  database: Database,
  vault: Vault,
  ref: CardRef,
  pin: Redacted<string>,
): Promise<PinOutcome> {
  const tries = await database.work(async (tx) => {
    const card = await lockCard(tx, ref);
    if (card.pinTries >= mostPinTries) return undefined;
    await setPinTries(tx, ref, card.pinTries + 1);
    return card.pinTries + 1;
  });
  if (tries === undefined) return 'used_up';
  const matches = await vault.pinMatches(database, ref, pin);
  if (matches === false) return tries === mostPinTries ? 'used_up' : 'wrong';
  await database.work(async (tx) => {
    await lockCard(tx, ref);
    await setPinTries(tx, ref, 0);
  });
  return matches === undefined ? 'none' : 'right';
}
