import { checkLength, fail, octet, take } from './cursor.ts';
import type { Element } from './element.ts';
import { asItIs } from './element.ts';

export interface Packing {
  readonly odd: 'left' | 'right';
  readonly filler: '0' | 'F';
  readonly counts: 'digits' | 'octets';
}

/** What the half octets 0 to F mean: digits only, or characters of a track (F, the end sentinel, is no data). */
const alphabets = { n: '0123456789', z: '0123456789:;<=>' } as const;

/**
 * Digits, two in an octet (BCD; of tracks all but F). An odd number of them leaves a half octet over:
 * 0 on the left, 0 or F on the right. Where the length counts octets only F tells odd from even.
 */
export function packedElement(format: 'n' | 'z', { odd, filler, counts }: Packing): Element<string> {
  const alphabet = alphabets[format];
  const highest = alphabet.length - 1;
  const left = odd === 'left';
  const fillerValue = filler === 'F' ? 15 : 0;

  return {
    ...(counts === 'digits'
      ? asItIs
      : {
          announce: (units: number) => (units + 1) >> 1,
          announced(cursor, length) {
            const last = cursor.at + length - 1;
            const fills = length > 0 && last < cursor.bytes.length && (octet(cursor.bytes, last) & 15) === 15;
            return length * 2 - (fills ? 1 : 0);
          },
        }),
    octets: (units) => (units + 1) >> 1,
    read(cursor, units) {
      const start = cursor.at;
      const isOdd = (units & 1) === 1;
      const end = take(cursor, (units + 1) >> 1);
      for (let at = start; at < end; at += 1) {
        const byte = octet(cursor.bytes, at);
        const high = byte >> 4;
        const low = byte & 15;
        const highFills = isOdd && left && at === start;
        const lowFills = isOdd && !left && at === end - 1;
        if (highFills ? high !== 0 : high > highest) fail(cursor, at, wrong(highFills, 'high'));
        if (lowFills ? low !== 0 && low !== 15 : low > highest) fail(cursor, at, wrong(lowFills, 'low'));
      }
      const from = start * 2 + (isOdd && left ? 1 : 0);
      const hex = cursor.hex.slice(from, from + units);
      return format === 'n' ? hex : trackOf(hex);
    },
    write(sink, value, least, most) {
      if (typeof value !== 'string') fail(sink, sink.at, 'takes text');
      const units = value.length;
      checkLength(sink, units, least, most);
      const isOdd = (units & 1) === 1;
      let half = isOdd && left ? 1 : 0;
      let byte = 0;
      for (let index = 0; index < units; index += 1) {
        const digit = value.charCodeAt(index) - 0x30;
        if (digit < 0 || digit > highest)
          fail(sink, sink.at, format === 'n' ? 'takes digits only' : 'takes track characters only');
        if (half === 0) byte = digit << 4;
        else {
          sink.bytes[sink.at] = byte | digit;
          sink.at += 1;
          byte = 0;
        }
        half ^= 1;
      }
      if (half === 1) {
        sink.bytes[sink.at] = byte | fillerValue;
        sink.at += 1;
      }
      return units;
    },
  };
}

const wrong = (fills: boolean, half: 'high' | 'low'): string =>
  `the ${half} half octet is no ${fills ? 'filler' : 'digit'}`;

/** The characters of a track from its half octets in lower-case hex. */
function trackOf(hex: string): string {
  let text = '';
  for (let at = 0; at < hex.length; at += 1) {
    const code = hex.charCodeAt(at);
    text += code < 0x3a ? hex.charAt(at) : alphabets.z.charAt(code - 0x57);
  }
  return text;
}
