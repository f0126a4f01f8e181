import { createHmac, timingSafeEqual } from 'node:crypto';
import { invariant, present } from '../../kernel/assert.ts';
import { redacted, type Redacted } from '../../kernel/redacted.ts';
import type { Database, Queries, Tx } from '../../platform/database.ts';
import { randomBytes, randomInt } from '../../platform/random.ts';
import { CannotOpen, decrypt, encrypt, type Secrets } from '../../platform/secrets.ts';
import { StartupProblem } from '../../platform/startup-problem.ts';
import type { CardRef } from '../types.ts';
import { makePan, sandboxBin, type Pan } from './pan.ts';
import {
  findPanHash,
  insertKey,
  insertPan,
  putPan,
  putPin,
  readKeys,
  readSealed,
  type CardVersion,
  type KeyPurpose,
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
  /** Loads the keys, and makes them the first time. @throws StartupProblem when the master key is another one */
  ready(): Promise<void>;
  /** Makes a number for a card (or a new version of it); the earlier one of the same card is forgotten. */
  issue(tx: Tx, card: CardVersion): Promise<{ readonly last4: string }>;
  /** Which card and version has or had this number. */
  find(queries: Queries, pan: Pan): Promise<CardVersion | undefined>;
  reveal(queries: Queries, ref: CardRef): Promise<Pan>;
  cvv(owner: CvvOwner): Promise<Redacted<string>>;
  cvvMatches(owner: CvvOwner, cvv: Redacted<string>): Promise<boolean>;
  setPin(tx: Tx, ref: CardRef, pin: Redacted<string>): Promise<void>;
  /** `undefined` when no PIN was set. */
  revealPin(queries: Queries, ref: CardRef): Promise<Redacted<string> | undefined>;
  /** `undefined` when no PIN was set. */
  pinMatches(queries: Queries, ref: CardRef, pin: Redacted<string>): Promise<boolean | undefined>;
}

/** Under which names the master key's derivations serve the vault. */
export const labels = { keys: 'cards.vault-keys', pans: 'cards.vault-pans' } as const;

// A sealed secret opens only as what it was sealed for: moved to another row it is of no use.
const panContext = (card: CardVersion): Buffer =>
  Buffer.from(`pan ${card.company} ${card.card} ${card.panVersion}`);
const pinContext = (ref: CardRef): Buffer => Buffer.from(`pin ${ref.company} ${ref.card}`);

export function createVault({ database, secrets, bin = sandboxBin }: VaultOptions): Vault {
  let loaded: Promise<Record<KeyPurpose, Buffer>> | undefined;

  const keys = (): Promise<Record<KeyPurpose, Buffer>> => {
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
      for (let tries = 0; tries < 20; tries += 1) {
        const pan = makePan(bin, randomInt);
        if (!(await insertPan(tx, secrets.keyedHash(labels.pans, pan.reveal()), card))) continue;
        await putPan(tx, card, encrypt(data, Buffer.from(pan.reveal()), panContext(card)));
        return { last4: pan.reveal().slice(-4) };
      }
      throw new Error(`twenty numbers in a row were taken: the range of BIN ${bin} is nearly full`);
    },
    find: (queries, pan) => findPanHash(queries, secrets.keyedHashes(labels.pans, pan.reveal())),
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

/** Takes the same time wherever two texts differ. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const purposes: readonly KeyPurpose[] = ['data', 'cvv'];

async function loadKeys(database: Database, secrets: Secrets): Promise<Record<KeyPurpose, Buffer>> {
  let rows = await readKeys(database);
  if (rows.length < purposes.length) {
    for (const purpose of purposes)
      await insertKey(database, purpose, secrets.seal(labels.keys, randomBytes(32), purpose));
    rows = await readKeys(database);
  }
  const open = (purpose: KeyPurpose): Buffer => {
    const row = rows.find((candidate) => candidate.purpose === purpose);
    try {
      return secrets.open(labels.keys, present(row, `vault key ${purpose}`).sealed, purpose);
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      throw new StartupProblem(
        'The card numbers in this database were sealed with another master key.',
        'Start with the MASTER_KEY that the database was made with; to change it, put the new key in front of it with a comma between.',
        { cause: error },
      );
    }
  };
  return { data: open('data'), cvv: open('cvv') };
}
