import { z } from 'zod';
import type { Companies, Company } from '../../companies/index.ts';
import { formatInstant } from '../../kernel/time.ts';
import { cursorOf, idText, instantText, line, pageSize, pathId, webhookUrl } from '../fields.ts';
import { usdAmountOrZero } from '../money.ts';
import { actorOf } from '../actor.ts';
import { pageOf, pageSchema } from '../page.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'operator' } as const;
const tag = 'Operator';

const newCompany = z.object({
  name: line(),
  email: z.email().max(320).nullish(),
  webhook_url: webhookUrl.nullish(),
  initial_holding: usdAmountOrZero
    .nullish()
    .describe(
      'The starting balance of the card holding in USD, in the sandbox only; 1,000,000.00 if left out.',
    ),
});

const createdCompany = z.object({
  id: idText('company'),
  name: z.string(),
  email: z.string().nullable(),
  webhook_url: z.string().nullable(),
  api_key: z.string().describe('The first key: level 3, all products. Shown only this once.'),
});

const company = z.object({
  id: idText('company'),
  name: z.string(),
  email: z.string().nullable(),
  enabled: z.boolean(),
  created_at: instantText,
});

const show = (it: Company): z.input<typeof company> => ({
  id: it.id,
  name: it.name,
  email: it.email,
  enabled: it.enabled,
  created_at: formatInstant(it.createdAt),
});

/** What the operator of the platform does: making companies, and closing them. */
export function operatorRoutes({ companies }: { companies: Companies }): Route[] {
  const create = (path: string, operationId: string): Route =>
    route({
      method: 'POST',
      path,
      operationId,
      summary: 'Create a company',
      description: 'Creates a company with its first API key, which is shown only in this response.',
      tag,
      access,
      audit: 'own',
      body: newCompany,
      answer: { status: 200, schema: createdCompany, secrets: ['api_key'] },
      failures: ['VAL'],
      handle: async ({ caller, body }) => {
        const { company, key } = await companies.create(
          {
            name: body.name,
            email: body.email ?? undefined,
            webhookUrl: body.webhook_url ?? undefined,
            initialHolding: body.initial_holding ?? undefined,
          },
          actorOf(caller),
        );
        return {
          id: company.id,
          name: company.name,
          email: company.email,
          webhook_url: body.webhook_url ?? null,
          api_key: key.reveal(),
        };
      },
    });

  const enable = (method: 'POST' | 'DELETE', path: string, operationId: string, enabled: boolean): Route =>
    route({
      method,
      path,
      operationId,
      summary: enabled ? 'Enable a company again' : 'Disable a company',
      ...(!enabled && {
        description:
          'Within a second its keys get 401 and its cards decline with M103. Its events are still sent, and nothing is removed.',
      }),
      tag,
      access,
      audit: 'own',
      params: z.object({ companyId: pathId('company') }),
      answer: { status: 200, schema: company },
      handle: async ({ caller, params }) =>
        show(await companies.enable(params.companyId, enabled, actorOf(caller))),
    });

  return [
    create('/operator/companies', 'createCompany'),
    create('/management/companies', 'createManagedCompany'),
    route({
      method: 'GET',
      path: '/operator/companies',
      operationId: 'listCompanies',
      summary: 'List companies',
      description: 'Newest first.',
      tag,
      access,
      query: z.object({ cursor: cursorOf('company'), size: pageSize() }),
      answer: { status: 200, schema: pageSchema(company) },
      handle: async ({ query: { cursor, size } }) =>
        pageOf(await companies.list({ before: cursor, size: size + 1 }), size, show),
    }),
    enable('POST', '/operator/companies/{companyId}/disable', 'disableCompany', false),
    enable('POST', '/operator/companies/{companyId}/enable', 'enableCompany', true),
    enable('DELETE', '/management/companies/{companyId}', 'disableManagedCompany', false),
    enable('POST', '/management/companies/{companyId}/re-enable', 'reenableManagedCompany', true),
  ];
}
