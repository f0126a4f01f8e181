import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { dialects } from '../dialects/dialects.ts';
import { iso1987 } from '../dialects/iso1987.ts';
import { iso1987Ascii } from '../dialects/iso1987-ascii.ts';
import { iso1987Binary } from '../dialects/iso1987-binary.ts';
import { MalformedMessage } from '../malformed.ts';
import type { FieldValue, Message, Tlv } from '../message.ts';
import { createCodec } from './codec.ts';
import { fixed, ll } from './dialect.ts';
import type { Dialect, FieldSpec, Format, Writing } from './dialect.ts';

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const specials = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** Written down here a second time, from the standard and not from the tables of the codec. */
const characters: Readonly<Record<Exclude<Format, 'b' | 'tlv' | 'x+n'>, string>> = {
  a: `${letters} `,
  n: digits,
  an: `${letters}${digits} `,
  as: `${letters}${specials} `,
  ns: `${digits}${specials} `,
  ans: `${letters}${digits}${specials} `,
  z: `${digits}:;<=>`,
};

/** Objects as the codec makes them. */
const plain = { noNullPrototype: true } as const;

const oneOf = (text: string): fc.Arbitrary<string> => fc.constantFrom(...text.split(''));

const octets = (least: number, most: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: least, maxLength: most });

const tag = (constructed: boolean): fc.Arbitrary<string> =>
  fc.constantFrom(
    ...(constructed ? ['70', '77', 'E1', 'BF0C'] : ['82', '95', '9F26', '5F2A', 'DF8101', 'DF818102']),
  );

const tlv = (depth: number): fc.Arbitrary<Tlv> => {
  const primitive = fc.record({ tag: tag(false), value: octets(0, 12) }, plain);
  if (depth === 0) return primitive;
  const constructed = fc.record(
    { tag: tag(true), children: fc.array(tlv(depth - 1), { maxLength: 2 }) },
    plain,
  );
  return fc.oneof({ weight: 3, arbitrary: primitive }, { weight: 1, arbitrary: constructed });
};

function valueOf(spec: FieldSpec): fc.Arbitrary<FieldValue> {
  const least = spec.variable === undefined ? spec.length : 0;
  if (spec.format === 'b') return octets(least, spec.length);
  if (spec.format === 'tlv') return fc.array(tlv(2), { maxLength: 3 });
  const text = (format: keyof typeof characters): fc.Arbitrary<string> =>
    fc.string({ unit: oneOf(characters[format]), minLength: least, maxLength: spec.length });
  if (spec.format !== 'x+n') return text(spec.format);
  return fc.tuple(fc.constantFrom('C', 'D'), text('n')).map(([sign, amount]) => sign + amount);
}

const writing: fc.Arbitrary<Writing> = fc
  .record({
    digits: fc.constantFrom('text', 'packed'),
    track: fc.constantFrom('text', 'packed'),
    octets: fc.constantFrom('raw', 'hex'),
    prefix: fc.constantFrom('text', 'packed', 'binary'),
    counts: fc.constantFrom('digits', 'octets'),
    oddFixed: fc.constantFrom('left', 'right'),
    oddVariable: fc.constantFrom('left', 'right'),
    filler: fc.constantFrom('0', 'F'),
  } as const)
  .filter(
    (writing) => writing.counts === 'digits' || (writing.oddVariable === 'right' && writing.filler === 'F'),
  );

/** What makes a dialect of the tables of the standard. */
const rest: fc.Arbitrary<Pick<Dialect, 'charset' | 'mti' | 'bitmap'>> = fc.record({
  charset: fc.constantFrom('ascii', 'ebcdic-037', 'ebcdic-500', 'ebcdic-1047'),
  mti: fc.constantFrom('text', 'packed'),
  bitmap: fc.constantFrom('binary', 'hex'),
} as const);

const changes: fc.Arbitrary<Partial<Dialect>> = fc
  .tuple(writing, rest)
  .map(([writing, rest]) => Object.assign({}, writing, rest));

const mti = fc.tuple(oneOf('12345678'), oneOf(digits), oneOf('012345')).map((rest) => `0${rest.join('')}`);

const numbers = Object.keys(iso1987).map(Number);

/** A message of up to 25 fields that fits a frame. */
const message: fc.Arbitrary<Message> = fc
  .uniqueArray(fc.constantFrom(...numbers), { maxLength: 25 })
  .chain((chosen) =>
    fc.record(
      {
        mti,
        fields: fc
          .tuple(...chosen.map((number) => valueOf(iso1987[number]!)))
          .map((values) => Object.fromEntries(chosen.map((number, at) => [number, values[at]!]))),
      },
      plain,
    ),
  );

function assertRoundTrip(changes: Partial<Dialect>, message: Message): void {
  const codec = createCodec({ ...iso1987Ascii, ...changes });
  const bytes = codec.encode(message);
  assert.deepEqual(codec.decode(bytes), message);
  assert.deepEqual(codec.encode(codec.decode(bytes)), bytes);
}

test('the table has every data element from 2 to 128', () => {
  assert.deepEqual(
    numbers,
    Array.from({ length: 127 }, (_, at) => at + 2),
  );
});

test('every field comes back as it was, in every writing', () => {
  for (const number of numbers)
    fc.assert(
      fc.property(changes, valueOf(iso1987[number]!), (changes, value) =>
        assertRoundTrip(changes, { mti: '0100', fields: { [number]: value } }),
      ),
      { numRuns: 25 },
    );
});

test('every message comes back as it was, in every writing', () => {
  fc.assert(fc.property(changes, message, assertRoundTrip), { numRuns: 400 });
});

for (const shipped of Object.values(dialects))
  test(`every message comes back as it was in ${shipped.name}`, () => {
    fc.assert(
      fc.property(message, (message) => assertRoundTrip(shipped, message)),
      { numRuns: 150 },
    );
  });

test('no message is whole before its last octet', () => {
  fc.assert(
    fc.property(changes, message, (changes, message) => {
      const codec = createCodec({ ...iso1987Ascii, ...changes });
      const bytes = codec.encode(message);
      for (let end = 0; end < bytes.length; end += 1 + Math.trunc(bytes.length / 50))
        assert.throws(() => codec.decode(bytes.subarray(0, end)), MalformedMessage);
    }),
    { numRuns: 150 },
  );
});

test('what the octets of a message were is not kept: changing them changes no field', () => {
  const codec = createCodec(iso1987Binary);
  const fields = { 2: '4111111111111111', 41: 'TERM0001', 52: new Uint8Array(8).fill(7) };
  const bytes = codec.encode({ mti: '0100', fields });
  const decoded = codec.decode(bytes);
  bytes.fill(0);
  assert.deepEqual(decoded.fields, fields);
});

const refusals: readonly [string, Message, number][] = [
  ['a value that is too short for its fixed field', { mti: '0100', fields: { 3: '00000' } }, 3],
  ['a value that is too long', { mti: '0100', fields: { 2: '41111111111111111111' } }, 2],
  ['a character that the format does not allow', { mti: '0100', fields: { 4: '00000000 500' } }, 4],
  ['a character beyond ASCII', { mti: '0100', fields: { 41: 'CAFÉ0001' } }, 41],
  ['octets for text', { mti: '0100', fields: { 3: new Uint8Array(6) } }, 3],
  ['text for octets', { mti: '0100', fields: { 52: '12345678' } }, 52],
  ['a sign that is missing', { mti: '0100', fields: { 28: '000000200' } }, 28],
  ['a field that the codec writes itself', { mti: '0100', fields: { 1: '0' } }, 1],
  ['a field beyond the last', { mti: '0100', fields: { 129: '0' } }, 129],
  ['another version', { mti: '1100', fields: {} }, 0],
  ['no message class', { mti: '0000', fields: {} }, 0],
  ['a tag that is none', { mti: '0100', fields: { 55: [{ tag: '9F', value: new Uint8Array() }] } }, 55],
  [
    'a template with octets of its own',
    { mti: '0100', fields: { 55: [{ tag: '70', value: new Uint8Array() }] } },
    55,
  ],
  ['a primitive with children', { mti: '0100', fields: { 55: [{ tag: '95', children: [] }] } }, 55],
];

for (const [what, message, field] of refusals)
  test(`refuses to write ${what}`, () => {
    assert.throws(
      () => createCodec(iso1987Ascii).encode(message),
      (error) => error instanceof MalformedMessage && error.field === field,
    );
  });

test('a field that is not in the dialect is refused, read and written', () => {
  const narrow = createCodec({ ...iso1987Ascii, fields: { 3: iso1987[3]! } });
  const wide = createCodec(iso1987Ascii).encode({ mti: '0100', fields: { 3: '000000', 11: '000001' } });
  const named = (error: unknown): boolean => error instanceof MalformedMessage && error.field === 11;
  assert.throws(() => narrow.decode(wide), named);
  assert.throws(() => narrow.encode({ mti: '0100', fields: { 11: '000001' } }), named);
});

test('an error names what was refused for its answer, and no card', () => {
  const codec = createCodec(iso1987Ascii);
  const fields = { 2: '4111111111111111', 4: '000000005500', 11: '000123', 41: 'TERM0001', 49: '840' };
  const bytes = codec.encode({ mti: '0100', fields }).subarray(0, -1);
  assert.throws(
    () => codec.decode(bytes),
    (error) => {
      assert.ok(error instanceof MalformedMessage);
      assert.deepEqual(error.reference, { mti: '0100', fields: { 11: '000123', 41: 'TERM0001' } });
      assert.equal(
        error.message,
        `field 49 at offset ${bytes.length - 2}: 3 octets are needed and the message ends after 2`,
      );
      return true;
    },
  );
});

test('D is read as the separator of a track, and hex in either case', () => {
  const codec = createCodec(iso1987Ascii);
  const bytes = Buffer.from('01000000000020001000244111111111111111D30121010412ac89abcdef67', 'latin1');
  const { fields } = codec.decode(bytes);
  assert.equal(fields[35], '4111111111111111=3012101');
  assert.deepEqual(fields[52], Uint8Array.from([0x04, 0x12, 0xac, 0x89, 0xab, 0xcd, 0xef, 0x67]));
});

test('either filler is read, whichever is written', () => {
  const codec = createCodec(iso1987Binary);
  const bytes = codec.encode({ mti: '0100', fields: { 2: '4111111111111111110' } });
  assert.equal(bytes.at(-1), 0x0f);
  bytes[bytes.length - 1] = 0x00;
  assert.deepEqual(codec.decode(bytes).fields, { 2: '4111111111111111110' });
});

test('a dialect that contradicts itself is a mistake of ours', () => {
  const packed = { digits: 'packed', counts: 'octets', filler: '0' } as const;
  assert.throws(
    () => createCodec({ ...iso1987Binary, fields: { 2: ll('n', 19, 'PAN', packed) } }),
    /odd from even/,
  );
  assert.throws(() => createCodec({ ...iso1987Ascii, fields: { 2: ll('n', 100, 'PAN') } }), /announced/);
  assert.throws(() => createCodec({ ...iso1987Ascii, fields: { 1: fixed('b', 8, 'bitmap') } }), /2 to 128/);
});
