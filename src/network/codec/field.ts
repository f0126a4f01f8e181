import { invariant, unreachable } from '../../kernel/assert.ts';
import type { FieldValue } from '../message.ts';
import { fail } from './cursor.ts';
import type { Cursor, Sink } from './cursor.ts';
import type { Dialect, FieldSpec, Writing } from './dialect.ts';
import type { Element } from './element.ts';
import { hexElement, rawElement } from './octets.ts';
import { packedElement } from './packed.ts';
import { prefix } from './prefix.ts';
import type { Prefix } from './prefix.ts';
import { signedElement } from './signed.ts';
import { textElement } from './text.ts';
import { tlvElement } from './tlv.ts';

/** One data element of one dialect, ready to be read and written. */
export interface FieldCodec {
  read(cursor: Cursor): FieldValue;
  write(sink: Sink, value: FieldValue): void;
  /** The most octets that it takes. */
  readonly most: number;
}

/**
 * Makes the codec of a field from its line in the dialect's table.
 *
 * @throws InvariantBroken when the line contradicts itself: a length that its prefix cannot say, or digits packed
 *   and counted in octets without a filler that tells odd from even
 */
export function fieldCodec(number: number, spec: FieldSpec, dialect: Dialect): FieldCodec {
  const name = `field ${number} of ${dialect.name}`;
  const writing: Writing = { ...dialect, ...spec };
  invariant(number >= 2 && number <= 128, `${name} has a number from 2 to 128`);
  invariant(Number.isInteger(spec.length) && spec.length > 0, `${name} has a length`);
  invariant(
    spec.variable === undefined ||
      !isPacked(spec, dialect) ||
      writing.counts === 'digits' ||
      (writing.oddVariable === 'right' && writing.filler === 'F'),
    `${name} tells odd from even`,
  );
  const element = elementOf(spec, writing, dialect);
  return spec.variable === undefined
    ? fixedField(element, spec.length)
    : variableField(name, element, spec.length, prefix(writing.prefix, spec.variable, dialect.charset));
}

/** Whether a field is written in half octets, so that the hex view of a message is wanted. */
export function isPacked(spec: FieldSpec, dialect: Dialect): boolean {
  const writing: Writing = { ...dialect, ...spec };
  if (spec.format === 'z') return writing.track === 'packed';
  return (spec.format === 'n' || spec.format === 'x+n') && writing.digits === 'packed';
}

function elementOf(spec: FieldSpec, writing: Writing, { charset }: Dialect): Element {
  const odd = spec.variable === undefined ? writing.oddFixed : writing.oddVariable;
  const packing = { odd, filler: writing.filler, counts: writing.counts };
  const octets = writing.octets === 'raw' ? rawElement() : hexElement(charset, writing.counts);
  const digits = writing.digits === 'packed' ? packedElement('n', packing) : textElement('n', charset);
  switch (spec.format) {
    case 'n':
      return digits;
    case 'x+n':
      return signedElement(digits, charset);
    case 'z':
      return writing.track === 'packed' ? packedElement('z', packing) : textElement('z', charset);
    case 'b':
      return octets;
    case 'tlv':
      return tlvElement(octets);
    case 'a':
    case 'an':
    case 'as':
    case 'ns':
    case 'ans':
      return textElement(spec.format, charset);
    default:
      return unreachable(spec.format);
  }
}

function fixedField(element: Element, length: number): FieldCodec {
  return {
    most: element.octets(length),
    read: (cursor) => element.read(cursor, length),
    write: (sink, value) => void element.write(sink, value, length, length),
  };
}

function variableField(name: string, element: Element, length: number, front: Prefix): FieldCodec {
  invariant(element.announce(length) <= front.largest, `the longest ${name} can be announced`);
  return {
    most: front.octets + element.octets(length),
    read(cursor) {
      const at = cursor.at;
      const units = element.announced(cursor, front.read(cursor));
      if (units > length) fail(cursor, at, `takes at most ${length}, and the length says ${units}`);
      return element.read(cursor, units);
    },
    write(sink, value) {
      const at = sink.at;
      sink.at += front.octets;
      front.write(sink, at, element.announce(element.write(sink, value, 0, length)));
    },
  };
}
