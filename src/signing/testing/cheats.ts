import { present } from '../../kernel/assert.ts';
import type { Message } from '../protocol/message.ts';
import type { Party, SignerNumber } from '../types.ts';
import type { Rewrite } from './three-signers.ts';

/** The lists of relayed messages, by the round whose question carries them. */
type Relayed = 'first' | 'letters' | 'confirmations' | 'commitments';

/** A platform that changes what it relays in one round: the messages that `change` gives another for, to these signers. */
export function relaying(
  round: string,
  list: Relayed,
  change: (message: Message, to: SignerNumber) => Message,
): Rewrite {
  return {
    question(signer, question) {
      if (question.round !== round) return undefined;
      const body = question.body as Record<string, Message[]>;
      return {
        ...body,
        [list]: present(body[list], 'what is relayed').map((message) => change(message, signer)),
      };
    },
  };
}

/** As {@link relaying}, with one part of the messages of one sender altered in one character. */
export const altering = (
  round: string,
  list: Relayed,
  sender: Party,
  part: 'session' | 'round' | 'body' | 'signature',
): Rewrite =>
  relaying(round, list, (message) =>
    message.sender === sender ? { ...message, [part]: flipped(message[part]) } : message,
  );

function flipped(text: string): string {
  const at = Math.floor(text.length / 2);
  return text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);
}
