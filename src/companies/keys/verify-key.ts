import type { Id } from '../../kernel/ids.ts';
import { monotonicMs, wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { addressList } from './address-list.ts';
import type { AddressList } from './address-list.ts';
import { beginsAsKey, hashOfKey, isKeyText, prefixOfKey } from './key-text.ts';
import { isSessionText } from '../sessions/session-text.ts';
import { findKeyBySession } from '../sessions/sessions-store.ts';
import { findKeyByHash, readKeyVersion, touchKeys } from './keys-store.ts';
import type { KeyRecord } from './keys-store.ts';
import type { Level, Product } from '../types.ts';

/** A key that exists, as it is kept in memory. Whether it opens a door is decided anew for each request. */
export interface KnownKey {
  readonly id: Id<'key'>;
  readonly company: Id<'company'>;
  readonly companyEnabled: boolean;
  readonly level: Level;
  readonly products: ReadonlySet<Product>;
  /** Undefined is any address. */
  readonly allows: AddressList | undefined;
  readonly revoked: boolean;
  /** Wall time in ms at which it stops working, by its expiry or by the end of a rotation's overlap. */
  readonly endsAtMs: number;
  /** Wall time in ms of its last use that is not stored yet; 0 is none. */
  usedAtMs: number;
}

/** The keys that this process has verified. */
export interface KeyRing {
  /**
   * Finds a key by its text, or by the text of a session that stands for it: at once when it is known, else by asking the
   * database. Undefined when there is none.
   */
  find(text: string): KnownKey | undefined | Promise<KnownKey | undefined>;
  /** Stops the background work, after a last round of it. */
  close(): Promise<void>;
}

/** A key that was revoked works nowhere longer than this after the commit. */
const trustMs = 1_000;
const pollMs = 300;
const touchMs = 5_000;
/** Beyond this many the memory starts again; keys in use are back after one look-up each. */
const mostKeys = 50_000;

const untouched = 'the last use of keys could not be stored';

/** The channel on which a process tells the others at once that keys have changed; the poll is the net below it. */
export const keysChanged = 'cardwright_keys_changed';

/**
 * Keys are kept only as long as the version of all keys was seen unchanged within the last second: a process that
 * cannot reach the database trusts nothing. A key that does not exist is looked up each time, the same way as one that
 * does for the first time, so that time tells nothing about it.
 */
export async function createKeyRing({ database, log }: { database: Database; log: Log }): Promise<KeyRing> {
  const known = new Map<string, KnownKey>();
  const used = new Set<KnownKey>();
  const lookUps = new Map<string, Promise<KnownKey | undefined>>();
  let version: bigint | undefined;
  let seenAtMs = -Infinity;
  let confirmation: Promise<void> | undefined;

  const confirm = (): Promise<void> => {
    confirmation ??= readVersion().finally(() => (confirmation = undefined));
    return confirmation;
  };
  const readVersion = async (): Promise<void> => {
    const askedAtMs = monotonicMs();
    const now = await readKeyVersion(database);
    if (now !== version) forget();
    version = now;
    seenAtMs = askedAtMs;
  };
  const forget = (): void => {
    known.clear();
    // What a look-up read before now may be what it was before the change.
    lookUps.clear();
  };

  const lookUp = async (keyHash: string, session: boolean): Promise<KnownKey | undefined> => {
    if (monotonicMs() - seenAtMs >= trustMs) await confirm();
    const versionBefore = version;
    const running = lookUps.get(keyHash);
    if (running !== undefined) return await running;
    const asking = session
      ? findKeyBySession(database, Buffer.from(keyHash, 'hex'))
      : findKeyByHash(database, keyHash);
    const asked = asking.then((record) => record && knownKey(record));
    lookUps.set(keyHash, asked);
    try {
      const key = await asked;
      if (key !== undefined && version === versionBefore && lookUps.get(keyHash) === asked) {
        if (known.size >= mostKeys) known.clear();
        known.set(keyHash, key);
      }
      return key;
    } finally {
      if (lookUps.get(keyHash) === asked) lookUps.delete(keyHash);
    }
  };

  const noteUse = (key: KnownKey): KnownKey => {
    if (key.usedAtMs === 0) used.add(key);
    key.usedAtMs = wallClock.now().getTime();
    return key;
  };
  const touch = async (): Promise<void> => {
    const round = [...used];
    used.clear();
    if (round.length === 0) return;
    const uses = round.map((key) => ({ company: key.company, key: key.id, at: new Date(key.usedAtMs) }));
    for (const key of round) key.usedAtMs = 0;
    await touchKeys(database, uses);
  };

  const quietly = (work: () => Promise<void>, what: string) => (): void =>
    void work().catch((error: unknown) => log.warn({ err: error }, what));
  // While the database is away one look waits for it, and tells so once.
  const look = (): Promise<void> => (confirmation === undefined ? confirm() : Promise.resolve());
  const polling = setInterval(quietly(look, 'the version of the keys could not be read'), pollMs).unref();
  const touching = setInterval(quietly(touch, untouched), touchMs).unref();
  const stopListening = await database.listen(
    keysChanged,
    quietly(confirm, 'the version of the keys could not be read'),
  );
  await confirm();

  return {
    find(text) {
      const keyHash = hashOfKey(text);
      const key = monotonicMs() - seenAtMs < trustMs ? known.get(keyHash) : undefined;
      if (key === undefined) {
        const session = isSessionText(text);
        if (session || isKeyText(text))
          return lookUp(keyHash, session).then((found) => found && noteUse(found));
        // The check digits spare the database a question; the log is told, the caller hears what every unknown key hears.
        const prefix = beginsAsKey(text) ? prefixOfKey(text) : undefined;
        log.info({ prefix }, 'a key with a wrong form or wrong check digits was shown');
        return undefined;
      }
      return noteUse(key);
    },
    async close() {
      clearInterval(polling);
      clearInterval(touching);
      await stopListening();
      // When the database is gone, only the moment of the last use is lost.
      await touch().catch((error: unknown) => log.warn({ err: error }, untouched));
    },
  };
}

/** A key as it is kept in memory. */
export function knownKey(record: KeyRecord): KnownKey {
  const list = record.allowedIps.length === 0 ? undefined : addressList(record.allowedIps);
  return {
    id: record.id,
    company: record.company,
    companyEnabled: record.companyEnabled,
    level: record.level,
    products: new Set(record.products),
    // A list that cannot be read, which the API lets nobody store, lets nobody in.
    allows: typeof list === 'object' ? () => false : list,
    revoked: record.revokedAt !== null,
    endsAtMs: Math.min(record.expiresAt?.getTime() ?? Infinity, record.textValidUntil?.getTime() ?? Infinity),
    usedAtMs: 0,
  };
}
