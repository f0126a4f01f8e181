import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../platform/ids.ts';
import { outcomeOf } from '../dispatch/outcome.ts';
import { defaultSchedule, nextWaitMs, retryAfterMs } from './schedule.ts';

const wait = (tries: number, more: Partial<Parameters<typeof nextWaitMs>[0]> = {}): number | undefined =>
  nextWaitMs({ schedule: defaultSchedule, tries, retryAfterMs: undefined, jitter: 0.5, ...more });

test('thirteen attempts, with the documented waits between them', () => {
  const waits = Array.from({ length: 13 }, (_, at) => wait(at + 1));
  assert.deepEqual(waits, [
    ...[1, 5, 30, 120, 600, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].map((s) => s * 1000),
    undefined,
  ]);
});

test('jitter is a fifth in either direction', () => {
  assert.equal(wait(2, { jitter: 0 }), 4_000);
  assert.equal(wait(2, { jitter: 0.999_999 }), 6_000);
});

test('Retry-After lengthens a wait, up to the next step but one, and never shortens it', () => {
  assert.equal(wait(1, { retryAfterMs: 3_000 }), 3_000);
  assert.equal(wait(1, { retryAfterMs: 60_000 }), 5_000);
  assert.equal(wait(2, { retryAfterMs: 100 }), 5_000);
  assert.equal(wait(12, { retryAfterMs: 1e9 }), 86_400_000);
});

test('Retry-After is seconds or a date', () => {
  const now = new Date('2025-01-01T00:00:00Z');
  assert.equal(retryAfterMs('120', now), 120_000);
  assert.equal(retryAfterMs(' 0 ', now), 0);
  assert.equal(retryAfterMs('Wed, 01 Jan 2025 00:00:10 GMT', now), 10_000);
  assert.equal(retryAfterMs('Tue, 31 Dec 2024 00:00:00 GMT', now), 0);
  assert.equal(wait(1, { retryAfterMs: retryAfterMs('9'.repeat(400), now) }), 5_000);
  for (const none of [undefined, '', 'soon', '-1', '1.5']) assert.equal(retryAfterMs(none, now), undefined);
});

test('a retry for which the event would be gone is not waited for: it is out of tries while it can be sent again', () => {
  const day = 86_400_000;
  const after = (days: number): string => {
    const held = { event: newId('event'), tries: 1 };
    const sender = { schedule: [600, 7 * 86_400, 7 * 86_400] };
    const refused = { status: 500, error: 'status', headers: {} };
    const now = new Date(Date.now() + days * day);
    return outcomeOf(
      held as Parameters<typeof outcomeOf>[0],
      { expiresAtMs: undefined } as Parameters<typeof outcomeOf>[1],
      sender as unknown as Parameters<typeof outcomeOf>[2],
      {} as Parameters<typeof outcomeOf>[3],
      refused as Parameters<typeof outcomeOf>[4],
      now,
      0.5,
      30 * day,
    ).kind;
  };
  assert.deepEqual([22, 24].map(after), ['retry', 'exhausted']);
});
