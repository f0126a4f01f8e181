import type { Tx } from '../platform/database.ts';
import { lockLiving } from './door.ts';
import { setContact, setTerms } from './store.ts';
import type { Card, CardRef, DecisionTerms, ThreeDsType } from './types.ts';

/** Where the cardholder is reached. Phone numbers are digits. */
export type ContactChange = Partial<Pick<Card, 'email' | 'phoneCountryCode' | 'phone'>>;

/** Changes what is named and leaves the rest. @throws Failure NOT_FOUND, VAL */
export async function changeContact(tx: Tx, ref: CardRef, change: ContactChange): Promise<Card> {
  const card = { ...(await lockLiving(tx, ref)), ...change };
  await setContact(tx, card);
  return card;
}

export interface TermsChange {
  readonly threeDs?: ThreeDsType;
  readonly decision?: Partial<DecisionTerms>;
}

/** Changes what is named and leaves the rest. @throws Failure NOT_FOUND, VAL */
export async function changeTerms(tx: Tx, ref: CardRef, change: TermsChange): Promise<Card> {
  const found = await lockLiving(tx, ref);
  const card = {
    ...found,
    threeDs: change.threeDs ?? found.threeDs,
    decision: { ...found.decision, ...change.decision },
  };
  await setTerms(tx, card);
  return card;
}
