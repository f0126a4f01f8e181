import assert from 'node:assert/strict';
import test from 'node:test';
import { createBuckets } from './buckets.ts';
import { networkOf } from './network-of.ts';

/** Calls until one is refused; answers how many passed and how long the block is. */
function exhaust(buckets: ReturnType<typeof createBuckets>, who: string, nowMs: number): [number, number] {
  for (let passed = 0; ; passed += 1) {
    const wait = buckets.take(who, nowMs);
    if (wait > 0) return [passed, wait];
  }
}

test('as many calls as fit into a second pass; the next is blocked for a second', () => {
  const buckets = createBuckets(15);
  assert.deepEqual(exhaust(buckets, 'a', 0), [15, 1_000]);
  assert.equal(buckets.take('a', 400), 600);
  assert.equal(buckets.take('b', 400), 0);
});

test('evenly spread calls at the limit pass for ever', () => {
  const buckets = createBuckets(100);
  for (let at = 0; at < 100_000; at += 10) assert.equal(buckets.take('a', at), 0);
});

test('blocks double up to five minutes, and are forgiven in time', () => {
  const buckets = createBuckets(10);
  let now = 0;
  const waits: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    const [, wait] = exhaust(buckets, 'a', now);
    waits.push(wait / 1_000);
    now += wait;
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  assert.equal(exhaust(buckets, 'a', now + 290_000)[1], 300_000);
  assert.equal(exhaust(buckets, 'a', now + 1_000_000)[1], 1_000);
});

test('calls while blocked do not make the block longer', () => {
  const buckets = createBuckets(10);
  exhaust(buckets, 'a', 0);
  for (let at = 1; at < 1_000; at += 1) assert.equal(buckets.take('a', at), 1_000 - at);
  assert.equal(buckets.take('a', 1_000), 0);
});

test('two processes that share let in one interval too much at most', () => {
  const [one, two] = [createBuckets(1_000), createBuckets(1_000)];
  let passed = 0;
  let refused = 0;
  // Each is asked 1,000 times a second: together twice the limit.
  for (let at = 0; at < 10_000 && refused === 0; at += 1) {
    for (const buckets of [one, two]) {
      if (buckets.take('a', at) === 0) passed += 1;
      else refused += 1;
    }
    if (at % 100 === 99) {
      const changes = one.collect(at);
      one.absorb(two.collect(at), at);
      two.absorb(changes, at);
    }
  }
  const atMs = passed / 2;
  assert.ok(passed <= 1_000 + atMs + 200, `${passed} calls in ${atMs} ms`);
});

test('a block is a block in the other process, too', () => {
  const [one, two] = [createBuckets(10), createBuckets(10)];
  exhaust(one, 'a', 0);
  two.absorb(one.collect(100), 100);
  assert.equal(two.take('a', 100), 900);
});

test('who is quiet is forgotten', () => {
  const buckets = createBuckets(10);
  buckets.take('a', 0);
  buckets.collect(0);
  buckets.sweep(61_000);
  assert.equal(buckets.size(), 0);
});

test('a flood of addresses costs no memory, and ends no block', () => {
  const buckets = createBuckets(10);
  exhaust(buckets, 'a', 0);
  for (let at = 0; at < 250_000; at += 1) buckets.take(`flood ${at}`, 500);
  assert.ok(buckets.size() <= 100_000);
  assert.equal(buckets.take('a', 600), 400);
  assert.ok(buckets.collect(600).length <= 100_000);
});

test('an IPv6 address counts as its network', () => {
  assert.equal(networkOf('192.0.2.7'), '192.0.2.7');
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
  assert.equal(networkOf('2001:db8::5'), '2001:db8:0:0::/64');
  assert.equal(networkOf('::1'), '0:0:0:0::/64');
});
