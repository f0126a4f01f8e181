import { join } from 'node:path';
import { redacted } from '../../kernel/redacted.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import type { PublicPackage } from '../protocol/bodies.ts';
import type { Message } from '../protocol/message.ts';
import type { KeyId } from '../types.ts';
import { sealedFile } from './sealed-file.ts';
import { createTurns } from './turns.ts';

/** This signer's share of a key, as one key generation or refresh made it. */
export interface Share {
  /** 0 from the key generation, one more with each refresh. Shares of different epochs do not sign together. */
  readonly epoch: number;
  readonly transcript: string;
  /** The secret: a scalar, in hex. */
  readonly share: Redacted<string>;
  readonly package: PublicPackage;
  /** What this signer signed when it had stored the share. */
  readonly confirmation: Message;
  /** The confirmations of all three, once they are known; a share without them is not used. */
  readonly certificate?: readonly Message[];
}

/** A key at this signer: the share it signs with, and one that is stored but not yet confirmed by all. */
export interface KeyRecord {
  readonly current?: Share | undefined;
  readonly next?: Share | undefined;
}

export interface KeyStore {
  read(key: KeyId): Promise<KeyRecord>;
  /** Reads, changes and writes a record as one step; a record without shares is removed. What was replaced is gone. */
  change<T>(
    key: KeyId,
    change: (record: KeyRecord) => { readonly record?: KeyRecord; readonly result: T },
  ): Promise<T>;
}

/** One sealed file for each key, under `folder`. */
export function createKeyStore(folder: string, sealKey: Redacted<Uint8Array>): KeyStore {
  const inTurn = createTurns();
  const fileOf = (key: KeyId) => sealedFile(join(folder, `${key}.sealed`), `key ${key}`, sealKey);
  const read = async (key: KeyId): Promise<KeyRecord> => fromText((await fileOf(key).read()) ?? '{}');
  return {
    read,
    change: (key, change) =>
      inTurn(async () => {
        const before = await read(key);
        const { record, result } = change(before);
        if (record === undefined) return result;
        if (record.current !== undefined || record.next !== undefined)
          await fileOf(key).write(toText(record));
        else if (before.current !== undefined || before.next !== undefined) await fileOf(key).remove();
        return result;
      }),
  };
}

/** A share as it stands in the sealed file, where it is not hidden from itself. */
type Stored<S> = Omit<S, 'share'> & { readonly share: string };

function toText({ current, next }: KeyRecord): string {
  const reveal = (share: Share): Stored<Share> => ({ ...share, share: share.share.reveal() });
  return JSON.stringify({
    current: current === undefined ? undefined : reveal(current),
    next: next === undefined ? undefined : reveal(next),
  });
}

function fromText(text: string): KeyRecord {
  const { current, next } = JSON.parse(text) as { current?: Stored<Share>; next?: Stored<Share> };
  const hide = (stored: Stored<Share>): Share => ({ ...stored, share: redacted(stored.share) });
  return {
    current: current === undefined ? undefined : hide(current),
    next: next === undefined ? undefined : hide(next),
  };
}
