import { present } from '../../kernel/assert.ts';
import type { Tx } from '../../platform/database.ts';
import { lockLiving } from '../door.ts';
import { findCard, setContact, setTerms } from '../store.ts';
import type { Card, CardRef, DecisionTerms, ThreeDsType } from '../types.ts';

/** Where the cardholder is reached. Phone numbers are digits. */
export type ContactChange = Partial<Pick<Card, 'email' | 'phoneCountryCode' | 'phone'>>;

/** Changes what is named and leaves the rest. @throws Failure NOT_FOUND, VAL */
export async function changeContact(tx: Tx, ref: CardRef, change: ContactChange): Promise<Card> {
  const card = { ...(await lockAndRead(tx, ref)), ...change };
  await setContact(tx, card);
  return card;
}

export interface TermsChange {
  readonly threeDs?: ThreeDsType;
  readonly decision?: Partial<DecisionTerms>;
}

/** Changes what is named and leaves the rest. @throws Failure NOT_FOUND, VAL */
export async function changeTerms(tx: Tx, ref: CardRef, change: TermsChange): Promise<Card> {
  const found = await lockAndRead(tx, ref);
  const card = {
    ...found,
    threeDs: change.threeDs ?? found.threeDs,
    decision: { ...found.decision, ...change.decision },
  };
  await setTerms(tx, card);
  return card;
}

/** What stands in `cards` comes with the lock as it was before the wait for it, so it is read again: others may have changed it. */
async function lockAndRead(tx: Tx, ref: CardRef): Promise<Card> {
  await lockLiving(tx, ref);
  return present(await findCard(tx, ref.company, ref.card), 'a card that is locked');
}
