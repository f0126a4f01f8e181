import type { Id } from '../kernel/ids.ts';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';
import type { ApiKey, Company, Level, Product } from './types.ts';

const company = `id, name, email, enabled, created_at AS "createdAt"`;

const insertCompanyStatement = sql(
  'companies.insert',
  `INSERT INTO companies (id, name, email, created_at) VALUES ($1, $2, $3, $4)`,
);

export async function insertCompany(tx: Tx, it: Company): Promise<void> {
  await tx.execute(insertCompanyStatement, [it.id, it.name, it.email, it.createdAt]);
}

const findCompanyStatement = sql('companies.find', `SELECT ${company} FROM companies WHERE id = $1`);

export async function findCompany(queries: Queries, id: Id<'company'>): Promise<Company | undefined> {
  return (await queries.query<Company>(findCompanyStatement, [id]))[0];
}

const lockCompanyStatement = sql(
  'companies.lock',
  `SELECT ${company} FROM companies WHERE id = $1 FOR NO KEY UPDATE`,
);

/** The company, locked against others who change it, not against those who work in it. */
export async function lockCompany(tx: Tx, id: Id<'company'>): Promise<Company | undefined> {
  return (await tx.query<Company>(lockCompanyStatement, [id]))[0];
}

const listCompaniesStatement = sql(
  'companies.list',
  `SELECT ${company} FROM companies WHERE id < $1 ORDER BY id DESC LIMIT $2`,
);

/** Newest first. An operator's list: the one query over companies that belongs to no single one. */
export async function listCompanies(queries: Queries, before: string, size: number): Promise<Company[]> {
  return await queries.query<Company>(listCompaniesStatement, [before, size]);
}

const setEnabledStatement = sql('companies.set_enabled', `UPDATE companies SET enabled = $2 WHERE id = $1`);

export async function setEnabled(tx: Tx, id: Id<'company'>, enabled: boolean): Promise<void> {
  await tx.execute(setEnabledStatement, [id, enabled]);
}

const updateCompanyStatement = sql(
  'companies.update',
  `UPDATE companies SET name = $2, email = $3 WHERE id = $1`,
);

export async function updateCompany(
  tx: Tx,
  id: Id<'company'>,
  to: { name: string; email: string | null },
): Promise<void> {
  await tx.execute(updateCompanyStatement, [id, to.name, to.email]);
}

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
  `SELECT ${key} FROM api_keys WHERE company_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
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

export interface CompanyClock {
  readonly company: Id<'company'>;
  readonly enabled: boolean;
  readonly now: Date;
}

const clocksStatement = sql(
  'companies.clocks',
  `SELECT id AS company, enabled, clock_of(clock_offset, clock_stands_at) AS now FROM companies
   WHERE id = ANY($1::text[])`,
);

/** Of many companies at once, for batches that serve several. */
export async function readClocks(
  queries: Queries,
  companies: readonly Id<'company'>[],
): Promise<CompanyClock[]> {
  return await queries.query<CompanyClock>(clocksStatement, [companies]);
}

const advanceClockStatement = sql(
  'companies.advance_clock',
  `UPDATE companies SET
     clock_offset = CASE WHEN clock_stands_at IS NULL THEN clock_offset + make_interval(secs => $2) ELSE clock_offset END,
     clock_stands_at = clock_stands_at + make_interval(secs => $2)
   WHERE id = $1 RETURNING id AS company, enabled, clock_of(clock_offset, clock_stands_at) AS now`,
);

export async function advanceClock(
  tx: Tx,
  company: Id<'company'>,
  seconds: number,
): Promise<CompanyClock | undefined> {
  return (await tx.query<CompanyClock>(advanceClockStatement, [company, seconds]))[0];
}

const stopClockStatement = sql(
  'companies.stop_clock',
  `UPDATE companies SET clock_stands_at = $2 WHERE id = $1`,
);

/** Makes a company's clock stand still at a moment (scenarios), or run again (null). */
export async function stopClock(tx: Tx, company: Id<'company'>, at: Date | null): Promise<void> {
  await tx.execute(stopClockStatement, [company, at]);
}

export interface AuditRow {
  readonly company: Id<'company'> | 'operator';
  readonly id: Id<'audit'>;
  readonly at: Date;
  readonly actor: string;
  readonly address: string | null;
  readonly traceId: string | null;
  readonly action: string;
  readonly subject: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

const insertAuditStatement = sql(
  'companies.insert_audit',
  `INSERT INTO audit_log (company_id, id, at, actor, address, trace_id, action, subject, before, after)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

export async function insertAudit(tx: Tx, row: AuditRow): Promise<void> {
  await tx.execute(insertAuditStatement, [
    row.company,
    row.id,
    row.at,
    row.actor,
    row.address,
    row.traceId,
    row.action,
    row.subject,
    row.before === undefined ? null : JSON.stringify(row.before),
    row.after === undefined ? null : JSON.stringify(row.after),
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

export interface AuditQuery {
  readonly company: Id<'company'>;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Lines older than this one. */
  readonly before?: string | undefined;
  readonly size: number;
}

const listAuditStatement = sql(
  'companies.list_audit',
  `SELECT company_id AS company, id, at, actor, address, trace_id AS "traceId", action, subject, before, after
   FROM audit_log
   WHERE company_id = $1 AND id < $2
     AND ($3::text IS NULL OR actor = $3) AND ($4::text IS NULL OR action = $4)
     AND ($5::text IS NULL OR subject = $5)
     AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
   ORDER BY id DESC LIMIT $8`,
);

/** Newest first. */
export async function listAudit(queries: Queries, query: AuditQuery): Promise<AuditRow[]> {
  return await queries.query<AuditRow>(listAuditStatement, [
    query.company,
    query.before ?? '~',
    query.actor ?? null,
    query.action ?? null,
    query.subject ?? null,
    query.since ?? null,
    query.until ?? null,
    query.size,
  ]);
}

/** A person or business that a company serves. */
export interface Client {
  readonly company: Id<'company'>;
  readonly id: Id<'client'>;
  readonly type: 'individual' | 'business';
  readonly status: 'ACTIVE' | 'DELETED';
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const client = `company_id AS company, id, type, status, first_name AS "firstName", last_name AS "lastName", email,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

const insertClientStatement = sql(
  'companies.insert_client',
  `INSERT INTO clients (company_id, id, type, status, first_name, last_name, email, created_at, updated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

export async function insertClient(tx: Tx, it: Client): Promise<void> {
  await tx.execute(insertClientStatement, [
    it.company,
    it.id,
    it.type,
    it.status,
    it.firstName,
    it.lastName,
    it.email,
    it.createdAt,
    it.updatedAt,
  ]);
}

const updateClientStatement = sql(
  'companies.update_client',
  `UPDATE clients SET type = $3, status = $4, first_name = $5, last_name = $6, email = $7, updated_at = $8
   WHERE company_id = $1 AND id = $2`,
);

export async function updateClient(tx: Tx, it: Client): Promise<void> {
  const { company, id, type, status, firstName, lastName, email, updatedAt } = it;
  await tx.execute(updateClientStatement, [company, id, type, status, firstName, lastName, email, updatedAt]);
}

const findClientStatement = sql(
  'companies.find_client',
  `SELECT ${client} FROM clients WHERE company_id = $1 AND id = $2 AND status <> 'DELETED'`,
);

/** A client that is not deleted. */
export async function findClient(
  queries: Queries,
  company: Id<'company'>,
  id: Id<'client'>,
): Promise<Client | undefined> {
  return (await queries.query<Client>(findClientStatement, [company, id]))[0];
}

const lockClientStatement = sql(
  'companies.lock_client',
  `SELECT ${client} FROM clients WHERE company_id = $1 AND id = $2 AND status <> 'DELETED' FOR NO KEY UPDATE`,
);

export async function lockClient(
  tx: Tx,
  company: Id<'company'>,
  id: Id<'client'>,
): Promise<Client | undefined> {
  return (await tx.query<Client>(lockClientStatement, [company, id]))[0];
}

const listClientsStatement = sql(
  'companies.list_clients',
  `SELECT ${client} FROM clients WHERE company_id = $1 AND status <> 'DELETED' ORDER BY id`,
);

/** Oldest first. */
export async function listClients(queries: Queries, company: Id<'company'>): Promise<Client[]> {
  return await queries.query<Client>(listClientsStatement, [company]);
}

/** How many of each the contract allows; null is no limit. */
export interface Contract {
  readonly treasuryWallets: number | null;
  readonly virtualWallets: number | null;
  readonly virtualCards: number | null;
}

const findContractStatement = sql(
  'companies.find_contract',
  `SELECT contracted_treasury_wallets AS "treasuryWallets", contracted_virtual_wallets AS "virtualWallets",
     contracted_virtual_cards AS "virtualCards" FROM companies WHERE id = $1`,
);

export async function findContract(queries: Queries, company: Id<'company'>): Promise<Contract | undefined> {
  return (await queries.query<Contract>(findContractStatement, [company]))[0];
}

const updateContractStatement = sql(
  'companies.update_contract',
  `UPDATE companies SET contracted_treasury_wallets = $2, contracted_virtual_wallets = $3,
     contracted_virtual_cards = $4 WHERE id = $1`,
);

export async function updateContract(tx: Tx, company: Id<'company'>, to: Contract): Promise<void> {
  await tx.execute(updateContractStatement, [
    company,
    to.treasuryWallets,
    to.virtualWallets,
    to.virtualCards,
  ]);
}
