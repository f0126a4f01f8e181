import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redacted } from '../../kernel/redacted.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import type { SignerNumber } from '../types.ts';
import { signerNumbers } from '../types.ts';
import {
  Fn,
  frost,
  frostPublic,
  fromHex,
  identifierOf,
  packageOf,
  Point,
  threshold,
  toHex,
} from './suite.ts';
import { drawZeroLine, isOnLine, movePackage, moveShare } from './zero-sharing.ts';

const dealt = frost.trustedDealer(threshold);
const old = packageOf(dealt.public);
const oldShares = new Map(
  signerNumbers.map((signer) => [
    signer,
    redacted(toHex(dealt.secretShares[identifierOf(signer)]!.signingShare)),
  ]),
);
const lines = signerNumbers.map(() => drawZeroLine());
const fresh = movePackage(
  old,
  lines.map(({ commitment }) => commitment),
);
const freshShares = new Map(
  signerNumbers.map((signer) => [
    signer,
    moveShare(
      oldShares.get(signer)!,
      lines.map((line) => line.at(signer)),
    ),
  ]),
);

const combine = (shares: readonly (readonly [SignerNumber, Redacted<string>])[]): string =>
  toHex(
    frost.combineSecret(
      shares.map(([signer, share]) => ({
        identifier: identifierOf(signer),
        signingShare: fromHex(share.reveal()),
      })),
      threshold,
    ),
  );
const pairs = [
  [1, 2],
  [1, 3],
  [2, 3],
] as const;

describe('the arithmetic of a refresh', () => {
  it('keeps the key and moves every share', () => {
    assert.equal(fresh.commitments[0], old.commitments[0]);
    assert.notEqual(fresh.commitments[1], old.commitments[1]);
    for (const signer of signerNumbers) {
      assert.notEqual(freshShares.get(signer)!.reveal(), oldShares.get(signer)!.reveal());
      const point = Point.BASE.multiply(Fn.fromBytes(fromHex(freshShares.get(signer)!.reveal()))).toHex(true);
      assert.equal(point, fresh.verifyingShares[signer]);
      const secret = {
        identifier: identifierOf(signer),
        signingShare: fromHex(freshShares.get(signer)!.reveal()),
      };
      frost.validateSecret(secret, frostPublic(fresh));
    }
  });

  it('gives the same secret from any two new shares, and another from one old and one new', () => {
    const secret = combine([
      [1, oldShares.get(1)!],
      [2, oldShares.get(2)!],
    ]);
    for (const [a, b] of pairs) {
      const newA = [a, freshShares.get(a)!] as const;
      const newB = [b, freshShares.get(b)!] as const;
      assert.equal(combine([newA, newB]), secret);
      assert.notEqual(combine([[a, oldShares.get(a)!], newB]), secret);
      assert.notEqual(combine([newA, [b, oldShares.get(b)!]]), secret);
    }
    assert.equal(combine([...freshShares]), secret);
  });

  it('tells a value on the committed line from every other', () => {
    const [line] = lines;
    for (const signer of signerNumbers) {
      const delta = line!.at(signer);
      assert.ok(isOnLine(delta, line!.commitment, signer));
      assert.ok(!isOnLine(delta, line!.commitment, ((signer % 3) + 1) as SignerNumber));
      assert.ok(!isOnLine(delta, lines[1]!.commitment, signer));
      assert.ok(!isOnLine(Fn.toBytes(Fn.add(Fn.fromBytes(delta), 1n)), line!.commitment, signer));
    }
    assert.ok(!isOnLine(new Uint8Array(32), line!.commitment, 1));
    assert.ok(!isOnLine(new Uint8Array(32).fill(255), line!.commitment, 1));
  });
});
