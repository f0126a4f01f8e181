import type { Charset } from './charsets.ts';
import { octet, take } from './cursor.ts';
import type { Cursor, Sink } from './cursor.ts';
import type { Dialect } from './dialect.ts';
import { hexReader, hexWriter } from './octets.ts';

/** Sixty-four bits as two words; bit 1 is the highest of the first. */
export interface BitmapCodec {
  read(cursor: Cursor): readonly [number, number];
  /** Writes eight octets of bits. */
  write(sink: Sink, bits: Uint8Array): void;
  readonly octets: number;
}

/** A bitmap as eight octets or as sixteen hex characters. */
export function bitmapCodec(writing: Dialect['bitmap'], charset: Charset): BitmapCodec {
  if (writing === 'binary')
    return {
      octets: 8,
      read(cursor) {
        const at = cursor.at;
        take(cursor, 8);
        return [wordAt(cursor.bytes, at), wordAt(cursor.bytes, at + 4)];
      },
      write(sink, bits) {
        sink.bytes.set(bits, sink.at);
        sink.at += 8;
      },
    };
  const readHex = hexReader(charset);
  return {
    octets: 16,
    read(cursor) {
      const bits = readHex(cursor, 8);
      return [wordAt(bits, 0), wordAt(bits, 4)];
    },
    write: hexWriter(charset),
  };
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (octet(bytes, at) << 24) |
  (octet(bytes, at + 1) << 16) |
  (octet(bytes, at + 2) << 8) |
  octet(bytes, at + 3);
