import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { redacted } from '../../kernel/redacted.ts';
import type { Redacted } from '../../kernel/redacted.ts';

/** An Ed25519 key (RFC 8032) by which a party's messages are known. It signs messages, never transactions. */
export interface Identity {
  /** Base64url, 32 bytes; what others pin. */
  readonly publicKey: string;
  sign(bytes: Uint8Array): string;
}

/** Makes a new identity; `pem` (PKCS #8) is to be kept by its owner alone. */
export function createIdentity(): { readonly identity: Identity; readonly pem: Redacted<string> } {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    identity: identityOf(privateKey),
    pem: redacted(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()),
  };
}

/** Reads an identity from its PEM. Throws when it is not an Ed25519 private key. */
export function readIdentity(pem: Redacted<string>): Identity {
  const key = createPrivateKey(pem.reveal());
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('An identity key is an Ed25519 key.');
  return identityOf(key);
}

function identityOf(privateKey: KeyObject): Identity {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    publicKey: String(x),
    sign: (bytes) => sign(null, bytes, privateKey).toString('base64url'),
  };
}

const known = new Map<string, KeyObject>();

/** Whether `signature` over `bytes` was made by the identity with this public key. */
export function verifyIdentity(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  try {
    const key = known.get(publicKey) ?? readPublicKey(publicKey);
    known.set(publicKey, key);
    return verify(null, bytes, key, Buffer.from(signature, 'base64url'));
  } catch {
    // A text that is no key has signed nothing.
    return false;
  }
}

const readPublicKey = (publicKey: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
