import { present } from '../../kernel/assert.ts';
import type { Database, Queries } from '../../platform/database.ts';
import { randomBytes } from '../../platform/random.ts';
import { CannotOpen, type Secrets } from '../../platform/secrets.ts';
import { StartupProblem } from '../../platform/startup-problem.ts';
import type { CardRef } from '../types.ts';
import { insertKey, readKeys, type CardVersion, type KeyPurpose } from './store.ts';

/** Under which names the master key serves the vault. */
export const labels = { keys: 'cards.vault-keys', pans: 'cards.vault-pans' } as const;

// A sealed secret opens only as what it was sealed for: moved to another row it is of no use.
export const panContext = ({ company, card, panVersion }: CardVersion): Buffer =>
  Buffer.from(`pan ${company} ${card} ${panVersion}`);
export const pinContext = ({ company, card }: CardRef): Buffer => Buffer.from(`pin ${company} ${card}`);

/** `data` seals numbers and PINs, CVVs are derived from `cvv`. */
export type VaultKeys = Readonly<Record<KeyPurpose, Buffer>>;

const purposes: readonly KeyPurpose[] = ['data', 'cvv'];

/** Whether the master keys open the vault of a database; also where it has no keys yet. Nothing is made. */
export async function opensVault(queries: Queries, secrets: Secrets): Promise<boolean> {
  try {
    for (const { purpose, sealed } of await readKeys(queries)) secrets.open(labels.keys, sealed, purpose);
    return true;
  } catch (error) {
    if (error instanceof CannotOpen) return false;
    throw error;
  }
}

/** Opens the vault's keys, and makes them the first time. @throws StartupProblem when none of the master keys opens them */
export async function loadKeys(database: Database, secrets: Secrets): Promise<VaultKeys> {
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
