import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { recount } from './counted.ts';

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

test('more counts now, less is given back where it was counted, the latest first', () => {
  const first = recount([], 100n, day(1));
  assert.deepEqual(first.changes, [{ at: day(1), amount: 100n }]);
  const more = recount(first.counted, 150n, day(2));
  assert.deepEqual(more.changes, [{ at: day(2), amount: 50n }]);
  const less = recount(more.counted, 80n, day(3));
  assert.deepEqual(less.changes, [
    { at: day(2), amount: -50n },
    { at: day(1), amount: -20n },
  ]);
  assert.deepEqual(less.counted, [{ at: day(1), amount: 80n }]);
  assert.deepEqual(recount(less.counted, 80n, day(4)).changes, []);
});

test('what counts is always the target, and no part is below zero', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 100_000n }), { maxLength: 30 }), (targets) => {
      let counted: ReturnType<typeof recount>['counted'] = [];
      const windows = new Map<number, bigint>();
      targets.forEach((target, at) => {
        const next = recount(counted, target, day(at + 1));
        counted = next.counted;
        for (const change of next.changes) {
          windows.set(change.at.getTime(), (windows.get(change.at.getTime()) ?? 0n) + change.amount);
        }
        assert.equal(
          counted.reduce((sum, part) => sum + part.amount, 0n),
          target,
        );
        for (const sum of windows.values()) assert.ok(sum >= 0n);
      });
    }),
  );
});
