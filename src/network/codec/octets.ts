import { hexValues } from './characters.ts';
import type { Charset } from './charsets.ts';
import { charsetTables } from './charsets.ts';
import { checkLength, fail, octet, take } from './cursor.ts';
import type { Cursor, Sink } from './cursor.ts';
import type { Element } from './element.ts';
import { asItIs } from './element.ts';

const upperHex = '0123456789ABCDEF';

/** Reads `count` octets written as two hex characters each, in either case. */
export function hexReader(charset: Charset): (cursor: Cursor, count: number) => Uint8Array {
  const { toAscii } = charsetTables(charset);
  const byOctet = hexValues.map((_, byte) => octet(hexValues, octet(toAscii, byte)));
  return (cursor, count) => {
    let at = cursor.at;
    take(cursor, count * 2);
    const value = new Uint8Array(count);
    for (let index = 0; index < count; index += 1, at += 2) {
      const high = octet(byOctet, octet(cursor.bytes, at));
      const low = octet(byOctet, octet(cursor.bytes, at + 1));
      if (high === 255 || low === 255) fail(cursor, high === 255 ? at : at + 1, 'takes hex characters only');
      value[index] = (high << 4) | low;
    }
    return value;
  };
}

/** Writes octets as two upper-case hex characters each. */
export function hexWriter(charset: Charset): (sink: Sink, value: Uint8Array) => void {
  const { fromAscii } = charsetTables(charset);
  const digits = Uint8Array.from(upperHex, (digit) => octet(fromAscii, digit.charCodeAt(0)));
  return (sink, value) => {
    for (const byte of value) {
      sink.bytes[sink.at] = octet(digits, byte >> 4);
      sink.bytes[sink.at + 1] = octet(digits, byte & 15);
      sink.at += 2;
    }
  };
}

/** Reads `count` octets as they are. A copy: what was received is not kept alive, nor changed under the message. */
export function rawOctets(cursor: Cursor, count: number): Uint8Array {
  const at = cursor.at;
  const end = take(cursor, count);
  const value = new Uint8Array(count);
  value.set(cursor.bytes.subarray(at, end));
  return value;
}

/** Octets as they are. */
export function rawElement(): Element<Uint8Array> {
  return {
    ...asItIs,
    octets: (units) => units,
    read: rawOctets,
    write(sink, value, least, most) {
      if (!(value instanceof Uint8Array)) fail(sink, sink.at, 'takes octets');
      checkLength(sink, value.length, least, most);
      sink.bytes.set(value, sink.at);
      sink.at += value.length;
      return value.length;
    },
  };
}

/** Octets as hex characters. The length in front counts either. */
export function hexElement(charset: Charset, counts: 'digits' | 'octets'): Element<Uint8Array> {
  const read = hexReader(charset);
  const write = hexWriter(charset);
  return {
    ...(counts === 'octets'
      ? asItIs
      : {
          announce: (units: number) => units * 2,
          announced(cursor, length) {
            if ((length & 1) === 1) fail(cursor, cursor.at, 'an odd number of hex characters');
            return length >> 1;
          },
        }),
    octets: (units) => units * 2,
    read,
    write(sink, value, least, most) {
      if (!(value instanceof Uint8Array)) fail(sink, sink.at, 'takes octets');
      checkLength(sink, value.length, least, most);
      write(sink, value);
      return value.length;
    },
  };
}
