import { secp256k1, secp256k1_FROST } from '@noble/curves/secp256k1.js';
import { bytesToHex, hexToBytes } from 'viem';
import type { Hex } from 'viem';

export interface SchnorrSignature {
  readonly rx: bigint;
  readonly ry: bigint;
  readonly z: bigint;
}

/** A key that one dealer has cut into three shares; any two sign, by the library's FROST and not by ours. */
export interface FrostKey {
  readonly secret: bigint;
  readonly x: bigint;
  readonly y: bigint;
  sign(digest: Hex): SchnorrSignature;
}

/** Makes a key from a secret, so that a test can do with it what no signer can. */
export function frostKey(secret: bigint): FrostKey {
  const deal = secp256k1_FROST.trustedDealer(
    { min: 2, max: 3 },
    undefined,
    secp256k1.Point.Fn.toBytes(secret),
  );
  const { x, y } = secp256k1.Point.BASE.multiply(secret).toAffine();
  return {
    secret,
    x,
    y,
    sign(digest) {
      const message = hexToBytes(digest);
      const two = Object.values(deal.secretShares).slice(1);
      const rounds = two.map((share) => ({ share, made: secp256k1_FROST.commit(share) }));
      const list = rounds.map(({ made }) => made.commitments);
      const shares = Object.fromEntries(
        rounds.map(({ share, made }) => [
          share.identifier,
          secp256k1_FROST.signShare(share, deal.public, made.nonces, list, message),
        ]),
      );
      const signature = secp256k1_FROST.aggregate(deal.public, list, message, shares);
      const point = secp256k1.Point.fromBytes(signature.subarray(0, 33)).toAffine();
      return { rx: point.x, ry: point.y, z: BigInt(bytesToHex(signature.subarray(33))) };
    },
  };
}
