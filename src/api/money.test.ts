import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { parseJson } from './json.ts';
import { amount, moneyNumber, tokenNumber, usdAmount, usdAmountOrZero } from './money.ts';
import { reader } from './validation.ts';

const read = reader(z.compile, z.object({ amount: usdAmount }), 'body');
const token = reader(z.compile, z.object({ amount: amount(18) }), 'body');

const cents = (json: string): unknown =>
  (read(parseJson(`{"amount": ${json}}`)) as { amount: bigint }).amount;
const problem = (json: string): string => {
  try {
    cents(json);
  } catch (error) {
    return (error as { details: { message: string }[] }).details[0]!.message;
  }
  return 'none';
};

test('numbers and decimal strings are read to the last digit', () => {
  for (const [json, expected] of [
    ['12.5', 1250n],
    ['"12.50"', 1250n],
    ['0.01', 1n],
    ['1e2', 10_000n],
    ['999999999.99', 99_999_999_999n],
    ['12.500000000000000000000', 1250n],
    ['0.1e1', 100n],
  ] as const)
    assert.equal(cents(json), expected, json);
});

test('digits that a float would lose are not lost', () => {
  const wei = (json: string): bigint =>
    (token(parseJson(`{"amount": ${json}}`)) as { amount: bigint }).amount;
  assert.equal(wei('123456.123456789012345678'), 123456123456789012345678n);
  assert.equal(wei('"0.000000000000000001"'), 1n);
  assert.equal(problem('1.000000000000000000001'), 'must have at most 2 decimals');
  assert.equal(problem('12.500000000000000000001'), 'must have at most 2 decimals');
  assert.equal(problem('1e-400'), 'must have at most 2 decimals');
  assert.equal(problem('1e400'), 'must be at most 999999999.99');
});

test('a number as long as a body is read as fast as any', () => {
  // With a division for each digit this took minutes, in which the process served nobody.
  const zeros = '0'.repeat(1_000_000);
  assert.equal(cents(`12.5${zeros}`), 1250n);
  assert.equal(cents(`12.5${zeros}e0`), 1250n);
  assert.equal(problem(`12.5${zeros}1`), 'must have at most 2 decimals');
  assert.equal(problem(`12${zeros}`), 'must be at most 999999999.99');
  assert.equal(problem(`0.${zeros}`), 'must be at least 0.01');
});

test('what is no amount is said in plain words', () => {
  for (const [json, expected] of [
    ['1.234', 'must have at most 2 decimals'],
    ['-5', 'must be at least 0.01'],
    ['0', 'must be at least 0.01'],
    ['1000000000', 'must be at most 999999999.99'],
    ['"five"', 'must be an amount: a number or a decimal string'],
    ['""', 'must be an amount: a number or a decimal string'],
    ['" 5"', 'must be an amount: a number or a decimal string'],
    ['"0x10"', 'must be an amount: a number or a decimal string'],
    ['true', 'must be an amount: a number or a decimal string'],
    ['null', 'must be an amount: a number or a decimal string'],
    ['[5]', 'must be an amount: a number or a decimal string'],
    ['{"rawJSON": "5"}', 'must be an amount: a number or a decimal string'],
  ] as const)
    assert.equal(problem(json), expected, json);
});

test('a missing amount is required, zero may be allowed', () => {
  assert.throws(() => read({}), { details: [{ field: 'amount', message: 'is required' }] });
  assert.equal(usdAmountOrZero.parse(0), 0n);
});

test('fields that want a plain number take a long one as a float', () => {
  const rate = reader(
    z.compile,
    z.object({ rate: z.number(), deep: z.array(z.object({ at: z.number() })) }),
    'body',
  );
  assert.deepEqual(rate(parseJson('{"rate": 0.30000000000000004, "deep": [{"at": 1.00000000000000001}]}')), {
    rate: 0.30000000000000004,
    deep: [{ at: 1 }],
  });
});

test('a body full of long numbers where texts are wanted is refused as fast as any', () => {
  // With a copy of all for each of them this took many minutes, in which the process served nobody.
  const headers = reader(z.compile, z.object({ headers: z.record(z.string(), z.string()) }), 'body');
  const members = Array.from({ length: 60_000 }, (_, at) => `"h${at}":1e100`);
  const body = parseJson(`{"headers":{${members.join(',')}}}`) as { headers: Record<string, unknown> };
  assert.throws(
    () => headers(body),
    ({ details, message }: { details: object[]; message: string }) => {
      assert.match(message, /^Correct the 60000 fields /);
      assert.deepEqual(details[0], { field: 'headers.h0', message: 'must be a string' });
      return true;
    },
  );
  assert.equal(JSON.stringify(body.headers['h1']), '1e100', 'what was sent stays as it was');
});

test('amounts are written exactly', () => {
  const written = JSON.stringify({
    a: moneyNumber(1250n, 2),
    b: tokenNumber(10n ** 30n + 1n, 18),
    c: moneyNumber(-5n, 2),
  });
  assert.equal(written, '{"a":12.50,"b":1000000000000.000000000000000001,"c":-0.05}');
});
