import assert from 'node:assert/strict';
import test from 'node:test';
import type { Tlv } from '../message.ts';
import { findTag } from '../message.ts';
import { readTlv, writeTlv } from './tlv.ts';

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const report = (at: number, reason: string): never => {
  throw new Error(`${at} ${reason}`);
};
const read = (hex: string): readonly Tlv[] => readTlv(Uint8Array.from(bytesOf(hex)), report);
const write = (objects: readonly Tlv[]): string =>
  Buffer.from(writeTlv(objects, (reason) => report(0, reason))).toString('hex');

test('lengths are read in one, two and three octets and written in the fewest', () => {
  assert.equal(write(read('95 02 0102')), '95020102');
  assert.equal(write(read('95 8102 0102')), '95020102');
  assert.equal(write(read('95 820002 0102')), '95020102');
  const long = 'AB'.repeat(200);
  assert.equal(write(read(`95 81C8 ${long}`)), `9581c8${long.toLowerCase()}`);
  const longer = 'CD'.repeat(300);
  assert.equal(write(read(`95 82012C ${longer}`)), `9582012c${longer.toLowerCase()}`);
});

test('zero octets between objects mean nothing', () => {
  assert.deepEqual(read('00 9501AA 0000 82 00 00'), read('9501AA 8200'));
});

test('a template holds objects, and an object is found at any depth', () => {
  const objects = read('E1 07 70 05 9F2602 BEEF');
  assert.deepEqual(objects, [
    {
      tag: 'E1',
      children: [{ tag: '70', children: [{ tag: '9F26', value: Uint8Array.from([0xbe, 0xef]) }] }],
    },
  ]);
  assert.deepEqual(findTag(objects, '9F26'), Uint8Array.from([0xbe, 0xef]));
  assert.equal(findTag(objects, '9F27'), undefined);
});

const refused: readonly [string, string, number][] = [
  ['a tag that does not end', '9F', 0],
  ['a tag of five octets', 'DF8181818101 00', 0],
  ['no length', '95', 1],
  ['a length cut off', '9582 01', 1],
  ['a length of indefinite form', '70 80 0000', 1],
  ['a length of three octets', '95 83000001 AA', 1],
  ['less than the length says', '95 05 0000', 1],
  ['an object that reaches beyond its template', '70 03 9502AA BB', 3],
  ['templates without end', 'E110E10EE10CE10AE108E106E104E102E100', 14],
];

for (const [what, hex, at] of refused)
  test(`refuses ${what}`, () => {
    assert.throws(() => read(hex), new RegExp(`^Error: ${at} `));
  });
