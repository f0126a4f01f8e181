import type { Message } from '../message.ts';
import { textOf } from '../message.ts';
import { compared } from './tables.ts';
import type { NetworkKey, OriginalElements } from './types.ts';

/** The key of a message. */
export const keyOf = (message: Message): NetworkKey => ({
  acquirer: institution(textOf(message, 32) ?? ''),
  trace: textOf(message, 11) ?? '',
  transmissionTime: textOf(message, 7) ?? '',
  retrievalReference: (textOf(message, 37) ?? '').trimEnd(),
});

/** A key as one text, for the place where keys are kept. */
export const keyText = (key: NetworkKey): string =>
  [key.acquirer, key.trace, key.transmissionTime, key.retrievalReference].join('|');

/** The message that a reversal takes back (field 90); null where it is not sent or all zeros. */
export function originalOf(message: Message): OriginalElements | null {
  const elements = textOf(message, 90);
  if (elements === undefined || Number(elements.slice(0, 20)) === 0) return null;
  return {
    mti: elements.slice(0, 4),
    trace: elements.slice(4, 10),
    transmissionTime: elements.slice(10, 20),
    acquirer: institution(elements.slice(20, 31)),
    forwarder: institution(elements.slice(31, 42)),
  };
}

/**
 * The key that the original of a reversal had: field 90, and the retrieval reference, which all messages of one
 * purchase share.
 */
export const originalKeyOf = (original: OriginalElements, retrievalReference: string): NetworkKey => ({
  acquirer: original.acquirer,
  trace: original.trace,
  transmissionTime: original.transmissionTime,
  retrievalReference,
});

/** What must be alike in two messages of one key; a repeat (0101) is its original. */
export const contentsOf = (message: Message): string =>
  JSON.stringify([message.mti.slice(0, 3), ...compared.map((number) => message.fields[number] ?? null)]);

const institution = (digits: string): string => {
  let at = 0;
  while (at < digits.length && digits.charAt(at) === '0') at += 1;
  return digits.slice(at);
};
