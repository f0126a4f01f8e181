import { present } from '../../kernel/assert.ts';
import { redacted } from '../../kernel/redacted.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import type { SignerNumber } from '../types.ts';
import { signerNumbers } from '../types.ts';
import type { PublicPackage } from './bodies.ts';
import { Fn, fromHex, Point, rng, frost, toHex } from './suite.ts';

/**
 * The arithmetic of a refresh, **unaudited**: the one place where we compute with shares ourselves, because the library
 * has no refresh. Each signer deals a line through zero, g(x) = a·x, as in frost-rs (`keys/refresh.rs`) and Herzberg et al.
 * 1995; every share moves by the sum of the three lines at its number, and the key, the value at 0, stays.
 *
 * The constant is not sent, so it cannot be anything but zero, and no proof of knowledge is needed: who does not know a
 * cannot deal points on the line that A = a·G commits to, and every signer checks its own.
 */
export interface ZeroLine {
  /** a·G, compressed, in hex. */
  readonly commitment: string;
  /** a·x, 32 bytes: the secret for the signer with this number. */
  at(signer: SignerNumber): Uint8Array;
}

/** A fresh line through zero. */
export function drawZeroLine(): ZeroLine {
  const slope = Fn.fromBytes(frost.utils.randomScalar(rng));
  return {
    commitment: Point.BASE.multiply(slope).toHex(true),
    at: (signer) => Fn.toBytes(Fn.mul(slope, BigInt(signer))),
  };
}

/** Whether `delta` lies on the committed line: δ·G = x·A. */
export function isOnLine(delta: Uint8Array, commitment: string, signer: SignerNumber): boolean {
  const value = BigInt(`0x${toHex(delta)}`);
  if (!Fn.isValidNot0(value)) return false;
  return Point.BASE.multiply(value).equals(Point.fromHex(commitment).multiplyUnsafe(BigInt(signer)));
}

/** The share moved by what all three dealt to its holder. */
export function moveShare(share: Redacted<string>, deltas: readonly Uint8Array[]): Redacted<string> {
  const moved = deltas.reduce(
    (sum, delta) => Fn.add(sum, Fn.fromBytes(delta)),
    Fn.fromBytes(fromHex(share.reveal())),
  );
  return redacted(toHex(Fn.toBytes(moved)));
}

/** The public package moved by the three commitments: the same key, other verifying shares. */
export function movePackage(before: PublicPackage, commitments: readonly string[]): PublicPackage {
  const slope = commitments.reduce((sum, commitment) => sum.add(Point.fromHex(commitment)), Point.ZERO);
  const moved = (point: string, times: bigint): string =>
    Point.fromHex(point).add(slope.multiplyUnsafe(times)).toHex(true);
  const [key, line] = before.commitments;
  const [one, two, three] = signerNumbers.map((signer) =>
    moved(before.verifyingShares[signer], BigInt(signer)),
  );
  return {
    commitments: [present(key, 'a group key'), moved(present(line, 'a slope'), 1n)],
    verifyingShares: {
      1: present(one, 'a verifying share'),
      2: present(two, 'a verifying share'),
      3: present(three, 'a verifying share'),
    },
  };
}
