import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { SignerNumber } from '../types.ts';

/**
 * A signer's letterbox for one session: an X25519 key made for it and forgotten after it. Whoever recorded every message
 * and later steals all identity keys still cannot open the letters; with lasting keys a refresh would be worth nothing
 * against a platform that records.
 */
export interface Letterbox {
  /** Base64url, 32 bytes; goes to the peers inside a signed message. */
  readonly address: string;
  readonly privateKey: KeyObject;
}

/** Opens a letterbox. */
export function openLetterbox(): Letterbox {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { address: String(publicKey.export({ format: 'jwk' }).x), privateKey };
}

/** Between whom, and in which session: the encryption key depends on all of it. */
export interface Route {
  readonly transcript: string;
  readonly from: SignerNumber;
  readonly to: SignerNumber;
}

/** AES-256-GCM under HKDF-SHA256 of X25519; base64url. */
export function sealLetter(own: Letterbox, address: string, route: Route, plaintext: Uint8Array): string {
  const { key, iv, context } = letterKey(own, address, route);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(context);
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString('base64url');
}

/** The content of a letter. Throws when it was not sealed by that peer for this route. */
export function openLetter(own: Letterbox, address: string, route: Route, letter: string): Uint8Array {
  const { key, iv, context } = letterKey(own, address, route);
  const sealed = Buffer.from(letter, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(-16));
  return Uint8Array.from(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]));
}

/** Both keys are fresh and each direction has its own, so a key seals one letter and the IV may come from it too. */
function letterKey(own: Letterbox, address: string, { transcript, from, to }: Route) {
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: address }, format: 'jwk' });
  const shared = diffieHellman({ privateKey: own.privateKey, publicKey });
  const context = Buffer.from(JSON.stringify(['cardwright signing letter 1', transcript, from, to]));
  const bytes = Buffer.from(hkdfSync('sha256', shared, Buffer.from(transcript, 'hex'), context, 44));
  shared.fill(0);
  return { key: bytes.subarray(0, 32), iv: bytes.subarray(32), context };
}
