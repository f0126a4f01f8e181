import { randomInt } from '../../platform/random.ts';
import { amountField } from '../meaning/amounts.ts';
import type { Amount } from '../meaning/types.ts';
import type { FieldValue, Message } from '../message.ts';
import { laterOf, originalElements, requestOf, type Stamp } from './messages.ts';
import type { Exchange, Sale, TerminalCard, TerminalOptions } from './types.ts';

/** A point of sale, an online shop or a cash machine, as far as it speaks ISO 8583. */
export interface Terminal {
  /** Asks for approval. Where nothing is answered, the terminal knows no more than that. */
  sell(card: TerminalCard, sale: Sale): Promise<Exchange>;
  /** Sends a message again as a repeat (0101). */
  repeat(request: Message): Promise<Exchange>;
  /** More on top of what was approved. */
  increase(original: Message, amount: Amount): Promise<Exchange>;
  /** What the purchase came to, at a pump. */
  complete(original: Message, amount: Amount): Promise<Exchange>;
  /** Presents it; without an amount, as it was authorized. */
  clear(original: Message, amount: Amount | undefined, isFinal: boolean): Promise<Exchange>;
  /** Gives money back for it. */
  refund(original: Message, amount: Amount | undefined): Promise<Exchange>;
  /** Takes it back, but for what remains. Said until it is heard: 0420, then 0421. */
  reverse(original: Message, remaining?: Amount): Promise<Exchange>;
  /** Sign-on 001, sign-off 002, echo 301. */
  manage(code: string): Promise<Exchange>;
}

/** How often an advice is said before the terminal leaves it for later. */
const mostTimes = 4;

export function createTerminal(options: TerminalOptions): Terminal {
  const { ask, clock } = options;
  let trace = randomInt(1, 1_000_000);
  const stamp = (): Stamp => {
    trace = (trace % 999_999) + 1;
    return { trace: String(trace).padStart(6, '0'), at: clock.now() };
  };

  const say = async (request: Message): Promise<Exchange> => ({
    request,
    answer: await ask(request).catch(() => undefined),
  });
  const later = (original: Message, mti: string, changes: Readonly<Record<number, FieldValue>>): Message =>
    laterOf(original, mti, stamp(), changes);
  const amountOf = (amount: Amount | undefined): Record<number, string> =>
    amount === undefined ? {} : { 4: amountField(amount.minor), 49: amount.currency.number };

  /** An advice is repeated until it is answered: nobody can refuse it, and nobody may miss it. */
  const insist = async (advice: Message): Promise<Exchange> => {
    let { answer } = await say(advice);
    for (let times = 1; answer === undefined && times < mostTimes; times += 1)
      ({ answer } = await say(repeatOf(advice)));
    return { request: advice, answer };
  };

  return {
    sell: (card, sale) => say(requestOf(options, card, sale, stamp())),
    repeat: (request) => say(repeatOf(request)),
    increase: (original, amount) => say(later(original, '0100', { ...amountOf(amount), 60: '3900' })),
    complete: (original, amount) => insist(later(original, '0120', { ...amountOf(amount), 60: '1100' })),
    clear: (original, amount, isFinal) =>
      insist(later(original, '0220', { ...amountOf(amount), ...(isFinal ? {} : { 60: '2100' }) })),
    refund: (original, amount) => insist(later(original, '0220', { ...amountOf(amount), 3: '200000' })),
    reverse: (original, remaining) =>
      insist(
        later(original, '0420', {
          90: originalElements(original),
          ...(remaining && { 95: amountField(remaining.minor).padEnd(42, '0') }),
        }),
      ),
    manage: (code) => say(later({ mti: '0800', fields: {} }, '0800', { 70: code })),
  };
}

/** 0100 → 0101, 0420 → 0421: the same message, said to be so. */
const repeatOf = ({ mti, fields }: Message): Message => ({ mti: `${mti.slice(0, 3)}1`, fields });
