import { z } from 'zod';
import type { Client, Companies } from '../../companies/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { VirtualWallets } from '../../wallets/index.ts';
import { actorOf } from '../actor.ts';
import { idText, instantText, line, pathId } from '../fields.ts';
import { listOf } from '../list.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const read = { kind: 'company', level: 1, product: 'management' } as const;
const administer = { kind: 'company', level: 3, product: 'management' } as const;
const tag = 'Company';
const ofClient = z.object({ id: pathId('client') });

const types = ['individual', 'business'] as const;

const details = z.object({
  first_name: line(100),
  last_name: line(100),
  email: z.email().max(320).nullish(),
  type: z.enum(types).default('individual'),
});

const client = z
  .object({
    id: idText('client'),
    company_id: idText('company'),
    type: z.enum(types),
    status: z.enum(['ACTIVE', 'DELETED']),
    first_name: z.string(),
    last_name: z.string(),
    email: z.string().nullable(),
    wallet_ids: z.array(z.string()).describe('The virtual wallets assigned to the client.'),
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({ id: 'Client' });

export interface ClientDoors {
  readonly companies: Companies;
  readonly wallets: { readonly virtual: Pick<VirtualWallets, 'ofClients'> };
}

const detailsOf = (body: z.infer<typeof details>) => ({
  type: body.type,
  firstName: body.first_name,
  lastName: body.last_name,
  email: body.email ?? null,
});

/** The people and businesses that a company serves. */
export function clientRoutes({ companies: { clients }, wallets: { virtual } }: ClientDoors): Route[] {
  const showAll = async (
    company: Id<'company'>,
    list: readonly Client[],
  ): Promise<z.input<typeof client>[]> => {
    const wallets = await virtual.ofClients(
      company,
      list.map(({ id }) => id),
    );
    return list.map((it) => ({
      id: it.id,
      company_id: it.company,
      type: it.type,
      status: it.status,
      first_name: it.firstName,
      last_name: it.lastName,
      email: it.email,
      wallet_ids: [...(wallets.get(it.id) ?? [])],
      created_at: formatInstant(it.createdAt),
      updated_at: formatInstant(it.updatedAt),
    }));
  };
  const show = async (it: Client) => (await showAll(it.company, [it]))[0];

  return [
    route({
      method: 'GET',
      path: '/management/clients',
      operationId: 'listClients',
      summary: 'List clients',
      description: 'Oldest first.',
      tag,
      access: read,
      answer: { status: 200, schema: z.array(client) },
      handle: ({ caller: { company } }) =>
        listOf(
          (part) => clients.list(company, part),
          (list) => showAll(company, list),
        ),
    }),
    route({
      method: 'POST',
      path: '/management/clients',
      operationId: 'createClient',
      summary: 'Create a client',
      tag,
      access: administer,
      audit: 'own',
      body: details,
      answer: { status: 200, schema: client },
      handle: async ({ caller, body }) =>
        show(await clients.create(caller.company, detailsOf(body), actorOf(caller))),
    }),
    route({
      method: 'GET',
      path: '/management/clients/{id}',
      operationId: 'getClient',
      summary: 'Get a client',
      tag,
      access: read,
      params: ofClient,
      answer: { status: 200, schema: client },
      handle: async ({ caller, params }) => show(await clients.get(caller.company, params.id)),
    }),
    route({
      method: 'PUT',
      path: '/management/clients/{id}',
      operationId: 'updateClient',
      summary: 'Change a client',
      tag,
      access: administer,
      audit: 'own',
      params: ofClient,
      body: details,
      answer: { status: 200, schema: client },
      handle: async ({ caller, params, body }) =>
        show(await clients.update(caller.company, params.id, detailsOf(body), actorOf(caller))),
    }),
    route({
      method: 'DELETE',
      path: '/management/clients/{id}',
      operationId: 'deleteClient',
      summary: 'Delete a client',
      description: 'Its wallets stay. The response is the client as it was when deleted.',
      tag,
      access: administer,
      audit: 'own',
      params: ofClient,
      answer: { status: 200, schema: client },
      handle: async ({ caller, params }) =>
        show(await clients.delete(caller.company, params.id, actorOf(caller))),
    }),
  ];
}
