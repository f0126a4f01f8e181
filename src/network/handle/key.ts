import { hash } from 'node:crypto';
import type { Clue, MessageKey } from '../../authorizations/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { keyText } from '../meaning/key.ts';
import type { NetworkKey, NetworkMessage, OriginalElements } from '../meaning/types.ts';

/**
 * Requests share one space of keys: a 0200 with the key of a 0100 is a duplicate with other contents. Advices and
 * reversals often come under the trace number of what they are about, so each has a space of its own.
 */
type Space = '' | '0120 ' | '0220 ' | '0400 ';

function spaceOf(mti: string): Space {
  if (mti.startsWith('04')) return '0400 ';
  if (mti.charAt(2) !== '2') return '';
  return mti.startsWith('012') ? '0120 ' : '0220 ';
}

const text = (space: Space, key: NetworkKey): string => space + keyText(key);

/** All that names the original in field 90 but the retrieval reference, which stands behind it. */
const beginning = (space: Space, key: Omit<NetworkKey, 'retrievalReference'>): string =>
  text(space, { ...key, retrievalReference: '' });

/** The key under which a reversal that named its original by field 37 alone is remembered until that comes. */
const referenceKey = (retrievalReference: string, card: Id<'card'>): string =>
  `reference ${retrievalReference} ${card}`;

/** The key of a message, and those under which a reversal of it may have come first. */
export function keyOfMessage(message: NetworkMessage, card: Id<'card'>): MessageKey {
  const { mti, key, contents, step } = message;
  const space = spaceOf(mti);
  const own = {
    text: text(space, key),
    // Which card it was is compared, too, and no card number kept for it.
    fingerprint: hash('sha256', `${contents} ${card}`, 'base64url'),
  };
  if (step === 'reversal') return own;
  const reversedAs = namesOf(message, card);
  // What the network approved in our stead goes with the reversal of the request that it approved.
  if (step === 'advice' || (step === 'clearing' && message.reason === 'stand_in'))
    reversedAs.push(requestOfKey(requestNamedBy(message).key));
  return { ...own, reversedAs };
}

/** Under which a reversal of a message itself may have come first, but for its own key. */
function namesOf({ mti, key, step }: NetworkMessage, card: Id<'card'>): string[] {
  if (key.retrievalReference === '') return [];
  const named = beginning(spaceOf(mti), key);
  // What is presented is owed: only a reversal of the presentment itself takes it back.
  return step === 'clearing' ? [named] : [named, referenceKey(key.retrievalReference, card)];
}

/** Under which a reversal of an advice, rather than of what it tells of, may have come first. */
export const namesOfAdvice = (advice: NetworkMessage, card: Id<'card'>): string[] => [
  text(spaceOf(advice.mti), advice.key),
  ...namesOf(advice, card),
];

/** How a reversal names its original, best first; and the key under which to remember it if that has not come. */
export interface NamedOriginal {
  readonly clues: readonly Clue[];
  readonly originalKey: string;
}

/** By field 90, else by field 37; both must fit where both are there, or what fits them best. */
export function originalOf(meaning: NetworkMessage, card: Id<'card'>): NamedOriginal {
  const { original, key } = meaning;
  const ending = `|${key.retrievalReference}`;
  if (original === null) {
    return { clues: cluesOf(meaning), originalKey: referenceKey(key.retrievalReference, card) };
  }
  const named = withAcquirer(original, key);
  const first = spaceOf(original.mti);
  const spaces: Space[] = [first, ...(['', '0120 ', '0220 '] as const).filter((space) => space !== first)];
  const keyBegins = spaces.map((space) => beginning(space, named));
  const within = `|${original.trace}|`;
  const byReference: Clue[] = key.retrievalReference === '' ? [] : [{ keyEnds: ending, within, spaces }];
  return {
    clues: [{ keyBegins, preferably: ending }, ...byReference],
    originalKey: beginning(first === '0400 ' ? '' : first, named),
  };
}

/** Field 90 is often sent without the acquirer: it is then the one of the message. */
const withAcquirer = (
  { trace, transmissionTime, acquirer }: OriginalElements,
  key: NetworkKey,
): Omit<NetworkKey, 'retrievalReference'> => ({
  trace,
  transmissionTime,
  acquirer: acquirer === '' ? key.acquirer : acquirer,
});

/** How the key of the request of this key begins, as a reversal or an advice names it: without the retrieval reference. */
export const requestOfKey = (key: string): string => `${key.split('|', 3).join('|')}|`;

/** The request that an advice is of: of field 90, which knows no retrieval reference, or the one under its own trace number. */
export function requestNamedBy({ original, key }: Pick<NetworkMessage, 'original' | 'key'>): {
  readonly key: string;
  readonly asSent: string;
} {
  if (original === null) return { key: text('', key), asSent: text('', key) };
  const named = withAcquirer(original, key);
  const { retrievalReference } = key;
  return { key: beginning('', named), asSent: text('', { ...named, retrievalReference }) };
}

/** The request that an advice is of, as a reversal of that names it. */
export const requestAsOriginal = ({
  mti,
  original,
  key,
}: Pick<NetworkMessage, 'mti' | 'original' | 'key'>): OriginalElements =>
  original ?? { ...key, mti: `${mti.slice(0, 2)}00`, forwarder: '' };

/**
 * How a later message names its purchase: the original of field 90, by whatever acquirer where the reference is the same, the request of its own
 * key, the network's id, field 37.
 */
export function cluesOf({ original, networkTransactionId, key }: NetworkMessage): Clue[] {
  const clues: Clue[] = [];
  const ending = `|${key.retrievalReference}`;
  const hasReference = key.retrievalReference !== '';
  if (original !== null) {
    clues.push({ keyBegins: [beginning('', withAcquirer(original, key))], preferably: ending });
    const within = `|${original.trace}|${original.transmissionTime}|`;
    if (hasReference) clues.push({ keyEnds: ending, within, spaces: [''] });
  }
  clues.push({ keyBegins: [text('', key)], preferably: ending });
  if (networkTransactionId !== null) clues.push({ networkTransactionId });
  if (hasReference) clues.push({ keyEnds: ending });
  return clues;
}
