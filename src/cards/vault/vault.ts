import { createHmac, timingSafeEqual } from 'node:crypto';
import { invariant, present } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import { redacted, type Redacted } from '../../kernel/redacted.ts';
import type { Database, Queries, Tx } from '../../platform/database.ts';
import { randomInt } from '../../platform/random.ts';
import { CannotOpen, decrypt, encrypt, type Secrets } from '../../platform/secrets.ts';
import type { CardRef } from '../types.ts';
import { labels, loadKeys, panContext, pinContext, type VaultKeys } from './keys.ts';
import { makePan, sandboxBin, type Pan } from './pan.ts';
import {
  findPanHash,
  insertPan,
  putPan,
  putPin,
  readSealed,
  recogniseHashes,
  sealedWhileIssuing,
  type CardVersion,
  type KnownPan,
} from './store.ts';

export interface VaultOptions {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The first digits of the numbers it makes; by default those of no real card. */
  readonly bin?: string;
}

/** The version that a CVV belongs to: it changes with number and expiry. */
export type CvvOwner = CardVersion & { readonly expiresAt: Date };

/** Where card numbers and PINs exist in clear, and nowhere else. */
export interface Vault {
  /**
   * Loads the keys, and makes them the first time, outside any unit of work: to be waited for at start, and before a
   * unit of work that issues or reveals. @throws StartupProblem when the master key is another one
   */
  ready(): Promise<void>;
  /**
   * Makes a number for a card (or a new version of it); the earlier one of the same card is still found.
   *
   * @throws Failure UNAVAILABLE when the vault is sealed under a master key that this process does not have
   */
  issue(tx: Tx, card: CardVersion): Promise<{ readonly last4: string }>;
  /** Which card and version has or had this number. */
  find(queries: Queries, pan: Pan): Promise<CardVersion | undefined>;
  /** As `find`, for many numbers at once, and with how each card stands now; in their order. */
  recognise(queries: Queries, pans: readonly Pan[]): Promise<(KnownPan | undefined)[]>;
  reveal(queries: Queries, ref: CardRef): Promise<Pan>;
  cvv(owner: CvvOwner): Promise<Redacted<string>>;
  cvvMatches(owner: CvvOwner, cvv: Redacted<string>): Promise<boolean>;
  setPin(tx: Tx, ref: CardRef, pin: Redacted<string>): Promise<void>;
  /** `undefined` when no PIN was set. */
  revealPin(queries: Queries, ref: CardRef): Promise<Redacted<string> | undefined>;
  /** `undefined` when no PIN was set. */
  pinMatches(queries: Queries, ref: CardRef, pin: Redacted<string>): Promise<boolean | undefined>;
}

export function createVault({ database, secrets, bin = sandboxBin }: VaultOptions): Vault {
  let loaded: Promise<VaultKeys> | undefined;

  const keys = (): Promise<VaultKeys> => {
    loaded ??= loadKeys(database, secrets).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };

  const cvv = async (owner: CvvOwner): Promise<Redacted<string>> => {
    const whose = `${owner.company} ${owner.card} ${owner.panVersion} ${owner.expiresAt.toISOString().slice(0, 7)}`;
    const mac = createHmac('sha256', (await keys()).cvv)
      .update(whose)
      .digest();
    // 48 bits modulo 1,000: the bias is below 10⁻¹¹.
    return redacted(String(mac.readUIntBE(0, 6) % 1000).padStart(3, '0'));
  };

  const revealPin: Vault['revealPin'] = async (queries, ref) => {
    const sealed = (await readSealed(queries, ref))?.pin;
    if (sealed === null || sealed === undefined) return undefined;
    return redacted(decrypt((await keys()).data, sealed, pinContext(ref)).toString());
  };

  return {
    async ready() {
      await keys();
    },
    async issue(tx, card) {
      const { data } = await keys();
      const hashesOf = numberHashes(secrets, await sealedWhileIssuing(tx));
      for (let tries = 0; tries < 20; tries += 1) {
        const pan = makePan(bin, randomInt);
        const sealed = encrypt(data, Buffer.from(pan.reveal()), panContext(card));
        if (!(await insertPan(tx, hashesOf(pan), card, sealed))) continue;
        await putPan(tx, card, sealed);
        return { last4: pan.reveal().slice(-4) };
      }
      throw new Error(`twenty numbers in a row were taken: the range of BIN ${bin} is nearly full`);
    },
    find: (queries, pan) => findPanHash(queries, secrets.keyedHashes(labels.pans, pan.reveal())),
    async recognise(queries, pans) {
      const hashes = pans.map((pan) => secrets.keyedHashes(labels.pans, pan.reveal()));
      const rows = await recogniseHashes(queries, hashes.flat());
      const byHash = new Map(rows.map(({ hash, ...known }) => [hash.toString('latin1'), known]));
      return hashes.map((all) => {
        const found = all.find((hash) => byHash.has(hash.toString('latin1')));
        return found && byHash.get(found.toString('latin1'));
      });
    },
    async reveal(queries, ref) {
      const row = present(await readSealed(queries, ref), 'the number of a card');
      const context = panContext({ ...ref, panVersion: row.pan_version });
      return redacted(decrypt((await keys()).data, row.pan, context).toString());
    },
    cvv,
    async cvvMatches(owner, given) {
      return equal((await cvv(owner)).reveal(), given.reveal());
    },
    async setPin(tx, ref, pin) {
      invariant(/^\d{4,12}$/.test(pin.reveal()), 'a PIN has its form');
      await putPin(tx, ref, encrypt((await keys()).data, Buffer.from(pin.reveal()), pinContext(ref)));
    },
    revealPin,
    async pinMatches(queries, ref, given) {
      const pin = await revealPin(queries, ref);
      return pin && equal(pin.reveal(), given.reveal());
    },
  };
}

/**
 * The hashes of a number that is to be given out. A process that lacks the master key of the vault would not see which numbers
 * are taken. @throws Failure UNAVAILABLE
 */
const numberHashes =
  (secrets: Secrets, vaultKey: Buffer) =>
  (pan: Pan): Buffer[] => {
    try {
      return secrets.keyedHashes(labels.pans, pan.reveal(), vaultKey);
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      throw new Failure(
        'UNAVAILABLE',
        'This server is about to be replaced: its master key no longer opens the card numbers. Try again in a moment.',
      );
    }
  };

/** Takes the same time wherever two texts differ. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
