import { isAnswered, type CardDataFound, type DeclineCode } from '../../authorizations/index.ts';
import { expiryText } from '../../cards/index.ts';
import type { HandleDoors, Said } from './types.ts';

/** What the vault says of CVV and expiry date, where they were sent. */
export async function checkCardData(
  { cards }: Pick<HandleDoors, 'cards'>,
  { meaning, card }: Said,
): Promise<CardDataFound> {
  const { cvv, expiry } = meaning.card;
  const owner = { ...card, panVersion: card.panVersionNow };
  const [month, year] = expiryText(card).split('/');
  return {
    cvv: cvv === null ? null : rightOr(await cards.cvvMatches(owner, cvv)),
    expiry: expiry === null ? null : rightOr(expiry.reveal() === `${year}${month}`),
  };
}

const rightOr = (right: boolean): 'right' | 'wrong' => (right ? 'right' : 'wrong');

const declineOfPin = { wrong: 'C207', used_up: 'C208', none: 'C209', undecipherable: 'C210' } as const;

/** Why the PIN of a message is not taken; null where it is right, or none was sent. A repeat costs no second try. */
export async function checkPin(
  { cards, database, zoneKey }: Pick<HandleDoors, 'cards' | 'database' | 'zoneKey'>,
  { meaning, card, key, delivery }: Said,
): Promise<DeclineCode | null> {
  const { pinBlock: block, pan } = meaning.card;
  if (block === null) return null;
  return delivery.pinRefusal(async () => {
    if (await isAnswered(database, card.company, key.text)) return null;
    if (zoneKey === undefined) return 'C210';
    const ref = { company: card.company, card: card.card };
    const outcome = await cards.checkPinBlock(ref, { block, pan, zoneKey });
    return outcome === 'right' ? null : declineOfPin[outcome];
  });
}
