import { present } from '../../kernel/assert.ts';
import type { Id } from '../../kernel/ids.ts';
import { byteaColumn, integerColumn, textColumn } from '../../platform/columns.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';
import type { CardRef } from '../types.ts';

/** A card's version: the number that it has now, or had before it was reissued. */
export interface CardVersion extends CardRef {
  readonly panVersion: number;
}

export type KeyPurpose = 'data' | 'cvv';

const readKeysStatement = sql('vault.readKeys', 'SELECT purpose, sealed FROM vault_keys');

/** The vault's keys as they are sealed. */
export const readKeys = (queries: Queries): Promise<{ purpose: KeyPurpose; sealed: Buffer }[]> =>
  queries.query(readKeysStatement);

const insertKeyStatement = sql(
  'vault.insertKey',
  'INSERT INTO vault_keys (purpose, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING',
);

/** Keeps a sealed key unless another process was first. */
export async function insertKey(queries: Queries, purpose: KeyPurpose, sealed: Buffer): Promise<void> {
  await queries.execute(insertKeyStatement, [purpose, sealed]);
}

const issuing = `hashtextextended('cards.vault', 0)`;
const beginIssuing = sql('vault.beginIssuing', `SELECT pg_advisory_xact_lock_shared(${issuing})`);
const stopIssuing = sql('vault.stopIssuing', `SELECT pg_advisory_xact_lock(${issuing})`);

/**
 * A key of the vault as it is sealed, and stays until this unit of work ends: the master key that sealed it is the one by which
 * numbers are entered in the directory, whatever other keys a process has.
 */
export async function sealedWhileIssuing(tx: Tx): Promise<Buffer> {
  // In this order, one behind the other: what is read is read with the lock.
  const [, rows] = await Promise.all([
    tx.execute(beginIssuing),
    tx.query<{ sealed: Buffer }>(readKeysStatement),
  ]);
  return present(rows[0], 'a key of the vault').sealed;
}

const insertPanStatement = sql(
  'vault.insertPan',
  `INSERT INTO vault_pans (hash, company_id, card_id, pan_version, pan)
   SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM vault_pans WHERE hash = ANY ($6::bytea[]))
   ON CONFLICT DO NOTHING`,
);

/**
 * Enters a number in the directory under the first of its hashes, one for each master key; false when some card has, or had, it
 * already, under any of them.
 */
export async function insertPan(
  tx: Tx,
  [hash = Buffer.alloc(0), ...older]: readonly Buffer[],
  card: CardVersion,
  sealed: Buffer,
): Promise<boolean> {
  const parameters = [hash, card.company, card.card, card.panVersion, sealed, byteaColumn(older)];
  return (await tx.execute(insertPanStatement, parameters)) === 1;
}

const putCardStatement = sql(
  'vault.putCard',
  `INSERT INTO vault_cards (company_id, card_id, pan_version, pan) VALUES ($1, $2, $3, $4)
   ON CONFLICT (company_id, card_id) DO UPDATE SET pan_version = excluded.pan_version, pan = excluded.pan`,
);

/** Keeps a sealed number; that of a reissued card takes the place of the one before. */
export async function putPan(tx: Tx, card: CardVersion, sealed: Buffer): Promise<void> {
  await tx.execute(putCardStatement, [card.company, card.card, card.panVersion, sealed]);
}

const findPanStatement = sql(
  'vault.findPan',
  'SELECT company_id, card_id, pan_version FROM vault_pans WHERE hash = ANY ($1::bytea[])',
);

/** Which card has, or had, the number of these hashes (one for each master key): a directory, across companies. */
export async function findPanHash(
  queries: Queries,
  hashes: readonly Buffer[],
): Promise<CardVersion | undefined> {
  const [row] = await queries.query<{ company_id: Id<'company'>; card_id: Id<'card'>; pan_version: number }>(
    findPanStatement,
    [byteaColumn(hashes)],
  );
  return row && { company: row.company_id, card: row.card_id, panVersion: row.pan_version };
}

/** A card as its number says it, and how it stands now. */
export interface KnownPan extends CardVersion {
  /** The version of the card now: a number of another one is dead. */
  readonly panVersionNow: number;
  readonly expiresAt: Date;
}

const recogniseStatement = sql(
  'vault.recognise',
  `SELECT p.hash, p.company_id AS company, p.card_id AS card, p.pan_version AS "panVersion",
     k.pan_version AS "panVersionNow", k.expires_at AS "expiresAt"
   FROM vault_pans p JOIN card_states k ON k.company_id = p.company_id AND k.card_id = p.card_id
   WHERE p.hash = ANY ($1::bytea[])`,
);

/** The cards that have, or had, the numbers of these hashes: as {@link findPanHash}, for many. */
export const recogniseHashes = (
  queries: Queries,
  hashes: readonly Buffer[],
): Promise<(KnownPan & { readonly hash: Buffer })[]> =>
  queries.query(recogniseStatement, [byteaColumn(hashes)]);

const readCardStatement = sql(
  'vault.readCard',
  'SELECT pan_version, pan, pin FROM vault_cards WHERE company_id = $1 AND card_id = $2',
);

export interface SealedCard {
  readonly pan_version: number;
  readonly pan: Buffer;
  readonly pin: Buffer | null;
}

/** What the vault keeps of a card, sealed. */
export async function readSealed(queries: Queries, ref: CardRef): Promise<SealedCard | undefined> {
  return (await queries.query<SealedCard>(readCardStatement, [ref.company, ref.card]))[0];
}

const putPinStatement = sql(
  'vault.putPin',
  'UPDATE vault_cards SET pin = $3 WHERE company_id = $1 AND card_id = $2',
);

export async function putPin(tx: Tx, ref: CardRef, sealed: Buffer): Promise<void> {
  await tx.execute(putPinStatement, [ref.company, ref.card, sealed]);
}

const lockKeysStatement = sql(
  'vault.lockKeys',
  'SELECT purpose, sealed FROM vault_keys ORDER BY purpose FOR UPDATE',
);

/** As {@link readKeys}, locked; waits until the numbers that are just being given out are in the directory. */
export async function lockKeys(tx: Tx): Promise<{ purpose: KeyPurpose; sealed: Buffer }[]> {
  const [, keys] = await Promise.all([
    tx.execute(stopIssuing),
    tx.query<{ purpose: KeyPurpose; sealed: Buffer }>(lockKeysStatement),
  ]);
  return keys;
}

const writeKeyStatement = sql('vault.writeKey', 'UPDATE vault_keys SET sealed = $2 WHERE purpose = $1');

export async function writeKey(tx: Tx, purpose: KeyPurpose, sealed: Buffer): Promise<void> {
  await tx.execute(writeKeyStatement, [purpose, sealed]);
}

/** A number of the directory, sealed: one that a card has or had. */
export type SealedPan = CardVersion & { readonly pan: Buffer };

// Numbers that were replaced before they were kept sealed cannot be read any more.
const nextPansStatement = sql(
  'vault.nextPans',
  `SELECT company_id AS company, card_id AS card, pan_version AS "panVersion", pan FROM vault_pans
   WHERE (company_id, card_id, pan_version) > ($1, $2, $3) AND pan IS NOT NULL
   ORDER BY company_id, card_id, pan_version LIMIT $4`,
);

/** The sealed numbers of all companies, so many after one, in order. */
export const nextPans = (
  queries: Queries,
  after: CardVersion | undefined,
  most: number,
): Promise<SealedPan[]> =>
  queries.query(nextPansStatement, [after?.company ?? '', after?.card ?? '', after?.panVersion ?? 0, most]);

const insertHashesStatement = sql(
  'vault.insertHashes',
  `INSERT INTO vault_pans (hash, company_id, card_id, pan_version, pan)
   SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::int4[], $5::bytea[]) ON CONFLICT DO NOTHING`,
);
const removeHashesStatement = sql(
  'vault.removeHashes',
  'DELETE FROM vault_pans WHERE hash = ANY ($1::bytea[])',
);

/** Enters numbers under new hashes and removes their old ones; answers how many were entered. */
export async function rehash(
  tx: Tx,
  changes: readonly { readonly card: SealedPan; readonly hash: Buffer; readonly old: readonly Buffer[] }[],
): Promise<number> {
  const [entered] = await Promise.all([
    tx.execute(insertHashesStatement, [
      byteaColumn(changes.map((change) => change.hash)),
      textColumn(changes.map(({ card }) => card.company)),
      textColumn(changes.map(({ card }) => card.card)),
      integerColumn(changes.map(({ card }) => card.panVersion)),
      byteaColumn(changes.map(({ card }) => card.pan)),
    ]),
    tx.execute(removeHashesStatement, [byteaColumn(changes.flatMap((change) => change.old))]),
  ]);
  return entered;
}
