import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digitsOf, parseExactly } from './exact-json.ts';

test('amounts that a double holds are numbers', () => {
  const text = '{"amount": 1000000000.01, "list": [0.10, -3, 9999999999999.99], "none": null}';
  assert.deepEqual(parseExactly(text), {
    amount: 1_000_000_000.01,
    list: [0.1, -3, 9_999_999_999_999.99],
    none: null,
  });
});

test('amounts that a double does not hold come as their text, digit for digit', () => {
  assert.deepEqual(
    parseExactly('{"a": 1.000000000000000001, "b": [123456789012345678901234567890], "c": 1e400}'),
    {
      a: '1.000000000000000001',
      b: ['123456789012345678901234567890'],
      c: '1e400',
    },
  );
  assert.equal(parseExactly('12345678901234567'), '12345678901234567');
});

test('also where the engine does not tell a reviver what a number was read from, as Node 20', (t) => {
  const { parse } = JSON;
  t.mock.method(JSON, 'parse', (text: string, reviver?: (key: string, value: unknown) => unknown): unknown =>
    parse(text, reviver && ((key, value) => reviver(key, value))),
  );
  const text = '{"a": 7.123456789012345678, "b": [-1e400], "c": "\\\\\\", 7.123456789012345678", "d": 12.50}';
  assert.deepEqual(parseExactly(text), {
    a: '7.123456789012345678',
    b: ['-1e400'],
    c: '\\", 7.123456789012345678',
    d: 12.5,
  });
});

test('what is no JSON is none because of that either', () => {
  for (const text of ['0012345678901234567', '12345678901234567x', '[12345678901234567 12345678901234567]'])
    assert.throws(() => parseExactly(text), SyntaxError);
});

test('or as what they are asked for as, and those only', () => {
  const exactly = (digits: string) => ({ digits });
  assert.deepEqual(
    parseExactly('{"a": 1.000000000000000001, "b": 1.5, "c": "1.000000000000000001"}', exactly),
    {
      a: { digits: '1.000000000000000001' },
      b: 1.5,
      c: '1.000000000000000001',
    },
  );
});

test('leading zeros and signs are no digits, and texts stay as they are', () => {
  assert.deepEqual(
    parseExactly('{"a": 0.000000000000000001, "b": -0.00000000000000123456789, "c": "1.000000000000000001"}'),
    {
      a: 0.000000000000000001,
      b: -0.00000000000000123456789,
      c: '1.000000000000000001',
    },
  );
});

test('an amount is written in digits, however small it is', () => {
  const read = parseExactly('[0.000000000000000001, -0.00000015, 0.000001, 12.50, 1.000000000000000001, 0]');
  assert.deepEqual((read as number[]).map(digitsOf), [
    '0.000000000000000001',
    '-0.00000015',
    '0.000001',
    '12.5',
    '1.000000000000000001',
    '0',
  ]);
});
