import type { Fields, FieldValue, Message } from '../message.ts';

/** What an answer repeats of its request, by the class of the message (ISO 8583:1987, table 5: mandatory echo). */
const echoed: Readonly<Record<string, readonly number[]>> = {
  '1': [2, 3, 4, 7, 11, 12, 13, 24, 25, 32, 33, 37, 41, 42, 49],
  '2': [2, 3, 4, 7, 11, 12, 13, 24, 25, 32, 33, 37, 41, 42, 49],
  '4': [2, 3, 4, 7, 11, 12, 13, 24, 25, 32, 33, 37, 41, 42, 49, 90],
  '8': [7, 11, 12, 13, 24, 32, 33, 41, 42, 70],
};

/** Of classes that have no meaning here (files, reconciliation, administration): without it nobody knows what was answered. */
const named: readonly number[] = [7, 11, 12, 13, 32, 33, 37, 41, 42];

/**
 * The message type of the answer to a message: 0100 → 0110, 0421 → 0430. The answer to a repeat is that to the
 * original. `undefined` for what is itself an answer or asks for none, so that two sides never answer each other forever.
 */
export function answerType(mti: string): string | undefined {
  const kind = mti.charAt(2);
  if (kind !== '0' && kind !== '2') return undefined;
  const origin = Number(mti.charAt(3));
  return `${mti.slice(0, 2)}${Number(kind) + 1}${origin - (origin % 2)}`;
}

/** Whether a message tells what has happened (0120, 0220, 0420 …): it cannot be refused, and is repeated until it is answered. */
export const isAdvice = (mti: string): boolean => mti.charAt(2) === '2';

/**
 * The answer to a message: its type, what is echoed, and `fields`, which win.
 *
 * @throws RangeError for a message that has no answer; ask {@link answerType} first
 */
export function answerTo(request: Message, fields: Fields): Message {
  const mti = answerType(request.mti);
  if (mti === undefined) throw new RangeError(`a ${request.mti} is not answered`);
  const answer: Record<number, FieldValue> = {};
  for (const number of echoed[request.mti.charAt(1)] ?? named) {
    const value = request.fields[number];
    if (value !== undefined) answer[number] = value;
  }
  return { mti, fields: { ...answer, ...fields } };
}
