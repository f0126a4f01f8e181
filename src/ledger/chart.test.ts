import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { InvariantBroken } from '../kernel/assert.ts';
import { chart, normalSide } from './chart.ts';

void suite('the chart of accounts', () => {
  test('the first segment of a name decides', () => {
    assert.equal(normalSide('card:card_0197'), 'credit');
    assert.equal(normalSide('card_contra'), 'debit');
    assert.equal(normalSide('custody:holding:POLYGON'), 'debit');
    assert.equal(normalSide('suspense:below_minimum'), 'credit');
  });

  test('a name outside it is a bug of ours', () => {
    for (const name of ['', ':', 'cards', 'Holding', 'holding2', 'toString', '__proto__', 'constructor:x'])
      assert.throws(() => normalSide(name), InvariantBroken, name);
  });

  test('each account says what it means in a sentence', () => {
    for (const { meaning } of Object.values(chart)) assert.match(meaning, /^[A-Z].+\.$/);
  });
});
