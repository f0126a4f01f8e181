import { readFileSync } from 'node:fs';
import type { Fields, FieldValue, Tlv } from '../message.ts';

/** A message and its octets, written out by hand, piece by piece. */
export interface Vector {
  readonly name: string;
  readonly dialect: string;
  readonly mti: string;
  readonly fields: Fields;
  readonly bytes: Buffer;
}

/** Octets that are no message, with the field and the offset that must be named. */
export interface MalformedVector {
  readonly name: string;
  readonly dialect: string;
  readonly bytes: Buffer;
  readonly field: number;
  readonly offset: number;
}

type Wire = readonly (readonly [what: string, writing: 'text' | 'hex', bytes: string])[];
type WrittenTlv = { readonly tag: string } & (
  { readonly hex: string } | { readonly children: readonly WrittenTlv[] }
);
type WrittenValue = string | { readonly hex: string } | readonly WrittenTlv[];

interface WrittenVectors {
  readonly dialect: string;
  readonly vectors: readonly {
    readonly name: string;
    readonly mti: string;
    readonly fields: Readonly<Record<string, WrittenValue>>;
    readonly wire: Wire;
  }[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'));

/** All messages of the vector files. */
export function vectors(): readonly Vector[] {
  return ['ascii', 'ascii-binary-bitmap', 'binary', 'ebcdic'].flatMap((file) => {
    const written = read(file) as WrittenVectors;
    return written.vectors.map(({ name, mti, fields, wire }) => ({
      name,
      mti,
      dialect: written.dialect,
      fields: Object.fromEntries(Object.entries(fields).map(([number, value]) => [number, valueOf(value)])),
      bytes: bytesOf(wire),
    }));
  });
}

/** All octets that are no message. */
export function malformedVectors(): readonly MalformedVector[] {
  const written = read('malformed') as {
    readonly vectors: readonly (Omit<MalformedVector, 'bytes'> & { readonly wire: Wire })[];
  };
  return written.vectors.map(({ name, dialect, field, offset, wire }) => ({
    name,
    dialect,
    field,
    offset,
    bytes: bytesOf(wire),
  }));
}

function bytesOf(wire: Wire): Buffer {
  const pieces = wire.map(([what, writing, bytes]) => {
    if (writing === 'text') return Buffer.from(bytes, 'latin1');
    const octets = Buffer.from(bytes, 'hex');
    if (octets.length * 2 !== bytes.length)
      throw new Error(`${what} is written in an odd number of half octets`);
    return octets;
  });
  return Buffer.concat(pieces);
}

function valueOf(written: WrittenValue): FieldValue {
  if (typeof written === 'string') return written;
  return 'hex' in written ? octets(written.hex) : written.map(tlvOf);
}

const tlvOf = (written: WrittenTlv): Tlv =>
  'hex' in written
    ? { tag: written.tag, value: octets(written.hex) }
    : { tag: written.tag, children: written.children.map(tlvOf) };

const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
