import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { createIdentity } from '../protocol/identity.ts';
import { verify } from '../protocol/suite.ts';
import { callOf, digestOf } from '../testing/describe.ts';
import { threeSigners } from '../testing/three-signers.ts';
import type { KeyId } from '../types.ts';
import { signerNumbers } from '../types.ts';
import { createAdministrator } from './administrator.ts';
import { SigningFailed } from './failed.ts';
import { newSession } from './rounds.ts';

const limit = 1_000n;
const policy = { destinations: ['0xAAA', '0xBBB'], perDay: { 'TEST:COIN/2': limit.toString() } };
let calls = 0;

describe('the policy at the signers', () => {
  it('limits what can be signed in a day: L at each signer is one and a half L for any two of three', async () => {
    const trio = await threeSigners({ policy });
    const id = await trio.coordinator.generateKey();
    let moved = 0n;
    const step = 50n;
    for (;;) {
      const bytes = callOf('0xaaa', step, 'TEST:COIN/2', String((calls += 1)));
      const signed = await trio.coordinator.sign(id, 'test', bytes).catch((error: unknown) => error);
      if (signed instanceof SigningFailed) {
        assert.equal(signed.code, 'VAL');
        assert.ok(signed.refusals.every(({ code }) => code === 'POLICY'));
        break;
      }
      moved += step;
      assert.ok(moved <= (limit * 3n) / 2n);
    }
    assert.equal(moved, (limit * 3n) / 2n, 'taking turns, the signers use all that the stated sum allows');
  });

  it('names the destinations', async () => {
    const trio = await threeSigners({ policy });
    const id = await trio.coordinator.generateKey();
    await trio.coordinator.sign(id, 'test', callOf('0xbbb', 1n));
    const failure = await trio.coordinator
      .sign(id, 'test', callOf('0xccc', 1n))
      .catch((error: unknown) => error);
    assert.ok(failure instanceof SigningFailed);
    assert.equal(failure.code, 'VAL');
    assert.ok(!failure.message.includes('0xccc'), 'what a policy says is not for customers');
    assert.ok(failure.reasons.includes('0xccc'), 'but for the log');
  });

  it('may name ten thousand destinations, and is shown whole', async () => {
    const trio = await threeSigners({ policy });
    const id = await trio.coordinator.generateKey();
    const destinations = Array.from({ length: 10_000 }, (_, at) => `0x${String(at).padStart(40, '0')}`);
    for (const signer of signerNumbers)
      await trio.setPolicy(signer, { version: 2, destinations, perDay: 'any' });
    await trio.coordinator.sign(id, 'test', callOf(destinations[9_999]!, 1n));
    for (const { up, policy: shown } of await trio.coordinator.health())
      assert.deepEqual({ up, destinations: shown?.destinations.length }, { up: true, destinations: 10_000 });
  });

  it('names assets with their scale, or is none', async () => {
    const trio = await threeSigners({ policy });
    for (const asset of ['POLYGON:USDC', 'POLYGON:USDC/37', 'POLYGON:USDC/', '/6'])
      await assert.rejects(
        trio.setPolicy(1, { version: 2, destinations: 'any', perDay: { [asset]: '5' } }),
        asset,
      );
  });

  it('is understood however long what it says is', async () => {
    const trio = await threeSigners({ policy });
    const id = await trio.coordinator.generateKey();
    const long = `0x${'c'.repeat(3_000)}`;
    const failure = await trio.coordinator
      .sign(id, 'test', callOf(long, 1n))
      .catch((error: unknown) => error);
    assert.ok(failure instanceof SigningFailed);
    assert.deepEqual(new Set(failure.refusals.map(({ code }) => code)), new Set(['POLICY']));
    assert.match(failure.reasons, /The policy does not name 0xc{900,}…/);
  });

  it('is asked for at every signer: one that allows more does not help', async () => {
    const trio = await threeSigners({ policy });
    const id = await trio.coordinator.generateKey();
    const open = { version: 2, destinations: 'any', perDay: 'any' } as const;
    await trio.setPolicy(1, open);
    await assert.rejects(trio.coordinator.sign(id, 'test', callOf('0xccc', 1n)), { code: 'VAL' });
    await trio.setPolicy(3, open);
    const bytes = callOf('0xccc', 10n * limit);
    assert.ok(verify(id, digestOf(bytes), (await trio.coordinator.sign(id, 'test', bytes)).signature));
  });

  it('is final only when two signers forbid: one that is down might have allowed it', async () => {
    const trio = await threeSigners({ policy });
    const id = await trio.coordinator.generateKey();
    await trio.setPolicy(2, { version: 2, destinations: 'any', perDay: 'any' });
    await trio.setPolicy(3, { version: 2, destinations: 'any', perDay: 'any' });
    await trio.stop(3);
    await assert.rejects(trio.coordinator.sign(id, 'test', callOf('0xccc', 1n)), { code: 'UNAVAILABLE' });
    await trio.restart(3);
    await trio.coordinator.sign(id, 'test', callOf('0xccc', 1n));
  });

  it('is nothing at first, and then nothing is signed', async () => {
    const trio = await threeSigners({ policy: null });
    const id = await trio.coordinator.generateKey();
    await assert.rejects(trio.coordinator.sign(id, 'test', callOf('0xaaa', 0n)), { code: 'VAL' });
    for (const signer of signerNumbers) await trio.setPolicy(signer, { version: 1, ...policy });
    await trio.coordinator.sign(id, 'test', callOf('0xaaa', 1n));
    const health = await trio.coordinator.health();
    assert.ok(health.every(({ up, policy: known }) => up && known?.version === 1));
  });

  it('is changed by the administrator alone, once for each version', async () => {
    const trio = await threeSigners({ policy });
    const signers = (await trio.coordinator.health()).map(({ number, url }) => ({
      number,
      url,
      publicKey: trio.pins[`signer ${number}`],
    }));
    const open = { version: 2, destinations: 'any', perDay: 'any' } as const;
    for (const identity of [trio.platform, await trio.identityOf(2), createIdentity().identity]) {
      const stranger = createAdministrator({ identity, signers });
      await assert.rejects(stranger.setPolicy(1, open), { code: 'ALTERED' });
      await stranger.close();
    }
    await assert.rejects(
      trio.ask()(1, { session: newSession(), round: 'policy', body: open, reply: z.unknown() }),
      { code: 'MISPLACED', culprit: 'platform' },
    );
    await trio.setPolicy(1, open);
    await assert.rejects(trio.setPolicy(1, open), { code: 'POLICY' });
    assert.equal((await trio.coordinator.health())[0]!.policy!.version, 2);
    assert.equal((await trio.coordinator.health())[1]!.policy!.version, 1);
  });

  it('does not let the platform count a day for another', async () => {
    let now = new Date('2026-03-01T12:00:00Z');
    const trio = await threeSigners({ policy, clock: { now: () => now } });
    const id: KeyId = await trio.coordinator.generateKey();
    const all = () =>
      trio.coordinator.sign(id, 'test', callOf('0xaaa', limit, 'TEST:COIN/2', String((calls += 1))));
    await all();
    await assert.rejects(all(), { code: 'VAL' });
    now = new Date('2026-03-02T00:00:01Z');
    await all();
  });
});
