import { hexValues } from './characters.ts';
import { fail, octet } from './cursor.ts';
import type { Element } from './element.ts';
import type { FieldValue, Tlv } from '../message.ts';

/** Templates hold templates; EMV uses two levels, and a limit keeps a hostile message from filling the stack. */
const deepest = 8;
const longestTag = 4;

/** Refuses the octets, at one of them. */
type Report = (at: number, reason: string) => never;

/**
 * BER-TLV by EMV book 3, annex B: tags of one to four octets, definite lengths of one to three. Zero octets between
 * objects mean nothing there and are skipped. `report` is called at the first octet that is wrong and does not return.
 */
export function readTlv(bytes: Uint8Array, report: Report): readonly Tlv[] {
  return readObjects(bytes, 0, bytes.length, 1, report);
}

function readObjects(bytes: Uint8Array, start: number, end: number, depth: number, report: Report): Tlv[] {
  const objects: Tlv[] = [];
  let at = start;
  while (at < end) {
    if (octet(bytes, at) === 0) {
      at += 1;
      continue;
    }
    const tagEnd = endOfTag(bytes, at, end);
    if (tagEnd === undefined) return report(at, 'a tag without an end');
    const tag = hexOf(bytes, at, tagEnd);
    const { length, next } = readLength(bytes, tagEnd, end, report);
    if (next + length > end) report(tagEnd, `tag ${tag} says ${length} octets and ${end - next} are left`);
    if ((octet(bytes, at) & 0x20) === 0) objects.push({ tag, value: bytes.slice(next, next + length) });
    else if (depth === deepest) report(at, `more than ${deepest} templates inside each other`);
    else objects.push({ tag, children: readObjects(bytes, next, next + length, depth + 1, report) });
    at = next + length;
  }
  return objects;
}

function endOfTag(bytes: Uint8Array, at: number, end: number): number | undefined {
  if ((octet(bytes, at) & 0x1f) !== 0x1f) return at + 1;
  for (let next = at + 1; next < end && next < at + longestTag; next += 1) {
    if ((octet(bytes, next) & 0x80) === 0) return next + 1;
  }
  return undefined;
}

function readLength(
  bytes: Uint8Array,
  at: number,
  end: number,
  report: Report,
): { readonly length: number; readonly next: number } {
  if (at >= end) report(at, 'a tag without a length');
  const first = octet(bytes, at);
  if (first < 0x80) return { length: first, next: at + 1 };
  const octets = first & 0x7f;
  if (octets < 1 || octets > 2) report(at, 'a length of no definite form');
  if (at + octets >= end) report(at, 'a length that is cut off');
  const length = octets === 1 ? octet(bytes, at + 1) : (octet(bytes, at + 1) << 8) | octet(bytes, at + 2);
  return { length, next: at + 1 + octets };
}

function hexOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += hexPairs[octet(bytes, at)] ?? '';
  return text;
}

const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);

/** The octets of data objects, lengths in their shortest form. `report` is called for an object that cannot be written. */
export function writeTlv(objects: readonly Tlv[], report: (reason: string) => never): Uint8Array {
  const out: number[] = [];
  writeObjects(objects, out, 1, report);
  return Uint8Array.from(out);
}

function writeObjects(
  objects: readonly Tlv[],
  out: number[],
  depth: number,
  report: (r: string) => never,
): void {
  if (depth > deepest) report(`more than ${deepest} templates inside each other`);
  for (const object of objects) {
    const tag = tagOctets(object.tag);
    const constructed = 'children' in object;
    if (tag === undefined || ((octet(tag, 0) & 0x20) !== 0) !== constructed)
      report('an object whose tag does not fit it');
    out.push(...tag);
    let value: ArrayLike<number>;
    if (constructed) {
      const inner: number[] = [];
      writeObjects(object.children, inner, depth + 1, report);
      value = inner;
    } else value = object.value;
    const length = value.length;
    if (length > 0xffff) report('an object that is too long');
    if (length < 0x80) out.push(length);
    else if (length < 0x100) out.push(0x81, length);
    else out.push(0x82, length >> 8, length & 255);
    for (let at = 0; at < length; at += 1) out.push(value[at] ?? 0);
  }
}

/** The octets of a tag written in upper-case hex, if they are exactly one tag. */
function tagOctets(tag: string): Uint8Array | undefined {
  if (tag.length < 2 || tag.length > longestTag * 2 || (tag.length & 1) === 1) return undefined;
  const octets = new Uint8Array(tag.length >> 1);
  for (let at = 0; at < octets.length; at += 1) {
    const high = octet(hexValues, tag.charCodeAt(at * 2));
    const low = octet(hexValues, tag.charCodeAt(at * 2 + 1));
    if (high > 15 || low > 15) return undefined;
    octets[at] = (high << 4) | low;
  }
  if (tag !== tag.toUpperCase() || octet(octets, 0) === 0) return undefined;
  return endOfTag(octets, 0, octets.length) === octets.length ? octets : undefined;
}

/** A field of data objects, over a field of octets. */
export function tlvElement(inside: Element<Uint8Array>): Element<readonly Tlv[]> {
  return {
    ...inside,
    read(cursor, units) {
      const start = cursor.at;
      const bytes = inside.read(cursor, units);
      const width = inside.octets(1);
      return readTlv(bytes, (at, reason) => fail(cursor, start + at * width, reason));
    },
    write(sink, value, least, most) {
      if (!isTlv(value)) fail(sink, sink.at, 'takes data objects');
      const bytes = writeTlv(value, (reason) => fail(sink, sink.at, reason));
      return inside.write(sink, bytes, least, most);
    },
  };
}

const isTlv = (value: FieldValue): value is readonly Tlv[] =>
  typeof value !== 'string' && !(value instanceof Uint8Array);
