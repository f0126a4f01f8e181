import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getAddress, toHex } from 'viem';
import { batchesOf } from './batches.ts';

const rowsOf = (addresses: number, assets: number) =>
  Array.from({ length: addresses * assets }, (_, at) => ({
    address: getAddress(toHex(0xabc000 + (at % addresses), { size: 20 })),
    at,
  }));
const sizes = (addresses: number, assets: number, most: number): number[] =>
  batchesOf(rowsOf(addresses, assets), most).map(({ length }) => length);

test('a chain transaction sweeps so many tokens, on however many addresses', () => {
  assert.deepEqual(sizes(0, 1, 100), []);
  assert.deepEqual(sizes(100, 1, 100), [100]);
  assert.deepEqual(sizes(101, 1, 100), [100, 1]);
  assert.deepEqual(sizes(60, 4, 100), [100, 100, 40]);
  // What is on one address goes together.
  assert.deepEqual(sizes(3, 3, 4), [3, 3, 3]);
  assert.deepEqual(sizes(2, 5, 4), [5, 5]);
});

test('everything is swept once, and an address in one transaction only', () => {
  const rows = rowsOf(37, 3);
  const batches = batchesOf(rows, 10);
  assert.deepEqual(
    batches
      .flat()
      .map(({ at }) => at)
      .toSorted((one, other) => one - other),
    rows.map(({ at }) => at),
  );
  const addresses = batches.map((batch) => new Set(batch.map(({ address }) => address)));
  assert.equal(
    addresses.reduce((sum, { size }) => sum + size, 0),
    37,
  );
});
