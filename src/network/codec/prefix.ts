import { classes } from './characters.ts';
import type { Charset } from './charsets.ts';
import { charsetTables } from './charsets.ts';
import { fail, octet, take } from './cursor.ts';
import type { Cursor, Sink } from './cursor.ts';
import type { Writing } from './dialect.ts';

/** The length in front of a variable field. */
export interface Prefix {
  readonly octets: number;
  /** The largest length that it can say. */
  readonly largest: number;
  read(cursor: Cursor): number;
  /** Writes `length` at `at`, which was left free for it. */
  write(sink: Sink, at: number, length: number): void;
}

/** The length of LLVAR (2 digits) and LLLVAR (3 digits) fields, in one of its writings. */
export function prefix(writing: Writing['prefix'], digits: 2 | 3, charset: Charset): Prefix {
  const largest = digits === 2 ? 99 : 999;
  if (writing === 'text') return textPrefix(digits, largest, charset);
  if (writing === 'packed') return packedPrefix((digits + 1) >> 1, largest);
  return binaryPrefix(digits === 2 ? 1 : 2);
}

function textPrefix(octets: number, largest: number, charset: Charset): Prefix {
  const { toAscii, fromAscii } = charsetTables(charset);
  return {
    octets,
    largest,
    read(cursor) {
      const start = cursor.at;
      const end = take(cursor, octets);
      let length = 0;
      for (let at = start; at < end; at += 1) {
        const code = octet(toAscii, octet(cursor.bytes, at));
        if ((octet(classes, code) & 1) === 0) fail(cursor, at, 'the length is no number');
        length = length * 10 + code - 0x30;
      }
      return length;
    },
    write(sink, at, length) {
      let rest = length;
      for (let place = at + octets - 1; place >= at; place -= 1) {
        sink.bytes[place] = octet(fromAscii, 0x30 + (rest % 10));
        rest = Math.trunc(rest / 10);
      }
    },
  };
}

function packedPrefix(octets: number, largest: number): Prefix {
  return {
    octets,
    largest,
    read(cursor) {
      const start = cursor.at;
      const end = take(cursor, octets);
      let length = 0;
      for (let at = start; at < end; at += 1) {
        const byte = octet(cursor.bytes, at);
        if (byte >> 4 > 9 || (byte & 15) > 9) fail(cursor, at, 'the length is no number');
        length = length * 100 + (byte >> 4) * 10 + (byte & 15);
      }
      return length;
    },
    write(sink, at, length) {
      let rest = length;
      for (let place = at + octets - 1; place >= at; place -= 1) {
        const pair = rest % 100;
        sink.bytes[place] = (Math.trunc(pair / 10) << 4) | (pair % 10);
        rest = Math.trunc(rest / 100);
      }
    },
  };
}

function binaryPrefix(octets: 1 | 2): Prefix {
  return {
    octets,
    largest: octets === 1 ? 0xff : 0xffff,
    read(cursor) {
      const start = cursor.at;
      take(cursor, octets);
      const first = octet(cursor.bytes, start);
      return octets === 1 ? first : (first << 8) | octet(cursor.bytes, start + 1);
    },
    write(sink, at, length) {
      if (octets === 2) sink.bytes[at] = length >> 8;
      sink.bytes[at + octets - 1] = length & 255;
    },
  };
}
