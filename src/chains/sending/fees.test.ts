import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bumped, feesAgain } from './fees.ts';

const fees = (maxFee: bigint, priorityFee: bigint) => ({ maxFee, priorityFee });
const before = fees(800n, 80n);

test('what waits for a block is offered at least an eighth more, or what is usual, up to the highest', () => {
  assert.deepEqual(feesAgain(before, fees(100n, 10n), 10_000n, 'a block'), fees(901n, 91n));
  assert.deepEqual(feesAgain(before, fees(5_000n, 10n), 10_000n, 'a block'), fees(5_000n, 91n));
  assert.equal(feesAgain(before, fees(100n, 10n), 900n, 'a block'), undefined);
});

test('what waits for something else is offered more only where more is usual by now, and enough that nodes replace it', () => {
  assert.equal(feesAgain(before, before, 10_000n, 'something else'), undefined);
  assert.deepEqual(feesAgain(before, fees(801n, 80n), 10_000n, 'something else'), fees(901n, 91n));
  assert.deepEqual(
    feesAgain(before, fees(100n, 81n), 10_000n, 'something else'),
    bumped(before, fees(100n, 81n), 10_000n),
  );
});
