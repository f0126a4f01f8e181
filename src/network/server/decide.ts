import { answerTo, isAdvice } from '../meaning/answer.ts';
import type { Message } from '../message.ts';
import type { Answer, Arrival, Connection, Context } from './types.ts';

/** What is sent, if anything, and how it came about. */
export interface Decision {
  readonly answer: Answer | undefined;
  readonly outcome: 'answered' | 'silent' | 'late' | 'failed' | 'closing';
}

/**
 * Asks the platform, and answers for it where it cannot: 91 for a request that is not decided in time or comes while
 * the server goes down, 96 where deciding failed. An advice is then left unanswered, for an answer would end its
 * repetition and it would be lost. An answer that comes too late is told that it was not delivered.
 */
export async function decide(
  context: Context,
  message: Message,
  connection: Connection,
  arrival: Arrival,
): Promise<Decision> {
  if (context.isClosing()) return substitute(message, '91', 'closing');
  const log = context.log.child({ traceId: arrival.traceId, connection: connection.id });
  let expired = false;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<Decision>((resolve) => {
    timer = setTimeout(() => {
      expired = true;
      resolve(substitute(message, '91', 'late'));
    }, context.limits.answerMs);
  });
  const deciding = async (): Promise<Decision> => {
    try {
      const answer = await context.handle(message, connection, arrival);
      if (!expired) return { answer, outcome: answer === undefined ? 'silent' : 'answered' };
      await answer?.undelivered?.('late');
    } catch (error) {
      log.error({ err: error }, expired ? 'a late message failed' : 'a message failed');
    }
    return substitute(message, '96', 'failed');
  };
  const decided = deciding();
  const decision = await Promise.race([decided, patience]);
  if (expired) context.goesOn(decided);
  clearTimeout(timer);
  return decision;
}

function substitute(message: Message, code: string, outcome: Decision['outcome']): Decision {
  if (isAdvice(message.mti)) return { answer: undefined, outcome };
  return { answer: { message: answerTo(message, { 39: code }) }, outcome };
}
