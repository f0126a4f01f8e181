import type { Id } from '../kernel/ids.ts';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';
import type { Company } from './types.ts';

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
