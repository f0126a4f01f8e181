import type { Asset } from '../kernel/assets.ts';

/** There are three signers, and any two of them sign. Their numbers are their FROST identifiers. */
export type SignerNumber = 1 | 2 | 3;
export const signerNumbers: readonly SignerNumber[] = [1, 2, 3];

/** Who can send a message. The platform carries and asks; only the administrator changes policy. */
export type Party = `signer ${SignerNumber}` | 'platform' | 'administrator';

/** The name of a signer as it stands in messages. */
export const partyOf = (signer: SignerNumber): Party => `signer ${signer}`;

/** A threshold key is named by itself: its public key, compressed (SEC 1, 33 bytes), in lower-case hex. */
export type KeyId = string;

/** One thing that a signed call would move: `amount` minor units of `asset` to `destination`. */
export interface Movement {
  /** As the chain writes it; compared without regard to upper and lower case. */
  readonly destination: string;
  readonly asset: Asset;
  readonly amount: bigint;
}

/** What a signer found in the bytes it was handed: the digest to sign and everything that it would move. */
export interface Description {
  /** 32 bytes, recomputed from the call itself, never taken from the platform. */
  readonly digest: Uint8Array;
  readonly movements: readonly Movement[];
}

/**
 * Reads a call of `kind` for a signer. Fulfilled by the chain adapter, in the signer's own process. Throws for whatever
 * it does not understand in full: what a signer cannot describe, it does not sign.
 */
export type Describe = (kind: string, bytes: Uint8Array) => Description | Promise<Description>;

/** A Schnorr signature over secp256k1: the point R in affine coordinates, and z. */
export interface Signature {
  readonly rx: bigint;
  readonly ry: bigint;
  readonly z: bigint;
}

/** A public key in affine coordinates, as the constructor of a threshold account takes it. */
export interface PublicPoint {
  readonly x: bigint;
  readonly y: bigint;
}

/** Where a signer listens, and the identity key by which its messages are known (base64url, 32 bytes). */
export interface SignerAddress {
  readonly number: SignerNumber;
  readonly url: string;
  readonly publicKey: string;
}
