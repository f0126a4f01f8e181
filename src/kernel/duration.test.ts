import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDuration, parseDuration } from './duration.ts';

test('reads ISO 8601 durations', () => {
  assert.deepEqual(parseDuration('P7D'), { months: 0, ms: 604_800_000 });
  assert.deepEqual(parseDuration('PT5M'), { months: 0, ms: 300_000 });
  assert.deepEqual(parseDuration('PT0.5S'), { months: 0, ms: 500 });
  assert.deepEqual(parseDuration('P1Y2M1W3DT4H5M6.007S'), {
    months: 14,
    ms: 10 * 86_400_000 + 4 * 3_600_000 + 5 * 60_000 + 6_007,
  });
  assert.deepEqual(parseDuration('PT0S'), { months: 0, ms: 0 });
});

test('anything else is none', () => {
  for (const text of [
    '',
    'P',
    'PT',
    'P1',
    '7D',
    'P-1D',
    '-P1D',
    'P1H',
    'PT1D',
    'P1DT',
    'p1d',
    'P1.5D',
    ' P1D',
  ])
    assert.equal(parseDuration(text), undefined, text);
});

test('months end where the month does', () => {
  const add = (from: string, text: string): string =>
    addDuration(new Date(from), parseDuration(text)!).toISOString();
  assert.equal(add('2026-01-31T10:00:00Z', 'P1M'), '2026-02-28T10:00:00.000Z');
  assert.equal(add('2028-01-31T10:00:00Z', 'P1M'), '2028-02-29T10:00:00.000Z');
  assert.equal(add('2026-11-30T00:00:00Z', 'P1Y3MT1H'), '2028-02-29T01:00:00.000Z');
  assert.equal(add('2026-12-31T23:59:59Z', 'PT1S'), '2027-01-01T00:00:00.000Z');
});
