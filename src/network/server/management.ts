import { answerTo } from '../meaning/answer.ts';
import type { Message } from '../message.ts';
import { textOf } from '../message.ts';

/** Field 70 of network management messages (ISO 8583:1987, annex: 001 to 099 system condition, 300s audit and echo). */
const known: Readonly<Record<string, string>> = { '001': 'sign-on', '002': 'sign-off', '301': 'echo-test' };

/** The answer to a network management request, and what it was. */
export interface Managed {
  readonly answer: Message;
  /** `sign-on`, `sign-off`, `echo-test`, or `undefined` for what is not supported here. */
  readonly what: string | undefined;
}

/** Answers an 0800: 00; 30 without a code in field 70; 12 for a code that means nothing here. */
export function manage(message: Message): Managed {
  const code = textOf(message, 70);
  if (code === undefined) return { answer: answerTo(message, { 39: '30' }), what: undefined };
  const what = known[code];
  return { answer: answerTo(message, { 39: what === undefined ? '12' : '00' }), what };
}
