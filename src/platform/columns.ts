import { invariant } from '../kernel/assert.ts';

/**
 * Whole columns as one parameter each, in PostgreSQL's binary array format (`array_send` in its source): a
 * set-based statement takes a batch with `unnest($1::text[], $2::numeric[], …)`, and neither side prints or parses
 * text literals. The cast in SQL must name exactly the type given here (not a domain over it): the server compares.
 */

const oid = {
  boolean: 16,
  bytea: 17,
  int8: 20,
  int4: 23,
  text: 25,
  xid: 28,
  timestamptz: 1184,
  numeric: 1700,
} as const;

/** Dimensions, null flag, element type, length, lower bound. */
const headBytes = 20;

/** Where the length of a text stands, four bytes before it. */
const gap = '\0\0\0\0';

/** For `$n::text[]`. */
export function textColumn(values: readonly (string | null)[]): Buffer {
  // All in one piece, of which most are ASCII, one byte for each character: two calls out of JavaScript for a column rather
  // than for a value. A null joins as nothing.
  const all = values.length === 0 ? '' : gap + values.join(gap);
  const bytes = Buffer.byteLength(all);
  const column = start(oid.text, values, headBytes + bytes);
  const isAscii = bytes === all.length;
  if (values.length > 0) column.write(all, headBytes);
  let at = headBytes;
  for (const value of values) {
    if (value === null) {
      at = column.writeInt32BE(-1, at);
      continue;
    }
    const length = isAscii ? value.length : Buffer.byteLength(value);
    at = column.writeInt32BE(length, at) + length;
  }
  return column;
}

/** For `$n::int8[]`. */
export function bigintColumn(values: readonly (bigint | null)[]): Buffer {
  return fixed(oid.int8, 8, values, (column, value, at) => {
    const near = Number(value);
    // Node's own takes a big integer apart by making seven more.
    if (Number.isSafeInteger(near)) writeInt64(column, near, at);
    else column.writeBigInt64BE(value, at);
  });
}

/** A safe integer as eight bytes, by its halves. */
function writeInt64(column: Buffer, value: number, at: number): void {
  column.writeInt32BE(Math.floor(value / 2 ** 32), at);
  column.writeInt32BE(value | 0, at + 4);
}

/** For `$n::int4[]`. */
export function integerColumn(values: readonly (number | null)[]): Buffer {
  return fixed(oid.int4, 4, values, (column, value, at) => column.writeInt32BE(value, at));
}

/** Transaction ids, which are the versions of rows, for `$n::xid[]`. */
export function xidColumn(values: readonly number[]): Buffer {
  return fixed(oid.xid, 4, values, (column, value, at) => column.writeUInt32BE(value, at));
}

/** For `$n::boolean[]`. */
export function booleanColumn(values: readonly (boolean | null)[]): Buffer {
  return fixed(oid.boolean, 1, values, (column, value, at) => column.writeUInt8(value ? 1 : 0, at));
}

/** 1970 to 2000, where PostgreSQL starts to count, in ms. */
const postgresEpochMs = 946_684_800_000;

/** For `$n::timestamptz[]`; the wire counts microseconds. */
export function timestampColumn(values: readonly (Date | null)[]): Buffer {
  return fixed(oid.timestamptz, 8, values, (column, value, at) => {
    const microseconds = (value.getTime() - postgresEpochMs) * 1000;
    invariant(Number.isSafeInteger(microseconds), 'a moment is a valid date');
    writeInt64(column, microseconds, at);
  });
}

/** For `$n::bytea[]`. */
export function byteaColumn(values: readonly (Uint8Array | null)[]): Buffer {
  let bytes = headBytes + values.length * 4;
  for (const value of values) if (value !== null) bytes += value.length;
  const column = start(oid.bytea, values, bytes);
  let at = headBytes;
  for (const value of values) {
    at = column.writeInt32BE(value === null ? -1 : value.length, at);
    if (value === null) continue;
    column.set(value, at);
    at += value.length;
  }
  return column;
}

/** Whole numbers for `$n::numeric[]`: digits of base 10,000, most significant first (`numeric_recv`). */
export function amountColumn(values: readonly (bigint | null)[]): Buffer {
  const digits = values.map((value) => (value === null ? null : base10000(value < 0n ? -value : value)));
  let bytes = headBytes + values.length * 4;
  for (const value of digits) if (value !== null) bytes += 8 + value.length * 2;
  const column = start(oid.numeric, values, bytes);
  let at = headBytes;
  for (const [index, value] of digits.entries()) {
    if (value === null) {
      at = column.writeInt32BE(-1, at);
      continue;
    }
    at = column.writeInt32BE(8 + value.length * 2, at);
    at = column.writeInt16BE(value.length, at);
    at = column.writeInt16BE(value.length - 1, at);
    at = column.writeUInt16BE((values[index] ?? 0n) < 0n ? 0x4000 : 0, at);
    at = column.writeInt16BE(0, at);
    for (let place = value.length - 1; place >= 0; place -= 1)
      at = column.writeInt16BE(value[place] ?? 0, at);
  }
  return column;
}

/** Least significant first; none for zero. */
function base10000(magnitude: bigint): number[] {
  const digits: number[] = [];
  let large = magnitude;
  // Amounts beyond 2^53 are rare; below, number arithmetic is ten times as fast.
  while (large > 9_007_199_254_740_991n) {
    digits.push(Number(large % 10_000n));
    large /= 10_000n;
  }
  for (let rest = Number(large); rest > 0; rest = Math.floor(rest / 10_000)) digits.push(rest % 10_000);
  return digits;
}

function fixed<T>(
  type: number,
  width: number,
  values: readonly (T | null)[],
  write: (column: Buffer, value: T, at: number) => void,
): Buffer {
  let bytes = headBytes;
  for (const value of values) bytes += value === null ? 4 : 4 + width;
  const column = start(type, values, bytes);
  let at = headBytes;
  for (const value of values) {
    at = column.writeInt32BE(value === null ? -1 : width, at);
    if (value === null) continue;
    write(column, value, at);
    at += width;
  }
  return column;
}

function start(type: number, values: readonly unknown[], bytes: number): Buffer {
  if (values.length === 0) {
    const empty = Buffer.alloc(12);
    empty.writeInt32BE(type, 8);
    return empty;
  }
  const column = Buffer.allocUnsafe(bytes);
  column.writeInt32BE(1, 0);
  column.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  column.writeInt32BE(type, 8);
  column.writeInt32BE(values.length, 12);
  column.writeInt32BE(1, 16);
  return column;
}
