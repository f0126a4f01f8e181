import { declines, type Authorizations, type DeclineCode } from '../authorizations/index.ts';
import { isPan, type Cards } from '../cards/index.ts';
import { notFound } from '../kernel/failures.ts';
import { isId, type Id } from '../kernel/ids.ts';
import { redacted } from '../kernel/redacted.ts';
import type { Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { amountIn, keyOfMessage, merchantOf, price, type Convert } from './message.ts';
import type { Played, PlayedAuthorization } from './types.ts';

/** What the simulator asks of cards: to find one, and to confirm what was typed at the terminal. */
export type CardDoor = Pick<Cards, 'get' | 'findByPan' | 'cvvMatches'>;

interface Doors {
  readonly database: Database;
  readonly authorizations: Authorizations;
  readonly cards: CardDoor;
  readonly convert: Convert;
}

/** Sends one authorization request and answers what the terminal would see. */
export async function playAuthorization(doors: Doors, message: PlayedAuthorization): Promise<Played> {
  const card = await findCard(doors, message);
  if (card === undefined || message.forceDecline === 'C206') return refusedUnstored('C206');
  if (message.forceDecline === 'N004') return refusedUnstored('N004');
  const asked = amountIn(message);
  const surcharge =
    message.surcharge === undefined ? 0n : amountIn({ ...message, amount: message.surcharge }, 'surcharge');
  const { money, supported } = await price(doors.convert, asked + surcharge, message.currency);
  return doors.authorizations.submit({
    kind: 'authorize',
    company: message.company,
    traceId: message.traceId,
    key: keyOfMessage(message, [card, asked.toString(), message.currency, message.purpose]),
    card,
    transaction: newId('cardTransaction'),
    purpose: message.purpose,
    channel: message.channel,
    money,
    merchant: merchantOf(message.merchant),
    partialApproval: message.partialApproval,
    cardData: { cvv: null, expiry: null },
    networkTransactionId: message.networkTransactionId ?? null,
    refusal: message.forceDecline ?? (supported ? amountRefusal(message, asked) : 'N002'),
  });
}

/** A purchase of nothing is no purchase; a verification or an inquiry may be of nothing. */
const amountRefusal = ({ purpose }: PlayedAuthorization, amount: bigint): DeclineCode | null =>
  amount === 0n && purpose !== 'verification' && purpose !== 'balance_inquiry' ? 'N003' : null;

/** The card that the message is for; `undefined` where no card of this company has the number now. */
async function findCard(
  { database, cards }: Doors,
  message: PlayedAuthorization,
): Promise<Id<'card'> | undefined> {
  if ('id' in message.card) {
    // A card id is the caller's own handle, not what stands on the plastic: a wrong one is told apart from a declined swipe.
    if (!isId('card', message.card.id)) throw notFound('card');
    return message.card.id;
  }
  if (!isPan(message.card.pan)) return undefined;
  const found = await cards.findByPan(database, redacted(message.card.pan));
  if (found === undefined || found.company !== message.company) return undefined;
  const { panVersion } = await cards.get(found.company, found.card);
  return panVersion === found.panVersion ? found.card : undefined;
}

/** Refusals of which nothing is stored and nothing told: the message belongs to no card. */
const refusedUnstored = (code: 'C206' | 'N004'): Played => ({
  transaction: null,
  entry: null,
  approved: false,
  responseCode: declines[code].responseCode,
  approvedAmount: 0n,
  eventIds: [],
});
