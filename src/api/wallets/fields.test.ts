import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { reader } from '../validation.ts';
import { tokenAmount } from './fields.ts';

const read = reader(
  z.compile,
  z.object({ amount: tokenAmount(), rest: tokenAmount({ orZero: true }) }),
  'body',
);
const amountOf = (json: string): unknown =>
  (read(parseJson(`{"amount":${json},"rest":0}`)) as { amount: unknown }).amount;
const problemOf = (json: string): string => {
  try {
    amountOf(json);
    return 'none';
  } catch (error) {
    const [problem] = (error as { details: { field: string; message: string }[] }).details;
    return `${problem?.field} ${problem?.message}`;
  }
};

test('an amount of a token keeps every digit that was sent', () => {
  for (const [json, text] of [
    ['12.5', '12.5'],
    ['"12.500"', '12.500'],
    ['0.000000000000000001', '0.000000000000000001'],
    ['0.0000001', '1e-7'],
    ['"0.000000000000000001"', '0.000000000000000001'],
    ['123456789012.123456789012345678', '123456789012.123456789012345678'],
    ['1e3', '1000'],
    ['"1e3"', '1e3'],
  ] as const)
    assert.equal(amountOf(json), text, json);
});

test('what is no amount is refused, and the field is named', () => {
  for (const [json, problem] of [
    ['0', 'amount must be more than 0'],
    ['"0.00"', 'amount must be more than 0'],
    ['-1', 'amount must be more than 0'],
    ['""', 'amount must be an amount: a number or a decimal string'],
    ['"1,5"', 'amount must be an amount: a number or a decimal string'],
    ['" 1"', 'amount must be an amount: a number or a decimal string'],
    ['"0x10"', 'amount must be an amount: a number or a decimal string'],
    ['"NaN"', 'amount must be an amount: a number or a decimal string'],
    ['true', 'amount must be an amount: a number or a decimal string'],
    ['[1]', 'amount must be an amount: a number or a decimal string'],
    ['null', 'amount must be an amount: a number or a decimal string'],
    ['1000000000000', 'amount must have at most 12 digits before the point'],
    ['1e999', 'amount must have at most 12 digits before the point'],
    ['1e300', 'amount must have at most 12 digits before the point'],
    [`"0.${'0'.repeat(36)}1"`, 'amount must not have more decimals than the token'],
    [`"${'1'.repeat(81)}"`, 'amount must be an amount: a number or a decimal string'],
  ] as const)
    assert.equal(problemOf(json), problem, json);
  assert.throws(() => read({ rest: 1 }), { message: 'Correct amount: it is required.' });
});
