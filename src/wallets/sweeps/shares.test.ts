import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as holds, bigInt, property } from 'fast-check';
import { sharesOf } from './shares.ts';

test('shares follow the amounts, and nothing is left over', () => {
  assert.deepEqual(sharesOf(98n, [99n]), [98n]);
  assert.deepEqual(sharesOf(100n, [1n, 1n, 1n]), [33n, 33n, 34n]);
  assert.deepEqual(sharesOf(10n, []), []);
  const amount = bigInt({ min: 1n, max: 10n ** 30n });
  holds(
    property(bigInt({ min: 0n, max: 10n ** 30n }), array(amount, { minLength: 1 }), (gained, amounts) => {
      const shares = sharesOf(gained, amounts);
      assert.equal(
        shares.reduce((sum, share) => sum + share, 0n),
        gained,
      );
      assert.ok(shares.every((share) => share >= 0n));
    }),
  );
});
