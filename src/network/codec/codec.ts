import { MalformedMessage, referenceFields } from '../malformed.ts';
import type { FieldValue, Message } from '../message.ts';
import { bitmapCodec } from './bitmap.ts';
import { cursors, fail } from './cursor.ts';
import type { Cursor, Sink } from './cursor.ts';
import type { Dialect } from './dialect.ts';
import { fieldCodec, isPacked } from './field.ts';
import type { FieldCodec } from './field.ts';
import { packedElement } from './packed.ts';
import { textElement } from './text.ts';

/** Reads and writes the messages of one dialect. */
export interface Codec {
  readonly dialect: string;
  /**
   * The message that these octets are, all of them: a field that is cut off, a character that its format does not
   * allow, a field that the dialect does not know, octets left over, each refuses the whole.
   *
   * @throws MalformedMessage naming the field and the offset
   */
  decode(bytes: Uint8Array): Message;
  /**
   * The octets of a message. Nothing is padded or cut: a fixed field takes a value of exactly its length.
   *
   * @throws MalformedMessage naming the field, and the offset that it would have had
   */
  encode(message: Message): Buffer;
}

const primary = 64;
const lastField = 128;

/** The codec of a dialect (ISO 8583:1987). Made once for each dialect: its tables are prepared here. */
export function createCodec(dialect: Dialect): Codec {
  const fields: (FieldCodec | undefined)[] = Array.from({ length: lastField + 1 });
  let room = 4 + 32;
  let packs = dialect.mti === 'packed';
  for (const [number, spec] of Object.entries(dialect.fields)) {
    const codec = fieldCodec(Number(number), spec, dialect);
    fields[Number(number)] = codec;
    room += codec.most;
    packs ||= isPacked(spec, dialect);
  }
  const type =
    dialect.mti === 'packed'
      ? packedElement('n', { odd: 'left', filler: '0', counts: 'digits' })
      : textElement('n', dialect.charset);
  const bitmap = bitmapCodec(dialect.bitmap, dialect.charset);
  const cursorOf = cursors(dialect.charset, packs);
  // Large enough for the largest message, so that no write is checked; wiped after each, for PINs pass through it.
  const scratch = Buffer.alloc(room);
  const bits = new Uint8Array(16);
  const firstBits = bits.subarray(0, 8);
  const secondBits = bits.subarray(8);

  const checkType = (where: Cursor | Sink, mti: string): void => {
    if (mti.charAt(0) !== dialect.version) fail(where, 0, `a version other than ${dialect.version}`);
    // Class 1 to 8, function 0 to 4 and 8 or 9 reserved, origin 0 to 5: ISO 8583:1987, section 4.1.
    if (mti.charAt(1) === '0' || mti.charAt(1) === '9') fail(where, 0, 'no message class');
    if (mti.charAt(3) > '5') fail(where, 0, 'no message origin');
  };

  const readBits = (cursor: Cursor, word: number, first: number, into: Record<number, FieldValue>): void => {
    let rest = word;
    while (rest !== 0) {
      const bit = Math.clz32(rest);
      rest &= ~(0x8000_0000 >>> bit);
      const number = first + bit;
      if (number === 1) continue;
      cursor.field = number;
      const field = fields[number];
      if (field === undefined) return fail(cursor, cursor.at, 'is not in this dialect');
      into[number] = field.read(cursor);
    }
  };

  return {
    dialect: dialect.name,

    decode(bytes) {
      const cursor = cursorOf(asBuffer(bytes));
      const read: Record<number, FieldValue> = {};
      let mti = '';
      try {
        mti = type.read(cursor, 4);
        checkType(cursor, mti);
        cursor.field = 1;
        const [a, b] = bitmap.read(cursor);
        const [c, d] = a < 0 ? bitmap.read(cursor) : [0, 0];
        readBits(cursor, a, 1, read);
        readBits(cursor, b, 33, read);
        readBits(cursor, c, 65, read);
        readBits(cursor, d, 97, read);
        const left = cursor.bytes.length - cursor.at;
        if (left > 0) fail(cursor, cursor.at, `the message goes on for ${left} octets behind its last field`);
      } catch (error) {
        throw error instanceof MalformedMessage && cursor.field > 1 ? withReference(error, mti, read) : error;
      }
      return { mti, fields: read };
    },

    encode(message) {
      const sink: Sink = { bytes: scratch, at: 0, field: 0 };
      let used = room;
      try {
        type.write(sink, message.mti, 4, 4);
        checkType(sink, message.mti);
        const afterType = sink.at;
        const last = presentBits(message, bits);
        sink.at += last > primary ? bitmap.octets * 2 : bitmap.octets;
        for (let number = 2; number <= last; number += 1) {
          const value = message.fields[number];
          if (value === undefined) continue;
          sink.field = number;
          const field = fields[number];
          if (field === undefined) fail(sink, sink.at, 'is not in this dialect');
          field.write(sink, value);
        }
        used = sink.at;
        sink.at = afterType;
        bitmap.write(sink, firstBits);
        if (last > primary) bitmap.write(sink, secondBits);
        return Buffer.from(scratch.subarray(0, used));
      } finally {
        scratch.fill(0, 0, used);
      }
    },
  };
}

/** Sets the bits of the fields that are there and answers the highest. Any other key is a mistake of the caller's. */
function presentBits(message: Message, bits: Uint8Array): number {
  bits.fill(0);
  let last = 0;
  for (const key in message.fields) {
    const number = Number(key);
    if (!(number >= 2 && number <= lastField))
      throw new MalformedMessage(number, 0, 'is no field that can be set');
    if (message.fields[number] === undefined) continue;
    const at = (number - 1) >> 3;
    bits[at] = (bits[at] ?? 0) | (0x80 >> ((number - 1) & 7));
    if (number > last) last = number;
  }
  if (last > primary) bits[0] = (bits[0] ?? 0) | 0x80;
  return last;
}

function withReference(
  error: MalformedMessage,
  mti: string,
  read: Record<number, FieldValue>,
): MalformedMessage {
  const fields: Record<number, FieldValue> = {};
  for (const number of referenceFields) if (read[number] !== undefined) fields[number] = read[number];
  return new MalformedMessage(error.field, error.offset, error.reason, { mti, fields });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
