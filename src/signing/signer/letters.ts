import { z } from 'zod';
import * as bodies from '../protocol/bodies.ts';
import { openLetter, sealLetter } from '../protocol/letter.ts';
import type { Letterbox } from '../protocol/letter.ts';
import type { Message, Place } from '../protocol/message.ts';
import { readMessage } from '../protocol/message.ts';
import { demand, Refusal } from '../protocol/refusal.ts';
import { demandOwn, readOneEach, transcriptOf } from '../protocol/transcript.ts';
import type { ByOneEach } from '../protocol/transcript.ts';
import type { Party, SignerNumber } from '../types.ts';
import { partyOf } from '../types.ts';
import { ownName, peersOf, say } from './signer-context.ts';
import type { SignerContext } from './signer-context.ts';

/** The second round, between this signer and each of its peers: sealed, signed, and bound to one transcript. */
export interface Correspondence<
  First extends { readonly letterbox: string } = { readonly letterbox: string },
> {
  readonly session: string;
  readonly round: string;
  /** What all three published in the first round. */
  readonly first: readonly Message[];
  readonly transcript: string;
  readonly own: Letterbox;
  /** The same, opened, with the address of each letterbox. */
  readonly addresses: ByOneEach<First>;
}

/**
 * Opens what all three published in the first round: the correspondence of the second one.
 *
 * @param message that of the second round, which brought it
 * @param own what this signer published, and the letterbox that it opened
 * @throws Refusal naming the sender of a message that is altered, misplaced or ill-formed, or the platform that changed the own one
 */
export function openFirst<First extends { readonly letterbox: string }>(
  context: SignerContext,
  { session, round }: Message,
  first: readonly Message[],
  own: { readonly own: Message; readonly letterbox: Letterbox },
  schema: z.ZodType<First>,
): Correspondence<First> {
  const addresses = readOneEach(first, context.pins, { session, round: own.own.round }, schema);
  demandOwn(first, own.own);
  return { session, round, first, transcript: transcriptOf(first), own: own.letterbox, addresses };
}

/** One letter to each peer, with 32 bytes for that peer alone. */
export function writeLetters(
  context: SignerContext,
  { session, round, first, transcript, own, addresses }: Correspondence,
  secretFor: (peer: SignerNumber) => Uint8Array,
): Message[] {
  return peersOf(context).map((peer) => {
    const route = { transcript, from: context.number, to: peer };
    const letter = sealLetter(own, addresses[peer].letterbox, route, secretFor(peer));
    return say(context, session, round, partyOf(peer), { letter, first });
  });
}

/**
 * What each peer wrote to this signer.
 *
 * @throws Refusal naming the sender of a letter that is altered, misplaced or not to be opened, or whoever told the two of us
 * different things in the first round
 */
export function readLetters(
  context: SignerContext,
  { session, round, first, transcript, own, addresses }: Correspondence,
  letters: readonly Message[],
): ReadonlyMap<SignerNumber, Uint8Array> {
  const read = (peer: SignerNumber): Uint8Array => {
    const sender = partyOf(peer);
    const message = letters.find((letter) => letter.sender === sender);
    demand(message !== undefined, 'MISPLACED', `The letter of ${sender} is missing.`, sender);
    const place = { session, round, sender, receiver: ownName(context) };
    const body = readMessage(message, context.pins, place, bodies.letter);
    demandSameFirst(context, first, body.first, sender);
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

/**
 * Throws unless the writer of a letter was told the same in the first round. Where it was not, it shows the other message: if
 * that carries its sender's signature, the sender said two things in one session; if not, the writer made it up.
 */
function demandSameFirst(
  context: SignerContext,
  own: readonly Message[],
  shown: readonly Message[],
  writer: Party,
): void {
  if (transcriptOf(shown) === transcriptOf(own)) return;
  for (const { session, round, sender, body, signature } of own) {
    const other = shown.find((message) => message.sender === sender);
    if (other?.body === body && other.signature === signature) continue;
    const place = { session, round, sender, receiver: 'signers' } as const;
    const said = other !== undefined && isAt(other, context, place);
    throw new Refusal(
      'EQUIVOCATION',
      said
        ? `${sender} told ${writer} something else in the first round than ${ownName(context)}.`
        : `${writer} shows a message of ${sender} that is none.`,
      said ? sender : writer,
    );
  }
  throw new Refusal('EQUIVOCATION', `${writer} shows another first round.`, writer);
}

function isAt(message: Message, context: SignerContext, place: Place): boolean {
  try {
    readMessage(message, context.pins, place, z.unknown());
    return true;
  } catch {
    return false;
  }
}
