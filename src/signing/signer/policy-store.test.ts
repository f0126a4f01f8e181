import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { redacted } from '../../kernel/redacted.ts';
import { randomBytes } from '../../platform/random.ts';
import type { Description } from '../types.ts';
import { createPolicyStore } from './policy-store.ts';

const folder = await mkdtemp(join(tmpdir(), 'policy-'));
after(() => rm(folder, { recursive: true }));
const sealKey = redacted<Uint8Array>(randomBytes(32));
let now = new Date('2026-03-01T23:59:00Z');
let place = 0;
let at = '';
const open = () => createPolicyStore(at, sealKey, { now: () => now });
const move = (amount: bigint, digest = randomBytes(32)): Description => ({
  digest,
  movements: [{ destination: '0xabc', asset: 'TEST:COIN/2', amount }],
});
const limited = (version: number, limit: string) => ({
  version,
  destinations: 'any' as const,
  perDay: { 'TEST:COIN/2': limit },
});

beforeEach(() => {
  at = join(folder, String((place += 1)));
  now = new Date('2026-03-01T23:59:00Z');
});

describe('what a signer has signed in a day', () => {
  it('counts until the limit, survives a restart, and is forgotten at midnight UTC', async () => {
    await open().replace(limited(1, '100'));
    await open().spend(move(60n));
    await assert.rejects(open().check(move(41n)), { code: 'POLICY' });
    await assert.rejects(open().spend(move(41n)), { code: 'POLICY' });
    await open().spend(move(40n));
    assert.deepEqual([...(await open().read()).spentToday], [['TEST:COIN/2', 100n]]);
    now = new Date('2026-03-02T00:00:00Z');
    assert.deepEqual([...(await open().read()).spentToday], []);
    await open().spend(move(100n));
    await assert.rejects(open().spend(move(1n)), { code: 'POLICY' });
  });

  it('is not forgotten by a clock that jumps ahead and back', async () => {
    await open().replace(limited(1, '100'));
    await open().spend(move(60n));
    now = new Date('2026-03-02T00:00:00Z');
    await open().spend(move(100n));
    now = new Date('2026-03-01T23:59:30Z');
    await assert.rejects(open().spend(move(1n)), { code: 'POLICY' });
    now = new Date('2026-03-03T00:00:00Z');
    await open().spend(move(100n));
  });

  it('counts one digest once, so that a lost signature can be asked for again', async () => {
    const store = open();
    await store.replace(limited(1, '100'));
    const call = move(80n);
    await store.spend(call);
    await open().check(call);
    await open().spend(call);
    assert.deepEqual([...(await store.read()).spentToday], [['TEST:COIN/2', 80n]]);
  });

  it('does not count what it refused', async () => {
    const store = open();
    await store.replace(limited(1, '100'));
    const call = move(101n);
    await assert.rejects(store.spend(call), { code: 'POLICY' });
    await store.spend(move(100n));
    await assert.rejects(store.spend(call), { code: 'POLICY' });
  });

  it('lets through no more than the limit when many ask at once', async () => {
    const store = open();
    await store.replace(limited(1, '100'));
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => store.spend(move(9n))));
    assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 11);
  });
});

describe('the policy of a signer', () => {
  it('is replaced by the next version only: neither an old one nor the same again', async () => {
    const store = open();
    await assert.rejects(store.replace(limited(2, '1')), { code: 'POLICY' });
    await store.replace(limited(1, '1'));
    await store.replace(limited(2, '50'));
    for (const version of [1, 2, 4])
      await assert.rejects(store.replace(limited(version, '9')), { code: 'POLICY' });
    assert.deepEqual((await open().read()).policy, limited(2, '50'));
  });

  it('is none at first, and then nothing is signed', async () => {
    await assert.rejects(open().check(move(0n)), { code: 'POLICY' });
    await assert.rejects(open().spend(move(0n)), { code: 'POLICY' });
  });
});
