import type { FieldValue } from '../message.ts';
import type { Cursor, Sink } from './cursor.ts';

/**
 * How the inside of a field is read and written. Units are what the field's length is given in: characters and
 * digits of text, octets of `b` and `tlv`.
 */
export interface Element<V extends FieldValue = FieldValue> {
  /** Reads this many units. */
  read(cursor: Cursor, units: number): V;
  /** Writes a value of `least` to `most` units and answers how many it has. */
  write(sink: Sink, value: FieldValue, least: number, most: number): number;
  /** The octets that this many units take. */
  octets(units: number): number;
  /** What the length in front of this many units says. */
  announce(units: number): number;
  /** The units that a length announces; it stands before the cursor, so what follows may be looked at. */
  announced(cursor: Cursor, length: number): number;
}

export const asItIs = {
  announce: (units: number): number => units,
  announced: (_cursor: Cursor, length: number): number => length,
};
