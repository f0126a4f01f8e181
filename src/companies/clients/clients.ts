import { notFound } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { ListPart } from '../../kernel/pages.ts';
import type { Database, Queries, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { recordAudit } from '../audit/audit.ts';
import { companyNow } from '../clock.ts';
import { findClient, insertClient, listClients, lockClient, updateClient } from './clients-store.ts';
import type { Client } from './clients-store.ts';
import type { Actor } from '../types.ts';

/** What a company says of a client. */
export interface ClientDetails {
  readonly type: Client['type'];
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
}

/** The people and businesses that a company serves; wallets can be tied to them. */
export interface Clients {
  create(company: Id<'company'>, details: ClientDetails, by: Actor): Promise<Client>;
  /** @throws Failure NOT_FOUND */
  get(company: Id<'company'>, id: Id<'client'>, queries?: Queries): Promise<Client>;
  /** Oldest first. */
  list(company: Id<'company'>, part: ListPart): Promise<readonly Client[]>;
  /** @throws Failure NOT_FOUND */
  update(company: Id<'company'>, id: Id<'client'>, details: ClientDetails, by: Actor): Promise<Client>;
  /** The client is not found any more; what it was stays in the books. @throws Failure NOT_FOUND */
  delete(company: Id<'company'>, id: Id<'client'>, by: Actor): Promise<Client>;
}

export function createClients(database: Database): Clients {
  const change = (
    company: Id<'company'>,
    id: Id<'client'>,
    by: Actor,
    action: string,
    to: Partial<Client>,
  ): Promise<Client> =>
    database.work(async (tx) => {
      const before = await lockClient(tx, company, id);
      if (before === undefined) throw notFound('client');
      const after = { ...before, ...to, updatedAt: await companyNow(tx, company) };
      await updateClient(tx, after);
      await recordAudit(tx, { company, by, action, subject: id, before: shown(before), after: shown(after) });
      return after;
    });
  return {
    create: (company, details, by) =>
      database.work(async (tx) => {
        const now = await companyNow(tx, company);
        const client: Client = {
          ...details,
          company,
          id: newId('client'),
          status: 'ACTIVE',
          createdAt: now,
          updatedAt: now,
        };
        await insertClient(tx, client);
        await audit(tx, client, by);
        return client;
      }),
    async get(company, id, queries = database) {
      const client = await findClient(queries, company, id);
      if (client === undefined) throw notFound('client');
      return client;
    },
    list: (company, part) => listClients(database, company, part),
    update: (company, id, details, by) => change(company, id, by, 'updateClient', details),
    delete: (company, id, by) => change(company, id, by, 'deleteClient', { status: 'DELETED' }),
  };
}

const audit = (tx: Tx, client: Client, by: Actor): Promise<void> =>
  recordAudit(tx, {
    company: client.company,
    by,
    action: 'createClient',
    subject: client.id,
    after: shown(client),
  });

const shown = ({ type, status, firstName, lastName, email }: Client): Record<string, unknown> => ({
  type,
  status,
  first_name: firstName,
  last_name: lastName,
  email,
});
