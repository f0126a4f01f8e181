import type { Confirmation } from './bodies.ts';
import { confirmation } from './bodies.ts';
import type { Message, Pins } from './message.ts';
import { demand } from './refusal.ts';
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
  const said = signerNumbers.map((number) => ({ number, text: JSON.stringify(read[number]) }));
  for (const { number, text } of said) {
    demand(
      said.filter((other) => other.text === text).length > 1,
      'EQUIVOCATION',
      `${partyOf(number)} confirms another key or transcript than the others.`,
      partyOf(number),
    );
  }
  const texts = new Set(said.map(({ text }) => text));
  demand(texts.size === 1, 'EQUIVOCATION', 'The signers confirm different keys or transcripts.');
  return read[1];
}
