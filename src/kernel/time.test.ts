import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant, parseInstant } from './time.ts';

test('a moment is read as RFC 3339 writes it; without a zone it is UTC, a bare date is its first moment', () => {
  for (const [text, moment] of [
    ['2026-01-31T12:00:00.123Z', '2026-01-31T12:00:00.123Z'],
    ['2026-01-31t12:00:00z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31 12:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
    ['2026-01-31T12:00:00.999999999-00:30', '2026-01-31T12:30:00.999Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    // RFC 3339, section 5.8: the leap second of 1990. The day after begins with it.
    ['1990-12-31T23:59:60Z', '1991-01-01T00:00:00.000Z'],
    ['1990-12-31T15:59:60-08:00', '1991-01-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60.999Z', '2017-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ] as const) {
    const read = parseInstant(text);
    assert.equal(read && formatInstant(read), moment, text);
  }
});

test('what is no moment is none', () => {
  for (const text of [
    '',
    'yesterday',
    '2026-02-29',
    '2026-13-01',
    '2026-1-1',
    '2026-01-31T25:00:00Z',
    '2026-01-31T12',
    '2026-01-31T12:00:00+2',
    '2026-01-31T12:00:60Z',
    '2026-01-30T23:59:60Z',
    '2026-01-31T23:59:61Z',
    '9999-12-31T23:59:60Z',
    '1767225600',
    '2026-01-31T12:00:00Z; DROP TABLE cards',
    '9999-12-31T23:59:59-23:59',
    '0000-12-31',
    '0001-01-01T00:00:00+00:01',
  ])
    assert.equal(parseInstant(text), undefined, text);
});
