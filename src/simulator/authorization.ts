import { declines, type DeclineCode } from '../authorizations/index.ts';
import { isId, type Id } from '../kernel/ids.ts';
import { checkCardData, checkPin, findCard } from './card.ts';
import type { Doors } from './doors.ts';
import { amountIn, firstMessage, mostMinor, price, priceOrRefuse } from './message.ts';
import type { Played, PlayedAuthorization } from './types.ts';

/** Sends one authorization request and answers what the terminal would see. */
export async function playAuthorization(doors: Doors, message: PlayedAuthorization): Promise<Played> {
  const card = await findCard(doors, message);
  const { forced } = message;
  if (card === undefined || forced?.code === 'C206') return refusedUnstored('C206');
  if (forced?.code === 'N004') return refusedUnstored('N004');
  const asked = amountIn(message);
  const surcharge =
    message.surcharge === undefined ? 0n : amountIn({ ...message, amount: message.surcharge }, 'surcharge');
  // An advice cannot be declined: what is wrong with its amount is wrong with the request.
  const { money, supported } = message.standIn
    ? { money: await priceOrRefuse(doors, asked + surcharge, message.currency), supported: true }
    : await price(doors, asked + surcharge, message.currency);
  const contents = [message.purpose, message.standIn, surcharge.toString()];
  const common = firstMessage(message, card, money, contents);
  if (message.standIn) return doors.authorizations.submit({ kind: 'stand_in', ...common });
  const refusal =
    (supported ? amountRefusal(message, asked === 0n ? 0n : money.bill) : 'N002') ??
    (await checkPin(doors, common, message.pin));
  return doors.authorizations.submit({
    kind: 'authorize',
    ...common,
    purpose: message.purpose,
    partialApproval: message.partialApproval,
    cardData: await checkCardData(doors, card, message),
    initiatedBy: message.recurring || message.merchantInitiated ? 'merchant' : 'cardholder',
    challenge: challengeOf(message),
    refusal,
    ...(forced === undefined ? {} : { forced }),
  });
}

/** A challenge that there cannot be confirms nothing, as one of another card does. */
const challengeOf = ({ challenge }: PlayedAuthorization): Id<'challenge'> | null =>
  challenge !== undefined && isId('challenge', challenge) ? challenge : null;

/**
 * A purchase of nothing, of less than a cent, or of more than a message can bill is no purchase; a verification or an inquiry may
 * be of nothing.
 */
const amountRefusal = ({ purpose }: PlayedAuthorization, bill: bigint): DeclineCode | null =>
  bill > mostMinor || (bill === 0n && purpose !== 'verification' && purpose !== 'balance_inquiry')
    ? 'N003'
    : null;

/** Refusals of which nothing is stored and nothing told: the message belongs to no card. */
const refusedUnstored = (code: 'C206' | 'N004'): Played => ({
  transaction: null,
  entry: null,
  approved: false,
  responseCode: declines[code].responseCode,
  approvedAmount: 0n,
  eventIds: [],
});
