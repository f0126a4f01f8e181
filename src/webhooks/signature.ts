import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { invariant } from '../kernel/assert.ts';
import { randomBytes } from '../platform/random.ts';

/**
 * Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks): the signed content is
 * `{id}.{timestamp}.{body}`; `v1` is HMAC-SHA256 with a shared secret, `v1a` is ed25519 (RFC 8032).
 */
export interface Signer {
  /** One signature with its scheme, of the parts in a row: `v1,<base64>`. */
  sign(...content: readonly (string | Buffer)[]): string;
}

/** `whsec_` and the base64 of 32 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The HMAC signer of a `whsec_…` secret. */
export function hmacSigner(secret: string): Signer {
  const key = createSecretKey(keyBytes('whsec_', secret));
  return {
    sign(...content) {
      const hmac = createHmac('sha256', key);
      for (const part of content) hmac.update(part);
      return `v1,${hmac.digest('base64')}`;
    },
  };
}

/** Whether `signatures` (space-separated, as in the header) has a good `v1` one of `content`. For signed answers. */
export function verifyHmac(secret: string, content: string, signatures: string): boolean {
  const wanted = Buffer.from(hmacSigner(secret).sign(content));
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

export interface KeyPair {
  /** `whsk_` and the base64 of the 32-byte seed. */
  readonly privateKey: string;
  /** `whpk_` and the base64 of the 32-byte public key. */
  readonly publicKey: string;
}

export function newKeyPair(): KeyPair {
  const seed = randomBytes(32);
  const { x } = createPublicKey(privateKeyOf(seed)).export({ format: 'jwk' });
  invariant(x !== undefined, 'an ed25519 key has a public part');
  return {
    privateKey: `whsk_${seed.toString('base64')}`,
    publicKey: `whpk_${Buffer.from(x, 'base64url').toString('base64')}`,
  };
}

/** The ed25519 signer of a `whsk_…` key. */
export function ed25519Signer(privateKey: string): Signer {
  const key = privateKeyOf(keyBytes('whsk_', privateKey));
  return {
    sign: (...content) => `v1a,${sign(null, Buffer.concat(content.map(bytesOf)), key).toString('base64')}`,
  };
}

const bytesOf = (part: string | Buffer): Buffer => (typeof part === 'string' ? Buffer.from(part) : part);

/** A public key as the key set publishes it (RFC 8037); `kid` is its thumbprint (RFC 7638). */
export function publicJwk(publicKey: string): Record<string, string> {
  const x = keyBytes('whpk_', publicKey).toString('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, use: 'sig', alg: 'EdDSA', kid: thumbprint(x) };
}

/** An ed25519 private key in PKCS #8 is this header and the seed (RFC 8410). */
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKeyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Header, seed]), format: 'der', type: 'pkcs8' });

function keyBytes(prefix: string, text: string): Buffer {
  invariant(text.startsWith(prefix), `a key starts with ${prefix}`);
  return Buffer.from(text.slice(prefix.length), 'base64');
}

const thumbprint = (x: string): string =>
  createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
