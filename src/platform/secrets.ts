import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { invariant } from '../kernel/assert.ts';
import type { Redacted } from '../kernel/redacted.ts';
import { randomBytes } from './random.ts';

/**
 * Everything that is derived from the master key. Each purpose has a label (`folder.purpose`) and so a key of its own:
 * what is sealed for one cannot be opened for another.
 */
export interface Secrets {
  /** Which master key is current, as eight hex digits. Says nothing about the key; store it to notice a wrong key early. */
  readonly keyId: string;
  /** 32 bytes, always the same for a label and the current master key. HKDF-SHA256, RFC 5869. */
  deriveKey(label: string): Buffer;
  /**
   * 32 bytes for looking a secret up without storing it, HMAC-SHA256 with a key of each master key, the current one first: what
   * was stored before the key was changed is found by a later one.
   * With `like`, a sealed value, the first is by the master key that sealed this.
   *
   * @throws CannotOpen when the master key of `like` is not there
   */
  keyedHashes(label: string, data: string | Uint8Array, like?: Uint8Array): Buffer[];
  /**
   * Encrypts with a key of the current master key, and binds to `associatedData` (the id of the row it stands in), so that a
   * value moved to another row does not open. AES-256-GCM; up to 2^32 values for a label (NIST SP 800-38D, 8.3).
   */
  seal(label: string, plaintext: Uint8Array, associatedData: string): Buffer;
  /** @throws CannotOpen when the value, label or associated data is another, or its master key is not there any more */
  open(label: string, sealed: Uint8Array, associatedData: string): Buffer;
  /** Whether a value was sealed by an older master key and is to be sealed anew. */
  isOutdated(sealed: Uint8Array): boolean;
}

/** A sealed value does not open: it was changed or moved, or its master key is missing from `MASTER_KEY`. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen';
}

/** Names the layout: version, id of the master key, then what {@link encrypt} gives. */
const VERSION = 1;
const KEY_ID_BYTES = 4;
const HEAD_BYTES = 1 + KEY_ID_BYTES;

/** @param masterKeys 32 bytes each; the first is used for what is new, the others only to open what is old */
export function createSecrets(masterKeys: readonly Redacted<Buffer>[]): Secrets {
  const keys = masterKeys.map((key) => createDerivation(key.reveal()));
  const [current] = keys;
  invariant(current !== undefined, 'there is a master key');

  const keyOf = (head: Buffer): Derivation => {
    const id = head.subarray(1);
    const key = keys.find((key) => key.id.equals(id));
    if (key === undefined) {
      throw new CannotOpen(`sealed by master key ${id.toString('hex')}, which is not in MASTER_KEY`);
    }
    return key;
  };

  return {
    keyId: current.id.toString('hex'),
    deriveKey: (label) => current.key('key', label).export(),
    keyedHashes(label, data, like) {
      const first = like === undefined ? current : keyOf(headOf(like));
      return [first, ...keys.filter((key) => key !== first)].map((key) =>
        createHmac('sha256', key.key('hash', label)).update(data).digest(),
      );
    },
    seal(label, plaintext, associatedData) {
      const head = Buffer.concat([Buffer.of(VERSION), current.id]);
      const bound = Buffer.concat([head, Buffer.from(associatedData)]);
      return Buffer.concat([head, encrypt(current.key('seal', label), plaintext, bound)]);
    },
    open(label, sealed, associatedData) {
      const head = headOf(sealed);
      const key = keyOf(head);
      const bound = Buffer.concat([head, Buffer.from(associatedData)]);
      return decrypt(key.key('seal', label), sealed.subarray(HEAD_BYTES), bound);
    },
    isOutdated: (sealed) => !headOf(sealed).subarray(1).equals(current.id),
  };
}

function headOf(sealed: Uint8Array): Buffer {
  const head = Buffer.from(sealed.subarray(0, HEAD_BYTES));
  if (head.length < HEAD_BYTES || head[0] !== VERSION) throw new CannotOpen('not a sealed value');
  return head;
}

interface Derivation {
  readonly id: Buffer;
  key(purpose: 'key' | 'hash' | 'seal', label: string): KeyObject;
}

function createDerivation(masterKey: Buffer): Derivation {
  invariant(masterKey.length === 32, 'a master key has 32 bytes');
  // A derivation takes 10 µs; labels are constants of the program. Key objects, because with bytes Node makes a key
  // of them each time: 16 µs instead of 5 to seal a card number, 10 instead of 2 for a hash.
  const derived = new Map<string, KeyObject>();
  const derive = (info: string): KeyObject => {
    let key = derived.get(info);
    if (key === undefined) {
      key = createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, '', `cardwright/1/${info}`, 32)));
      derived.set(info, key);
    }
    return key;
  };
  return {
    id: derive('id').export().subarray(0, KEY_ID_BYTES),
    key: (purpose, label) => derive(`${purpose}/${label}`),
  };
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a random nonce: nonce, ciphertext, tag. For data keys, such as the vault's; else see {@link Secrets.seal}. */
export function encrypt(
  key: KeyObject | Uint8Array,
  plaintext: Uint8Array,
  associatedData: Uint8Array,
): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associatedData);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The reverse of {@link encrypt}. @throws CannotOpen unless key, bytes and associated data are the same */
export function decrypt(
  key: KeyObject | Uint8Array,
  encrypted: Uint8Array,
  associatedData: Uint8Array,
): Buffer {
  if (encrypted.length < NONCE_BYTES + TAG_BYTES) throw new CannotOpen('a sealed value is cut off');
  const tagAt = encrypted.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData).setAuthTag(encrypted.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(encrypted.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
  } catch (cause) {
    throw new CannotOpen('a sealed value was changed or moved, or its key is another', { cause });
  }
}
