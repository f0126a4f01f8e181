import * as fc from 'fast-check';
import type { Schema } from './operations.ts';

/** Values that fit a schema, as far as the schemas of this API go. */
export function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if (Array.isArray(schema['anyOf'])) return fc.oneof(...(schema['anyOf'] as Schema[]).map(fitting));
  const types = [schema['type']].flat();
  return types.length === 0 || types[0] === undefined
    ? anything
    : fc.oneof(...types.map((type) => ofType(String(type), schema)));
}

/** JSON of any kind, with the texts and numbers that programs stumble over. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '\0',
    '\ud800',
    '💩',
    'ß'.repeat(300),
    "'; DROP TABLE companies; --",
    '../../etc/passwd',
    '%00',
    'NaN',
    -1,
    0,
    0.001,
    1e15,
    1e300,
    -1e-300,
    2 ** 53 + 2,
    '99999999999999999999999999999999999999999',
    [],
    {},
    [[[[[]]]]],
    { __proto__: null, constructor: 1 },
    '2026-02-31',
    '0000-00-00T00:00:00Z',
    '+275760-09-13T00:00:00Z',
  ),
);

function ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  const minimum = Number(schema['minimum'] ?? -1_000_000);
  const maximum = Number(schema['maximum'] ?? Math.max(minimum + 1, 1_000_000));
  switch (type) {
    case 'integer':
      return fc.integer({ min: Math.ceil(minimum), max: Math.min(Math.floor(maximum), 2 ** 31 - 1) });
    case 'number':
      // Amounts: with two decimals at most.
      return fc
        .integer({ min: Math.ceil(minimum * 100), max: Math.min(Math.floor(maximum * 100), 100_000_000) })
        .map((hundredths) => hundredths / 100);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(fitting((schema['items'] ?? {}) as Schema), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.min(Number(schema['maxItems'] ?? 3), 4),
      });
    case 'object':
      return ofMembers(schema);
    default:
      return ofText(schema);
  }
}

function ofMembers(schema: Schema): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const required = (schema['required'] ?? []) as string[];
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, fitting(member)]),
  );
  if (Object.keys(members).length === 0)
    return fc.dictionary(fc.string({ maxLength: 5 }), fc.string(), { maxKeys: 3 });
  return fc.record(members, { requiredKeys: required });
}

const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': fc
    .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  email: fc.constantFrom('ada@example.com', 'a.b+c@mail.example.org'),
  uri: fc.constantFrom('https://example.com/hook', 'http://127.0.0.1:9/'),
};

function ofText(schema: Schema): fc.Arbitrary<string> {
  const format = texts[String(schema['format'])];
  if (format !== undefined) return format;
  const examples = schema['examples'] as string[] | undefined;
  if (typeof schema['pattern'] === 'string') return fc.stringMatching(new RegExp(schema['pattern']));
  const minLength = Number(schema['minLength'] ?? 0);
  const free = fc.string({
    minLength,
    maxLength: Math.min(Number(schema['maxLength'] ?? 30), 40),
    unit: 'grapheme',
  });
  return examples === undefined ? free : fc.oneof(fc.constantFrom(...examples), free);
}

/** Values that fit, with one thing in them replaced by anything, or taken out. */
export function nearly(schema: Schema): fc.Arbitrary<unknown> {
  return fc.tuple(fitting(schema), anything, fc.nat(), fc.boolean()).map(spoil);
}

function spoil([value, odd, at, remove]: [unknown, unknown, number, boolean]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return odd;
  const names = Object.keys(value);
  const name = names[at % Math.max(1, names.length)];
  if (name === undefined) return odd;
  const { [name]: _, ...rest } = value as Record<string, unknown>;
  return remove ? rest : { ...rest, [name]: odd };
}
