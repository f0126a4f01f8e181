import type { DeclineCode } from '../../authorizations/index.ts';
import { unreachable } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import { isDatabaseGone } from '../../platform/database-gone.ts';
import { isAdvice } from '../meaning/answer.ts';
import { readNetworkMessage } from '../meaning/read.ts';
import type { NetworkMessage } from '../meaning/types.ts';
import { writeAnswer } from '../meaning/write.ts';
import type { Message } from '../message.ts';
import type { Answer, Handle } from '../server/types.ts';
import { bookAdvice } from './advice.ts';
import { isDuplicate, lineOf, toldOf } from './answer.ts';
import { postPresentment } from './clearing.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { keyOfMessage } from './key.ts';
import { decideRequest } from './request.ts';
import { takeBack } from './reversal.ts';
import { refused, type HandleDoors, type Said, type Verdict } from './types.ts';
import { stands, withdraw, withdrawalOf } from './withdraw.ts';

/**
 * Decides the messages of a network: finds the card, whichever company's it is, has `authorizations` decide and book, and
 * answers. An approval that nobody heard of is taken back.
 */
export function createHandle(doors: HandleDoors): Handle {
  const deliveries = createDeliveries();
  return async (message, _connection, arrival) => {
    const log = doors.log.child({ traceId: arrival.traceId, mti: message.mti });
    const meaning = readNetworkMessage(message);
    if ('code' in meaning) {
      log[isAdvice(message.mti) ? 'error' : 'info'](meaning, 'a message that means nothing here');
      return answerWith(doors, message, refused(meaning.code));
    }
    try {
      const card = await doors.cards.recognise(meaning.card.pan);
      if (card === undefined) {
        // Nothing is stored. What the network says has happened is money that somebody owes, and for people to see.
        if (meaning.isAdvice) log.error('an advice for a card that is not here');
        return answerWith(doors, message, refused('C206'), meaning);
      }
      const key = keyOfMessage(meaning, card.card);
      return await answerOnce({ ...doors, log }, deliveries, message, { meaning, card, key, arrival });
    } catch (error) {
      if (meaning.isAdvice || !cannotDecide(error)) throw error;
      log.error({ err: error }, 'the platform cannot decide now');
      return answerWith(doors, message, refused('N005'), meaning);
    }
  };
}

const cannotDecide = (error: unknown): boolean =>
  isDatabaseGone(error) || (error instanceof Failure && error.code === 'UNAVAILABLE');

/** Decides a message and sees to it that what it brought about does not stay when nobody hears of it. */
async function answerOnce(
  doors: HandleDoors,
  deliveries: Deliveries,
  message: Message,
  heard: Omit<Said, 'delivery' | 'over'>,
): Promise<Answer> {
  const { meaning, card, key, arrival } = heard;
  const delivery = await deliveries.begin(`${card.company} ${key.text}`);
  const said: Said = { ...heard, delivery, over: (other) => deliveries.over(`${card.company} ${other}`) };
  try {
    const verdict = await decide(doors, said);
    const lost = meaning.isAdvice ? unbookedAs(verdict) : undefined;
    if (lost !== undefined) doors.log.error({ code: lost }, 'an advice that could not be booked');
    if (meaning.isAdvice || verdict.kind !== 'decided' || !verdict.outcome.approved) {
      await delivery.leave(false);
      return answerWith(doors, message, verdict, meaning);
    }
    const withdrawal = withdrawalOf(said, verdict.outcome);
    if (withdrawal !== undefined) {
      const isFirst = verdict.outcome.entry?.traceId === arrival.traceId;
      if (isFirst) delivery.withdrawWith(() => withdraw(doors, withdrawal));
      else if (!delivery.canWithdraw()) {
        const { teller } = delivery;
        if (!(await stands(doors, withdrawal.entry, arrival.traceId, key.text, teller))) {
          await delivery.leave(false);
          return answerWith(doors, message, refused('N005'), meaning);
        }
        delivery.withdrawWith(() => withdraw(doors, withdrawal, teller));
      }
    }
    return {
      ...answerWith(doors, message, verdict, meaning),
      delivered: () => void delivery.leave(true),
      undelivered: () => delivery.leave(false),
    };
  } catch (error) {
    await delivery.leave(false);
    throw error;
  }
}

/** Why nothing of an advice is in the books that should be: of what has nothing to take back, or was taken back before it came, nothing should. */
function unbookedAs(verdict: Verdict): DeclineCode | undefined {
  if (verdict.kind === 'refused') return verdict.code === 'N001' ? undefined : verdict.code;
  return verdict.kind === 'decided' && isDuplicate(verdict.outcome) && verdict.outcome.transaction !== null
    ? 'N006'
    : undefined;
}

function decide(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { step } = said.meaning;
  switch (step) {
    case 'authorization':
    case 'increment':
    case 'financial':
      return decideRequest(doors, said);
    case 'advice':
      return bookAdvice(doors, said);
    case 'clearing':
      return postPresentment(doors, said);
    case 'reversal':
      return takeBack(doors, said);
    default:
      return unreachable(step);
  }
}

const answerWith = (
  doors: HandleDoors,
  message: Message,
  verdict: Verdict,
  meaning?: NetworkMessage,
): Answer => ({
  message: writeAnswer(message, toldOf(doors, verdict, meaning), meaning?.amount ?? null),
  line: lineOf(verdict),
});
