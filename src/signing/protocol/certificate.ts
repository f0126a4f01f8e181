import type { Confirmation } from './bodies.ts';
import { confirmation } from './bodies.ts';
import type { Message, Pins } from './message.ts';
import { Refusal } from './refusal.ts';
import { readOneEach } from './transcript.ts';
import { partyOf, signerNumbers } from '../types.ts';

/**
 * What all three signers confirm: that each has stored its share of this key, made in this transcript.
 *
 * @throws Refusal naming who signed something else than the other two, or whose confirmation is altered or missing
 */
export function readCertificate(messages: readonly Message[], pins: Pins): Confirmation {
  const session = messages[0]?.session ?? '';
  const read = readOneEach(messages, pins, { session, round: 'confirm' }, confirmation);
  const texts = signerNumbers.map((number) => JSON.stringify(read[number]));
  const alone = signerNumbers.filter((_, at) => texts.filter((text) => text === texts[at]).length === 1);
  if (alone.length === 0) return read[1];
  const [odd] = alone;
  // Where all three differ, nobody can tell who is right.
  const culprit = alone.length === 1 && odd !== undefined ? partyOf(odd) : undefined;
  const who = culprit ?? 'Each signer';
  throw new Refusal('EQUIVOCATION', `${who} confirms another key or transcript than the others.`, culprit);
}
