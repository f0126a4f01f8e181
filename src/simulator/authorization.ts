import { declines, type Authorizations, type DeclineCode } from '../authorizations/index.ts';
import { notFound } from '../kernel/failures.ts';
import { isId, type Id } from '../kernel/ids.ts';
import { newId } from '../platform/ids.ts';
import { amountIn, keyOfMessage, merchantOf, price, type Convert } from './message.ts';
import type { Played, PlayedAuthorization } from './types.ts';

/** What the simulator asks of cards: to find one, and to confirm what was typed at the terminal. */
export interface CardDoor {
  exists(company: Id<'company'>, card: Id<'card'>): Promise<boolean>;
  /** The card with this number, of this company; a number of another company is nobody's. */
  findByPan(company: Id<'company'>, pan: string): Promise<Id<'card'> | undefined>;
}

interface Doors {
  readonly authorizations: Authorizations;
  readonly cards: CardDoor;
  readonly convert: Convert;
}

/** Sends one authorization request and answers what the terminal would see. */
export async function playAuthorization(doors: Doors, message: PlayedAuthorization): Promise<Played> {
  const card = await findCard(doors.cards, message);
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
    networkTransactionId: message.networkTransactionId ?? null,
    refusal: message.forceDecline ?? (supported ? amountRefusal(message, asked) : 'N002'),
  });
}

/** A purchase of nothing is no purchase; a verification or an inquiry may be of nothing. */
const amountRefusal = ({ purpose }: PlayedAuthorization, amount: bigint): DeclineCode | null =>
  amount === 0n && purpose !== 'verification' && purpose !== 'balance_inquiry' ? 'N003' : null;

async function findCard(cards: CardDoor, message: PlayedAuthorization): Promise<Id<'card'> | undefined> {
  if ('pan' in message.card) return cards.findByPan(message.company, message.card.pan);
  const { id } = message.card;
  // A card id is the caller's own handle, not what stands on the plastic: a wrong one is told apart from a declined swipe.
  if (!isId('card', id) || !(await cards.exists(message.company, id))) throw notFound('card');
  return id;
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
