import type { Id } from '../../kernel/ids.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';
import type { ApiKey, Level, Product } from '../types.ts';

const key = `id, company_id AS company, name, prefix, level, products, allowed_ips AS "allowedIps",
  expires_at AS "expiresAt", created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

const insertKeyStatement = sql(
  'companies.insert_key',
  `INSERT INTO api_keys (company_id, id, name, prefix, level, products, allowed_ips, expires_at, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

export async function insertKey(tx: Tx, it: ApiKey): Promise<void> {
  const { company, id, name, prefix, level, products, allowedIps, expiresAt, createdAt } = it;
  await tx.execute(insertKeyStatement, [
    company,
    id,
    name,
    prefix,
    level,
    products,
    allowedIps,
    expiresAt,
    createdAt,
  ]);
}

const insertKeyTextStatement = sql(
  'companies.insert_key_text',
  `INSERT INTO api_key_texts (hash, company_id, key_id) VALUES ($1, $2, $3)`,
);

/** @param keyHash hex */
export async function insertKeyText(
  tx: Tx,
  company: Id<'company'>,
  id: Id<'key'>,
  keyHash: string,
): Promise<void> {
  await tx.execute(insertKeyTextStatement, [Buffer.from(keyHash, 'hex'), company, id]);
}

const endKeyTextsStatement = sql(
  'companies.end_key_texts',
  `UPDATE api_key_texts SET valid_until = $3
   WHERE company_id = $1 AND key_id = $2 AND (valid_until IS NULL OR valid_until > $3)`,
);

/** Lets the texts that a key has now work until a moment, and no longer. */
export async function endKeyTexts(tx: Tx, company: Id<'company'>, id: Id<'key'>, until: Date): Promise<void> {
  await tx.execute(endKeyTextsStatement, [company, id, until]);
}

const lockKeyStatement = sql(
  'companies.lock_key',
  `SELECT ${key} FROM api_keys WHERE company_id = $1 AND id = $2 FOR UPDATE`,
);

export async function lockKey(tx: Tx, company: Id<'company'>, id: Id<'key'>): Promise<ApiKey | undefined> {
  return (await tx.query<ApiKey>(lockKeyStatement, [company, id]))[0];
}

const findKeyStatement = sql(
  'companies.find_key',
  `SELECT ${key} FROM api_keys WHERE company_id = $1 AND id = $2`,
);

export async function findKey(
  queries: Queries,
  company: Id<'company'>,
  id: Id<'key'>,
): Promise<ApiKey | undefined> {
  return (await queries.query<ApiKey>(findKeyStatement, [company, id]))[0];
}

const listKeysStatement = sql(
  'companies.list_keys',
  `SELECT ${key} FROM api_keys WHERE (company_id, id) > ((SELECT $1::text), '') AND (company_id, id) < ((SELECT $1::text), $2)
   ORDER BY company_id DESC, id DESC LIMIT $3`,
);

/** Newest first, revoked ones too. */
export async function listKeys(
  queries: Queries,
  company: Id<'company'>,
  before: string,
  size: number,
): Promise<ApiKey[]> {
  return await queries.query<ApiKey>(listKeysStatement, [company, before, size]);
}

const updateKeyStatement = sql(
  'companies.update_key',
  `UPDATE api_keys SET name = $3, level = $4, products = $5, allowed_ips = $6, expires_at = $7, revoked_at = $8,
     prefix = $9
   WHERE company_id = $1 AND id = $2`,
);

export async function updateKey(tx: Tx, it: ApiKey): Promise<void> {
  const { company, id, name, level, products, allowedIps, expiresAt, revokedAt, prefix } = it;
  await tx.execute(updateKeyStatement, [
    company,
    id,
    name,
    level,
    products,
    allowedIps,
    expiresAt,
    revokedAt,
    prefix,
  ]);
}

/** What decides whether a key opens a door. */
export interface KeyRecord {
  readonly company: Id<'company'>;
  readonly companyEnabled: boolean;
  readonly id: Id<'key'>;
  readonly level: Level;
  readonly products: readonly Product[];
  readonly allowedIps: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** The end of the overlap after a rotation. */
  readonly textValidUntil: Date | null;
}

const findKeyByHashStatement = sql(
  'companies.find_key_by_hash',
  `SELECT k.company_id AS company, c.enabled AS "companyEnabled", k.id, k.level, k.products,
     k.allowed_ips AS "allowedIps", k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
     t.valid_until AS "textValidUntil"
   FROM api_key_texts t
   JOIN api_keys k ON k.company_id = t.company_id AND k.id = t.key_id
   JOIN companies c ON c.id = t.company_id
   WHERE t.hash = $1`,
);

/** Finds the company, too: the directory that is no company's own. */
export async function findKeyByHash(queries: Queries, keyHash: string): Promise<KeyRecord | undefined> {
  return (await queries.query<KeyRecord>(findKeyByHashStatement, [Buffer.from(keyHash, 'hex')]))[0];
}

const raiseVersionStatement = sql(
  'companies.raise_key_version',
  `UPDATE api_key_version SET version = version + 1`,
);

/** Makes every process forget the keys it has verified. The last statement of a unit of work: it locks one row for all. */
export async function raiseKeyVersion(tx: Tx): Promise<void> {
  await tx.execute(raiseVersionStatement);
}

const readVersionStatement = sql('companies.read_key_version', `SELECT version FROM api_key_version`);

export async function readKeyVersion(queries: Queries): Promise<bigint | undefined> {
  return (await queries.query<{ version: bigint }>(readVersionStatement))[0]?.version;
}

const touchKeysStatement = sql(
  'companies.touch_keys',
  `UPDATE api_keys k SET last_used_at = u.at
   FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS u (company_id, id, at)
   WHERE k.company_id = u.company_id AND k.id = u.id AND (k.last_used_at IS NULL OR k.last_used_at < u.at)`,
);

export async function touchKeys(
  queries: Queries,
  used: readonly { company: Id<'company'>; key: Id<'key'>; at: Date }[],
): Promise<void> {
  const sorted = used.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  await queries.execute(touchKeysStatement, [
    sorted.map((use) => use.company),
    sorted.map((use) => use.key),
    sorted.map((use) => use.at),
  ]);
}

const readAdministratorsStatement = sql(
  'companies.read_administrators',
  `SELECT DISTINCT expires_at IS NULL AS lasting, allowed_ips AS "allowedIps" FROM api_keys
   WHERE company_id = $1 AND level = 3 AND 'management' = ANY(products) AND revoked_at IS NULL
     AND (expires_at IS NULL OR expires_at > clock_timestamp())`,
);

/** What keys that can administer keys differ by. */
export interface Administrators {
  /** Whether they never expire. */
  readonly lasting: boolean;
  /** Empty is any. */
  readonly allowedIps: readonly string[];
}

/** By which keys the company's keys can be administered now; those that are alike stand there once. */
export const readAdministrators = (tx: Tx, company: Id<'company'>): Promise<Administrators[]> =>
  tx.query<Administrators>(readAdministratorsStatement, [company]);
