import * as bodies from '../protocol/bodies.ts';
import { openLetter, sealLetter } from '../protocol/letter.ts';
import type { Letterbox } from '../protocol/letter.ts';
import type { Message } from '../protocol/message.ts';
import { readMessage } from '../protocol/message.ts';
import { demand, Refusal } from '../protocol/refusal.ts';
import type { ByOneEach } from '../protocol/transcript.ts';
import type { SignerNumber } from '../types.ts';
import { partyOf } from '../types.ts';
import { ownName, peersOf, say } from './signer-context.ts';
import type { SignerContext } from './signer-context.ts';

/** The second round, between this signer and each of its peers: sealed, signed, and bound to one transcript. */
export interface Correspondence {
  readonly session: string;
  readonly round: string;
  readonly transcript: string;
  readonly own: Letterbox;
  readonly addresses: ByOneEach<{ readonly letterbox: string }>;
}

/** One letter to each peer, with 32 bytes for that peer alone. */
export function writeLetters(
  context: SignerContext,
  { session, round, transcript, own, addresses }: Correspondence,
  secretFor: (peer: SignerNumber) => Uint8Array,
): Message[] {
  return peersOf(context).map((peer) => {
    const route = { transcript, from: context.number, to: peer };
    const letter = sealLetter(own, addresses[peer].letterbox, route, secretFor(peer));
    return say(context, session, round, partyOf(peer), { transcript, letter });
  });
}

/**
 * What each peer wrote to this signer.
 *
 * @throws Refusal naming the sender of a letter that is altered, misplaced, bound to another transcript or not to be opened
 */
export function readLetters(
  context: SignerContext,
  { session, round, transcript, own, addresses }: Correspondence,
  letters: readonly Message[],
): ReadonlyMap<SignerNumber, Uint8Array> {
  const read = (peer: SignerNumber): Uint8Array => {
    const sender = partyOf(peer);
    const message = letters.find((letter) => letter.sender === sender);
    demand(message !== undefined, 'MISPLACED', `The letter of ${sender} is missing.`, sender);
    const place = { session, round, sender, receiver: ownName(context) };
    const body = readMessage(message, context.pins, place, bodies.letter);
    demand(
      body.transcript === transcript,
      'EQUIVOCATION',
      `${sender} was told something else in the first round than ${ownName(context)}.`,
      sender,
    );
    try {
      const route = { transcript, from: peer, to: context.number };
      const secret = openLetter(own, addresses[peer].letterbox, route, body.letter);
      demand(secret.length === 32, 'WRONG', `The letter of ${sender} holds no share.`, sender);
      return secret;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal('WRONG', `The letter of ${sender} cannot be opened.`, sender, { cause: error });
    }
  };
  return new Map(peersOf(context).map((peer) => [peer, read(peer)]));
}
