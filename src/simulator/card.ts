import { expiryMatches, isPan } from '../cards/index.ts';
import { notFound } from '../kernel/failures.ts';
import { isId, type Id } from '../kernel/ids.ts';
import { isAnswered, type Authorize, type CardDataFound, type DeclineCode } from '../authorizations/index.ts';
import type { Redacted } from '../kernel/redacted.ts';
import type { Doors } from './doors.ts';
import type { PlayedAuthorization } from './types.ts';

/**
 * The card that a message is for; `undefined` where no card of this company has the number now.
 *
 * @throws Failure NOT_FOUND for an id: it is the caller's own handle, not what stands on the plastic, so that a wrong
 *   one is told apart from a declined swipe
 */
export async function findCard(
  { database, cards }: Doors,
  { company, card }: Pick<PlayedAuthorization, 'company' | 'card'>,
): Promise<Id<'card'> | undefined> {
  if ('id' in card) {
    if (!isId('card', card.id)) throw notFound('card');
    return card.id;
  }
  if (!isPan(card.pan.reveal())) return undefined;
  const found = await cards.findByPan(database, card.pan);
  if (found === undefined || found.company !== company) return undefined;
  const { panVersion } = await cards.get(found.company, found.card);
  return panVersion === found.panVersion ? found.card : undefined;
}

/** What the vault says of CVV and expiry date, where they were sent. */
export async function checkCardData(
  { cards }: Doors,
  card: Id<'card'>,
  { company, cvv, expiry }: PlayedAuthorization,
): Promise<CardDataFound> {
  if (cvv === undefined && expiry === undefined) return { cvv: null, expiry: null };
  const { panVersion, expiresAt } = await cards.get(company, card);
  return {
    cvv:
      cvv === undefined
        ? null
        : rightOr(await cards.cvvMatches({ company, card, panVersion, expiresAt }, cvv)),
    expiry: expiry === undefined ? null : rightOr(expiryMatches({ expiresAt }, expiry)),
  };
}

const rightOr = (right: boolean): 'right' | 'wrong' => (right ? 'right' : 'wrong');

const declineOfPin = { wrong: 'C207', used_up: 'C208', none: 'C209' } as const;

/** Why a PIN that was sent is not taken; null where it is right, or none was sent. The same message again costs no second try. */
export async function checkPin(
  { cards, database }: Doors,
  { company, card, key }: Pick<Authorize, 'company' | 'card' | 'key'>,
  pin: Redacted<string> | undefined,
): Promise<DeclineCode | null> {
  if (pin === undefined || (key !== null && (await isAnswered(database, company, key.text)))) return null;
  const outcome = await cards.checkPin({ company, card }, pin);
  return outcome === 'right' ? null : declineOfPin[outcome];
}
