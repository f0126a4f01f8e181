import type { FieldValue, Message, Tlv } from './message.ts';

/**
 * Fields whose contents may stand in a log. A list of what may, not of what must not: card numbers, tracks, PIN
 * blocks, CVVs turn up in private fields under any name, so what is not listed shows its length only.
 */
const shown: ReadonlySet<number> = new Set([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
  33, 37, 38, 39, 40, 41, 42, 43, 49, 50, 51, 54, 66, 67, 68, 69, 70, 71, 72, 73, 90, 95, 99, 100,
]);

/** The data objects of a chip that may stand in a log: amounts, countries, results, counters; no card, no cardholder. */
const shownTags: ReadonlySet<string> = new Set(
  (
    '5F2A 82 84 8A 95 9A 9B 9C 9F02 9F03 9F06 9F07 9F09 9F10 9F1A 9F1E 9F21 9F26 9F27 ' +
    '9F33 9F34 9F35 9F36 9F37 9F41 9F6E'
  ).split(' '),
);

/** A message as it may be logged: `{ mti: '0100', f2: '411111******1111', f3: '000000', f52: '[8 octets]' }`. */
export function describe(message: Message): Readonly<Record<string, string>> {
  const described: Record<string, string> = { mti: message.mti };
  for (const [number, value] of Object.entries(message.fields))
    described[`f${number}`] = describeField(Number(number), value);
  return described;
}

function describeField(number: number, value: FieldValue): string {
  if (typeof value === 'string') {
    if (number === 2) return maskPan(value);
    if (!shown.has(number)) return `[${value.length} characters]`;
    // The one shown field with room for free text.
    return number === 43 ? value.trimEnd().replaceAll(/\d{13,}/g, maskPan) : value.trimEnd();
  }
  return value instanceof Uint8Array ? `[${value.length} octets]` : describeTags(value);
}

/** First six and last four digits of a card number (PCI DSS 3.4); nothing of one too short to hide anything in between. */
export function maskPan(pan: string): string {
  if (pan.length < 13) return `[${pan.length} digits]`;
  return `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`;
}

function describeTags(tags: readonly Tlv[]): string {
  return tags.map(describeTag).join(' ');
}

function describeTag(object: Tlv): string {
  if ('children' in object) return `${object.tag}(${describeTags(object.children)})`;
  const { tag, value } = object;
  return `${tag}=${shownTags.has(tag) ? Buffer.from(value).toString('hex') : `[${value.length} octets]`}`;
}
