import type { FrostPublic } from '@noble/curves/abstract/frost.js';
import { secp256k1, secp256k1_FROST as frost } from '@noble/curves/secp256k1.js';
import { invariant, present } from '../../kernel/assert.ts';
import { randomBytes } from '../../platform/random.ts';
import type { KeyId, Party, PublicPoint, Signature, SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import type { PublicPackage } from './bodies.ts';

/** FROST(secp256k1, SHA-256) of RFC 9591, from `@noble/curves`, with any two of three. */
export { frost };
export const threshold = { min: 2, max: 3 } as const;
export const { Point } = secp256k1;
export const { Fn } = Point;

/** Randomness for the library, from the same source as everything else in this program. */
export const rng = (length = 32): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));

export const identifierOf = (signer: SignerNumber): string => frost.Identifier.fromNumber(signer);

/** The signer who goes by this name. Throws InvariantBroken for the platform and the administrator. */
export function signerOfParty(party: Party): SignerNumber {
  const signer = signerNumbers.find((number) => partyOf(number) === party);
  invariant(signer !== undefined, `${party} is a signer`);
  return signer;
}

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const fromHex = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(hex, 'hex'));

/** What everybody may know of a key, from the library's form to ours. */
export function packageOf({ commitments, verifyingShares }: FrostPublic): PublicPackage {
  const of = (signer: SignerNumber): string =>
    toHex(present(verifyingShares[identifierOf(signer)], 'a verifying share for each signer'));
  return { commitments: commitments.map(toHex), verifyingShares: { 1: of(1), 2: of(2), 3: of(3) } };
}

/** The opposite of {@link packageOf}. */
export function frostPublic({ commitments, verifyingShares }: PublicPackage): FrostPublic {
  return {
    signers: threshold,
    commitments: commitments.map(fromHex),
    verifyingShares: Object.fromEntries(
      signerNumbers.map((signer) => [identifierOf(signer), fromHex(verifyingShares[signer])]),
    ),
  };
}

/** Whether this is a point of the curve, other than infinity, as RFC 9591 section 3.1 wants it. */
export function isPoint(hex: string): boolean {
  try {
    Point.fromHex(hex).assertValidity();
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a threshold account can verify signatures of this key: 0 < P.x < n. The contract hands P.x to `ecrecover`, which
 * takes scalars only; about one key in 2^128 is not usable and is made again.
 */
export function isUsable(publicKey: Uint8Array): boolean {
  const { x } = Point.fromBytes(publicKey).toAffine();
  return x > 0n && x < Fn.ORDER;
}

/** The point of a key. Throws when the id is no key. */
export function publicPoint(key: KeyId): PublicPoint {
  const { x, y } = Point.fromHex(key).toAffine();
  return { x, y };
}

/** Reads R compressed ‖ z, the 65 bytes of RFC 9591. */
export function readSignature(bytes: Uint8Array): Signature {
  const { x, y } = Point.fromBytes(bytes.subarray(0, 33)).toAffine();
  return { rx: x, ry: y, z: Fn.fromBytes(bytes.subarray(33)) };
}

/** R.x ‖ R.y ‖ z, 96 bytes: the ABI encoding of the three numbers that `ThresholdAccount` verifies. */
export function encodeSignature({ rx, ry, z }: Signature): Uint8Array {
  return fromHex([rx, ry, z].map((number) => number.toString(16).padStart(64, '0')).join(''));
}

/** The opposite of {@link encodeSignature}. */
export function decodeSignature(bytes: Uint8Array): Signature {
  invariant(bytes.length === 96, 'an encoded signature has 96 bytes');
  const at = (offset: number): bigint => BigInt(`0x${toHex(bytes.subarray(offset, offset + 32))}`);
  return { rx: at(0), ry: at(32), z: at(64) };
}

/**
 * Whether the holders of this key signed the 32-byte digest, as the contract decides it: challenge H2(R compressed ‖ P
 * compressed ‖ digest) with tag `FROST-secp256k1-SHA256-v1chal`, and everything on the curve and in range.
 */
export function verify(key: KeyId, digest: Uint8Array, signature: Signature): boolean {
  const { rx, ry, z } = signature;
  if (digest.length !== 32 || !Fn.isValid(z) || !isUsable(fromHex(key))) return false;
  try {
    const point = Point.fromAffine({ x: rx, y: ry });
    point.assertValidity();
    const bytes = new Uint8Array(65);
    bytes.set(point.toBytes(true), 0);
    bytes.set(Fn.toBytes(z), 33);
    return frost.verify(bytes, digest, fromHex(key));
  } catch {
    return false;
  }
}
