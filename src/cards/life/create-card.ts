import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import { newId } from '../../platform/ids.ts';
import type { Tx } from '../../platform/database.ts';
import { noSpending } from '../controls/spending.ts';
import { cardsLeft, companyNow } from '../program/program-store.ts';
import { insertCard } from '../store.ts';
import type { ApprovalMethod, Card, DecisionTerms, Limits } from '../types.ts';
import type { Vault } from '../vault/index.ts';

/** What a card is made from. Amounts in USD cents. */
export interface NewCard {
  readonly holderName: string;
  readonly approvalMethod: ApprovalMethod;
  readonly email: string | null;
  /** Digits. */
  readonly phoneCountryCode: string;
  readonly phone: string;
  readonly limits: Limits;
  readonly decision: DecisionTerms;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Issues a card with a number of its own, active at once.
 *
 * @throws Failure VAL when the contract allows no more cards
 */
export async function createCard(
  tx: Tx,
  vault: Vault,
  company: Id<'company'>,
  wanted: NewCard,
): Promise<Card> {
  if ((await cardsLeft(tx, company)) === 0)
    throw new Failure(
      'VAL',
      'This company’s contract allows no more cards. Delete one, or ask the operator.',
    );
  const id = newId('card');
  const now = await companyNow(tx, company);
  const panVersion = 1;
  const { last4 } = await vault.issue(tx, { company, card: id, panVersion });
  const card: Card = {
    company,
    id,
    ...wanted,
    threeDs: 'AUTOMATIC',
    createdAt: now,
    last4,
    panVersion,
    expiresAt: expiryFrom(now),
    active: true,
    frozen: false,
    deletedAt: null,
    blockedBy: null,
    cvvTries: 0,
    pinTries: 0,
    velocityResetAt: new Date(0),
    velocityResetAfter: null,
    spending: noSpending(now),
  };
  await insertCard(tx, card);
  return card;
}

const validYears = 3;

/** Cards are valid through the last day of the month, three years from now: the first moment after it. */
export const expiryFrom = (now: Date): Date =>
  new Date(Date.UTC(now.getUTCFullYear() + validYears, now.getUTCMonth() + 1, 1));
