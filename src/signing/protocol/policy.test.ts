import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Movement } from '../types.ts';
import type { Policy } from './bodies.ts';
import { demandAllowed } from './policy.ts';

const none = new Map<string, bigint>();
const to = (destination: string, amount: bigint, asset: Movement['asset'] = 'POLYGON:USDC/6'): Movement => ({
  destination,
  asset,
  amount,
});
const policy: Policy = {
  version: 1,
  destinations: ['0xAbC', '0xdef'],
  perDay: { 'POLYGON:USDC/6': '1000', 'POLYGON:POL/18': '5' },
};
const refused = { code: 'POLICY' };

describe('a policy', () => {
  it('allows nothing when there is none', () => {
    assert.throws(() => demandAllowed(undefined, [], none), refused);
  });

  it('allows the destinations that it names, in any spelling of case, and no other', () => {
    demandAllowed(policy, [to('0xabc', 1n), to('0xDEF', 1n)], none);
    assert.throws(() => demandAllowed(policy, [to('0xabc', 1n), to('0x123', 1n)], none), refused);
    demandAllowed({ ...policy, destinations: 'any' }, [to('0x123', 1n)], none);
    assert.throws(() => demandAllowed({ ...policy, destinations: [] }, [to('0xabc', 0n)], none), refused);
  });

  it('allows the amount of a day to the last unit, with what was spent before', () => {
    demandAllowed(policy, [to('0xabc', 1_000n)], none);
    assert.throws(() => demandAllowed(policy, [to('0xabc', 1_001n)], none), refused);
    const spent = new Map([['POLYGON:USDC/6', 400n]]);
    demandAllowed(policy, [to('0xabc', 600n)], spent);
    assert.throws(() => demandAllowed(policy, [to('0xabc', 601n)], spent), refused);
  });

  it('adds up what one call moves', () => {
    assert.throws(() => demandAllowed(policy, [to('0xabc', 600n), to('0xdef', 401n)], none), refused);
    demandAllowed(policy, [to('0xabc', 600n), to('0xdef', 400n), to('0xabc', 5n, 'POLYGON:POL/18')], none);
  });

  it('moves no asset that has no limit, unless there are no limits at all', () => {
    for (const asset of ['POLYGON:USDT/6', 'constructor/6', '__proto__/2'] as const)
      assert.throws(() => demandAllowed(policy, [to('0xabc', 0n, asset)], none), refused);
    demandAllowed({ ...policy, perDay: 'any' }, [to('0xabc', 10n ** 30n, 'POLYGON:USDT/6')], none);
  });

  it('takes no negative amount, which would make room for others', () => {
    for (const perDay of ['any', policy.perDay] as const) {
      const movements = [to('0xabc', -1_000n), to('0xabc', 1_500n)];
      assert.throws(() => demandAllowed({ ...policy, perDay }, movements, none), refused);
    }
  });
});
