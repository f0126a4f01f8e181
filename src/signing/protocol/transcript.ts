import { createHash } from 'node:crypto';
import type { SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import type { Message, Pins } from './message.ts';
import { readMessage } from './message.ts';
import { demand } from './refusal.ts';
import type { z } from 'zod';

/** One opened message of each signer. */
export type ByOneEach<T> = Readonly<Record<SignerNumber, T>>;

/**
 * Opens one message of each signer, sent to all of them in one round of one session.
 *
 * @throws Refusal naming the sender of a message that is altered, misplaced or ill-formed, or whose message is missing
 */
export function readOneEach<T>(
  messages: readonly Message[],
  pins: Pins,
  place: { readonly session: string; readonly round: string },
  schema: z.ZodType<T>,
): ByOneEach<T> {
  const read = (number: SignerNumber): T => {
    const sender = partyOf(number);
    const message = messages.find((message) => message.sender === sender);
    demand(
      message !== undefined,
      'MISPLACED',
      `A message of ${sender} is missing in ${place.round}.`,
      sender,
    );
    return readMessage(message, pins, { ...place, sender, receiver: 'signers' }, schema);
  };
  return { 1: read(1), 2: read(2), 3: read(3) };
}

/** Throws unless the own message came back as it was sent: else the others work on something else. */
export function demandOwn(messages: readonly Message[], own: Message): void {
  const back = messages.find((message) => message.sender === own.sender);
  demand(
    back !== undefined && back.body === own.body && back.signature === own.signature,
    'START_OVER',
    `The message of ${own.sender} in ${own.round} is not the one that it sent in this session.`,
    'platform',
  );
}

/**
 * The hash of everything that was said in the first round. All that follows is bound to it, and a key comes about only when
 * all three have signed the same one: whoever was told something else has another hash.
 */
export function transcriptOf(messages: readonly Message[]): string {
  const inOrder = signerNumbers.map((number) => messages.find(({ sender }) => sender === partyOf(number)));
  const said = inOrder.map((message) =>
    message === undefined
      ? []
      : [message.session, message.round, message.sender, message.receiver, message.body, message.signature],
  );
  return createHash('sha256')
    .update(JSON.stringify(['cardwright signing transcript 1', ...said]))
    .digest('hex');
}
