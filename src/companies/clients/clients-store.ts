import type { Id } from '../../kernel/ids.ts';
import type { ListPart } from '../../kernel/pages.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';

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

// Compared as rows, so that the planner, which knows no company when it plans for all, goes through the index in its order.
const listClientsStatement = sql(
  'companies.list_clients',
  `SELECT ${client} FROM clients
   WHERE (company_id, id) > ((SELECT $1::text), $2) AND (company_id, id) < ((SELECT $1::text), '~') AND status <> 'DELETED'
   ORDER BY company_id, id LIMIT $3`,
);

/** Oldest first. */
export async function listClients(
  queries: Queries,
  company: Id<'company'>,
  { after = '', size }: ListPart,
): Promise<Client[]> {
  return await queries.query<Client>(listClientsStatement, [company, after, size]);
}
