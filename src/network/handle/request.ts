import {
  findReferenced,
  isAnswered,
  type Authorize,
  type Clue,
  type DeclineCode,
  type FirstOperation,
  type Money,
  type Purpose,
  type Referenced,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import type { Kind, NetworkMessage } from '../meaning/types.ts';
import { checkCardData, checkPin } from './card-data.ts';
import { firstOf } from './first.ts';
import { cluesOf } from './key.ts';
import { canBeBilled, price, type Priced } from './money.ts';
import { decided, refused, type HandleDoors, type Said, type Verdict } from './types.ts';

/** What is asked of us, by what the cardholder does: dual message, which posts later. */
const purposes: Readonly<Record<Kind, Purpose>> = {
  purchase: 'purchase',
  cashback: 'purchase',
  cash: 'atm',
  refund: 'refund',
  balance_inquiry: 'balance_inquiry',
  verification: 'verification',
};

/** Decides a request: 0100, 0200. */
export async function decideRequest(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { meaning, card, key } = said;
  const isRefund = meaning.step === 'financial' && meaning.kind === 'refund';
  // Merchants may know the old number of a card only: money given back is taken under it, none is spent. What was answered before it
  // was replaced is answered the same again.
  if (
    card.panVersion !== card.panVersionNow &&
    !isRefund &&
    !(await isAnswered(doors.database, card.company, key.text))
  )
    return refused('C206');
  if (isRefund) return decideRefund(doors, said);
  return meaning.step === 'increment' ? decideIncrement(doors, said) : decideFirst(doors, said);
}

async function decideFirst(doors: HandleDoors, said: Said, found: Found = {}): Promise<Verdict> {
  const { meaning, arrival } = said;
  const { money, supported } = await price(doors, meaning);
  const single = meaning.step === 'financial';
  const purpose = purposes[meaning.kind];
  const authorize: Authorize = {
    kind: 'authorize',
    ...firstOf(said, money),
    ...found,
    purpose: single && (purpose === 'purchase' || purpose === 'atm') ? 'financial' : purpose,
    partialApproval: meaning.takesPartialApproval,
    cardData: await checkCardData(doors, said),
    initiatedBy: meaning.initiation?.by === 'merchant' || recurs(meaning) ? 'merchant' : 'cardholder',
    challenge: challengeOf(meaning),
    refusal: await refusalOf(doors, said, { money, supported }, purpose),
    answerBy: arrival.deadline,
  };
  return decided(await doors.authorizations.submit(authorize));
}

/** What is wrong with a request before it is decided: its currency, an amount that cannot be billed, its PIN. */
async function refusalOf(
  doors: HandleDoors,
  said: Said,
  { money, supported }: Priced,
  purpose: Purpose,
): Promise<DeclineCode | null> {
  if (!supported) return 'N002';
  if (!canBeBilled(money) && purpose !== 'verification' && purpose !== 'balance_inquiry') return 'N003';
  return checkPin(doors, said);
}

/** Who pays again and again was asked once, and is not there now. */
const recurs = ({ initiation }: NetworkMessage): boolean => initiation?.recurring === true;

/** A challenge that there cannot be confirms nothing, as one of another card does. */
const challengeOf = ({ challenge }: NetworkMessage): Id<'challenge'> | null =>
  challenge !== null && isId('challenge', challenge) ? challenge : null;

/** A refund in a single message gives the money back at once. */
async function decideRefund(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { money, supported } = await price(doors, said.meaning);
  if (!supported) return refused('N002');
  if (!canBeBilled(money)) return refused('N003');
  return bookRefund(doors, said, money);
}

/** On the purchase that it names, or where there is none as one of its own. */
export async function bookRefund(doors: HandleDoors, said: Said, money: Money): Promise<Verdict> {
  const clues = cluesOf(said.meaning);
  const purchase = await findReferenced(doors.database, said.card, clues);
  try {
    const refund = { kind: 'refund_unlinked', ...firstOf(said, money), ...joins(clues, purchase) } as const;
    return decided(await doors.authorizations.submit(refund));
  } catch (error) {
    if (error instanceof Failure && error.code === 'CONFLICT') return bookRefund(doors, said, money);
    throw error;
  }
}

/** More on an authorization that is held. Where there is none, it is a purchase of its own. */
async function decideIncrement(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { meaning, card, key, arrival } = said;
  const { money, supported } = await price(doors, meaning);
  if (!supported || !canBeBilled(money)) return decideFirst(doors, said);
  const clues = cluesOf(meaning);
  const purchase = await findReferenced(doors.database, card, clues);
  try {
    if (purchase === undefined) return await decideFirst(doors, said, joins(clues, purchase));
    if (purchase.transaction.totals.held === 0n) return await decideFirst(doors, said);
    const outcome = await doors.authorizations.submit({
      kind: 'increment',
      company: card.company,
      traceId: arrival.traceId,
      key,
      transaction: purchase.transaction.id,
      money,
      answerBy: arrival.deadline,
    });
    return decided(outcome);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Its purchase came while we looked.
    if (error.code === 'CONFLICT') return decideIncrement(doors, said);
    // Cleared or released since it was read.
    if (error.code === 'VAL') return decideFirst(doors, said);
    throw error;
  }
}

type Found = Pick<FirstOperation, 'joins' | 'lookedUp'>;

/**
 * The purchase that a message is part of, for an operation that may begin one. Where it is part of none, and where that decides what becomes
 * of it, it is looked for again when its card is locked: what it belongs to may come at the same moment.
 */
export const joins = (
  clues: readonly Clue[],
  purchase: Referenced | undefined,
  isDecisive = purchase === undefined,
): Found => ({
  ...(isDecisive && { lookedUp: { clues, found: purchase?.named } }),
  ...(purchase && { joins: purchase.transaction.id }),
});
