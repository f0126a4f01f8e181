import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { brokenRule, velocityHorizon } from './velocity.ts';

const now = new Date('2026-05-05T12:00:00Z');
/** In ascending order. */
const ago = (...seconds: number[]): number[] =>
  seconds.map((second) => now.getTime() - second * 1000).toSorted((a, b) => a - b);
const rule = (maxAuthorizations: number, timeWindowSeconds: number) => ({
  maxAuthorizations,
  timeWindowSeconds,
});

suite('velocity rules', () => {
  test('as many as the rule allows pass, one more breaks it', () => {
    assert.equal(brokenRule([rule(2, 60)], ago(10), now), undefined);
    assert.deepEqual(brokenRule([rule(2, 60)], ago(10, 20), now), rule(2, 60));
  });

  test('an approval exactly a window ago has slid out', () => {
    assert.equal(brokenRule([rule(1, 60)], ago(60), now), undefined);
    assert.deepEqual(brokenRule([rule(1, 60)], ago(59.999), now), rule(1, 60));
  });

  test('the broken rule with the shortest window is named, and the longest is the horizon', () => {
    const rules = [rule(3, 3600), rule(1, 60), rule(2, 600)];
    assert.deepEqual(brokenRule(rules, ago(5, 300, 3000), now), rule(1, 60));
    assert.deepEqual(brokenRule(rules, ago(61, 300, 3000), now), rule(2, 600));
    assert.equal(velocityHorizon(rules, now)?.getTime(), ago(3600)[0]);
    assert.equal(velocityHorizon([], now), undefined);
  });
});
