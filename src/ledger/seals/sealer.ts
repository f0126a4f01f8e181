import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { isUniqueViolation, type Database } from '../../platform/database.ts';
import { withLease } from '../../platform/lease.ts';
import { beforeFirst, blockHash, publicKeyOf, sealingKey, signBlock, type Block } from './block.ts';
import * as store from './store.ts';

export interface Sealer {
  /**
   * Seals all entries that are finished, and publishes the heads not yet published. Answers how many entries were
   * sealed; none while another process does it. A chore for about once a second.
   */
  sealNow(): Promise<bigint>;
  /**
   * Starts a new epoch when the database was restored into another server. To be called by every process before it
   * writes an entry: transaction ids start anew there, and only the epoch tells them from the old ones.
   */
  beginEpoch(): Promise<void>;
  /** With this, anybody can check the signatures. */
  readonly publicKey: KeyObject;
}

export interface SealerParts {
  readonly database: Database;
  readonly clock: Clock;
  /** Secrets that are not in the database; label `ledger.seals`. */
  readonly deriveKey: (label: string) => Buffer;
  /** Takes a head out of the database's reach; may be told the same head twice. */
  readonly publish: (head: Block) => Promise<void>;
}

/** A block that covers a backlog stays small enough for one statement: 32 bytes an entry are gathered. */
const mostInBlock = 100_000;

export function createSealer({ database, clock, deriveKey, publish }: SealerParts): Sealer {
  const key = sealingKey(deriveKey('ledger.seals'));

  /** The next block after `last`, unless there is nothing to seal. */
  const nextBlock = async (
    last: Block | undefined,
    epochs: readonly store.Epoch[],
  ): Promise<Block | undefined> => {
    for (const [at, { epoch }] of epochs.entries()) {
      if (last !== undefined && epoch < last.epoch) continue;
      const fromXid = last?.epoch === epoch ? last.toXid : 0n;
      const closed = at < epochs.length - 1;
      const { to_xid, entries, content } = await store.hashEntries(
        database,
        epoch,
        fromXid,
        mostInBlock,
        closed,
      );
      if (entries === 0n) continue;
      const head = {
        epoch,
        block: last === undefined ? 0n : last.block + 1n,
        fromXid,
        toXid: to_xid,
        firstPosition: last === undefined ? 0n : last.firstPosition + last.entries,
        entries,
        sealedAt: clock.now(),
        previous: last?.hash ?? beforeFirst,
      };
      const hash = blockHash(head, content);
      return { ...head, hash, signature: signBlock(hash, key) };
    }
    return undefined;
  };

  /** Whether it is ours: should a lease be lost unnoticed, the number of a block is still given once. */
  const append = async (block: Block): Promise<boolean> => {
    try {
      return (await store.appendBlock(database, block)) === 1;
    } catch (error) {
      if (isUniqueViolation(error, 'ledger_seals_pkey')) return false;
      throw error;
    }
  };

  const seal = async (): Promise<bigint> => {
    const epochs = await store.allEpochs(database);
    let last = await store.lastBlock(database);
    let sealed = 0n;
    for (;;) {
      const block = await nextBlock(last, epochs);
      if (block === undefined || !(await append(block))) return sealed;
      last = block;
      sealed += block.entries;
      // What was finished meanwhile is for the next time: under load there is always something, and the heads wait.
      if (block.entries < mostInBlock && block.epoch === epochs.at(-1)?.epoch) return sealed;
    }
  };

  const publishHeads = async (): Promise<void> => {
    for (const block of await store.unpublishedBlocks(database)) {
      await publish(block);
      await store.setPublished(database, block, clock.now());
    }
  };

  return {
    publicKey: publicKeyOf(key),
    async sealNow() {
      const leased = await withLease(database, 'ledger.seals', async () => {
        const sealed = await seal();
        await publishHeads();
        return sealed;
      });
      return leased.held ? leased.result : 0n;
    },
    beginEpoch: () =>
      database.work(async (tx) => {
        await store.lockAllEpochs(tx);
        const [epochs, server] = await Promise.all([store.allEpochs(tx), store.serverIdentifier(tx)]);
        const present = epochs.at(-1);
        if (present?.system_identifier === server) return;
        await store.appendEpoch(tx, (present?.epoch ?? 0) + 1, server);
      }),
  };
}
