import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWorthSweeping } from './worth.ts';

const usdc = { usdPrice: 1_000_000n, decimals: 6 };
const coin = { usdPrice: 250_000n };
const gwei = 1_000_000_000n;

test('what is swept is worth more than ten times its gas, in whatever unit', () => {
  // 150,000 gas at 100 gwei are 0.015 coins, 0.00375 USD.
  assert.equal(isWorthSweeping(usdc, 37_500n, coin, 100n * gwei), false);
  assert.equal(isWorthSweeping(usdc, 37_501n, coin, 100n * gwei), true);
  const dai = { usdPrice: 1_000_000n, decimals: 18 };
  assert.equal(isWorthSweeping(dai, 375n * 10n ** 14n, coin, 100n * gwei), false);
  assert.equal(isWorthSweeping(dai, 375n * 10n ** 14n + 1n, coin, 100n * gwei), true);
  assert.equal(
    isWorthSweeping({ usdPrice: 250_000n, decimals: 18 }, 15n * 10n ** 16n, coin, 100n * gwei),
    false,
  );
});
