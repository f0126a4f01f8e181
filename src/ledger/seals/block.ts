import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** A sealed run of entries. `content` is the digest of its entries and their postings (`store.ts` says of what exactly). */
export interface BlockHead {
  readonly epoch: number;
  readonly block: bigint;
  /** Its entries are those of the epoch from this transaction id … */
  readonly fromXid: bigint;
  /** … to below this one. */
  readonly toXid: bigint;
  /** The place of its first entry in the whole ledger, counted from 0. */
  readonly firstPosition: bigint;
  readonly entries: bigint;
  readonly sealedAt: Date;
  /** The hash of the block before; 32 zero bytes before the first. */
  readonly previous: Buffer;
}

export interface Block extends BlockHead {
  readonly hash: Buffer;
  /** Ed25519 (RFC 8032) over `hash`. */
  readonly signature: Buffer;
}

export const beforeFirst: Buffer = Buffer.alloc(32);

/** SHA-256 over the head, every number as 8 bytes big-endian, then the block before, then the content. */
export function blockHash(head: BlockHead, content: Uint8Array): Buffer {
  const numbers = Buffer.alloc(7 * 8);
  const { epoch, block, fromXid, toXid, firstPosition, entries, sealedAt } = head;
  [BigInt(epoch), block, fromXid, toXid, firstPosition, entries, BigInt(sealedAt.getTime())].forEach(
    (number, at) => numbers.writeBigInt64BE(number, at * 8),
  );
  return createHash('sha256')
    .update('cardwright ledger block 1')
    .update(numbers)
    .update(head.previous)
    .update(content)
    .digest();
}

/** PKCS #8 around the 32 bytes of an Ed25519 seed (RFC 8410, section 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key that signs blocks. @param seed 32 secret bytes that never enter the database */
export const sealingKey = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });

export const publicKeyOf = (key: KeyObject): KeyObject => createPublicKey(key);

export const signBlock = (hash: Buffer, key: KeyObject): Buffer => sign(null, hash, key);

/** Whether one of `keys` signed the block: the key changes with the master key. */
export const isSigned = (block: Block, keys: readonly KeyObject[]): boolean =>
  keys.some((key) => verify(null, block.hash, key, block.signature));
