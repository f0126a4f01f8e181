import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mismatches } from './mismatch.ts';
import type { Moved } from './mismatch.ts';

const company = 'cmp_1';
const wallet = 'vw_1';
const of = {
  asset: 'POLYGON:USDC/6',
  symbol: 'USDC',
  name: 'USD Coin',
  address: '0x00000000000000000000000000000000000000A1',
  decimals: 6,
  exact: true,
} as const;
const moved = (
  blockNumber: number,
  logIndex: number,
  amount: number,
  over: Partial<Moved['transfer']> = {},
): Moved => ({
  company,
  wallet,
  transfer: {
    blockNumber: BigInt(blockNumber),
    logIndex,
    amount: BigInt(amount),
    transactionHash: `0x${blockNumber}`,
    kind: 'token',
    of,
    ...over,
  },
});

test('a sweep moves what the logs before it have brought, and what comes after it stays', () => {
  const deposits = [moved(1, 0, 5), moved(2, 7, 3), moved(2, 9, 4), moved(3, 1, 1)];
  assert.deepEqual(
    mismatches({ deposits, sweeps: [moved(2, 8, 18)] }, () => 10n),
    [],
  );
  assert.deepEqual(
    mismatches({ deposits, sweeps: [moved(2, 8, 18), moved(3, 2, 5)] }, () => 10n),
    [],
  );
});

test('anything else is told, less and more', () => {
  const found = (amount: number) =>
    mismatches({ deposits: [moved(1, 0, 5)], sweeps: [moved(2, 0, amount)] }, () => 10n).map(
      ({ expected, moved }) => [expected, moved],
    );
  assert.deepEqual(found(15), []);
  assert.deepEqual(found(14), [[15n, 14n]]);
  assert.deepEqual(found(16), [[15n, 16n]]);
});

test('the native coin and tokens that are known for it are left out', () => {
  const inexact = { of: { ...of, exact: false } };
  assert.deepEqual(
    mismatches({ deposits: [], sweeps: [moved(1, 0, 9, inexact)] }, () => 10n),
    [],
  );
  assert.deepEqual(
    mismatches({ deposits: [], sweeps: [moved(1, 0, 9, { kind: 'coin' })] }, () => 10n),
    [],
  );
});
