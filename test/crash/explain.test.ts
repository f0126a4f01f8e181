import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain, type Outage } from './explain.ts';
import type { Arrival } from './receiver.ts';

const open = { port: undefined, closedAtMs: Infinity };
const arrival = (atMs: number, rest: Partial<Arrival> = {}): Arrival => ({
  connection: open,
  attempt: 1,
  atMs,
  accepted: true,
  ...rest,
});

/** The reasons of the second of two arrivals that are not none. */
function reasonsOf(before: Arrival, again: Arrival, ...outages: readonly Outage[]): string[] {
  const told: string[] = [];
  const counts = explain(new Map([['evt_1', [before, again]]]), outages, (event) => told.push(event));
  assert.equal(told.length, counts.unexplained);
  return Object.entries(counts).flatMap(([reason, count]) => (count === 1 ? [reason] : []));
}

test('an event that comes twice has a reason only where something happened that explains it', () => {
  const first = arrival(100_000);
  const later = arrival(125_000);
  const killedAt = (fromMs: number, toMs: number): Outage => ({ what: 'kill', fromMs, toMs });
  const still = (fromMs: number, toMs: number): Outage => ({ what: 'still', fromMs, toMs });
  const closed = (closedAtMs: number) => arrival(100_000, { connection: { ...open, closedAtMs } });

  assert.deepEqual(reasonsOf(first, later), ['unexplained']);
  assert.deepEqual(reasonsOf(arrival(100_000, { accepted: false }), arrival(101_000, { attempt: 2 })), [
    'refused',
  ]);
  assert.deepEqual(reasonsOf(first, arrival(101_000, { attempt: 2 })), ['unexplained']);

  assert.deepEqual(reasonsOf(closed(100_500), later, killedAt(100_400, 100_450)), ['killed']);
  assert.deepEqual(reasonsOf(closed(103_000), later, killedAt(100_400, 100_450)), ['unexplained']);
  assert.deepEqual(reasonsOf(first, later, killedAt(100_400, 100_450)), ['unexplained'], 'another process');
  assert.deepEqual(
    reasonsOf(closed(126_000), later, killedAt(125_990, 126_010)),
    ['unexplained'],
    'after it',
  );
  // The receiver stood still with everything else, and saw it then.
  assert.deepEqual(reasonsOf(closed(103_000), later, killedAt(100_400, 100_450), still(100_500, 102_900)), [
    'killed',
  ]);

  const away: Outage = { what: 'restart', fromMs: 100_900, toMs: 102_000 };
  assert.deepEqual(reasonsOf(first, later, away), ['restarted']);
  assert.deepEqual(reasonsOf(arrival(99_000), later, away), ['unexplained']);

  assert.deepEqual(reasonsOf(first, later, still(104_000, 109_000)), ['unexplained'], 'not long enough');
  assert.deepEqual(reasonsOf(first, later, still(104_500, 108_500), still(104_000, 108_000)), [
    'unexplained',
  ]);
  assert.deepEqual(reasonsOf(first, later, still(104_000, 111_000)), ['stoodStill']);
  assert.deepEqual(reasonsOf(first, later, still(130_000, 140_000)), ['unexplained'], 'after it');
  assert.deepEqual(reasonsOf(first, arrival(125_000, { attempt: 2 }), still(104_000, 124_000)), [
    'stoodStill',
  ]);
});
