import type { Database } from '../../platform/database.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { decrypt } from '../../platform/secrets.ts';
import { labels, loadKeys, panContext } from './keys.ts';
import { lockKeys, nextPans, rehash, writeKey, type SealedPan } from './store.ts';

/** What a rotation has done. */
export interface Rotated {
  /** Keys of the vault that were sealed anew. */
  readonly keys: number;
  /** Card numbers that were entered in the directory anew. */
  readonly numbers: number;
}

const batch = 500;

/**
 * Brings the vault from an older master key to the current one, with both in `secrets`, the current one first: its keys
 * are sealed anew and the directory of numbers, also of those before a reissue, is hashed anew. Card numbers and CVVs do
 * not change. Processes that have both keys may go on working meanwhile; one that has the old key alone gives out no number from
 * here on, and finds fewer and fewer. When it is done the old key can go. Safe to break off and to repeat.
 */
export async function rotateVault(database: Database, secrets: Secrets): Promise<Rotated> {
  const { data } = await loadKeys(database, secrets);
  const keys = await database.work(async (tx) => {
    let sealed = 0;
    for (const { purpose, sealed: old } of await lockKeys(tx)) {
      if (!secrets.isOutdated(old)) continue;
      await writeKey(
        tx,
        purpose,
        secrets.seal(labels.keys, secrets.open(labels.keys, old, purpose), purpose),
      );
      sealed += 1;
    }
    return sealed;
  });

  let numbers = 0;
  let after: SealedPan | undefined;
  for (;;) {
    const pans = await nextPans(database, after, batch);
    const changes = pans.map((card) => {
      const pan = decrypt(data, card.pan, panContext(card));
      const [hash = Buffer.alloc(0), ...old] = secrets.keyedHashes(labels.pans, pan);
      return { card, hash, old };
    });
    numbers += await database.work((tx) => rehash(tx, changes));
    after = pans.at(-1);
    if (after === undefined || pans.length < batch) return { keys, numbers };
  }
}
