import { z } from 'zod';
import type { Companies, Company } from '../../companies/index.ts';
import { notFound } from '../../kernel/failures.ts';
import type { Tx } from '../../platform/database.ts';
import type { Webhooks } from '../../webhooks/index.ts';
import { line, pathId, webhookKey, webhookUrl } from '../fields.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'company', level: 3, product: 'management' } as const;
const tag = 'Company';

const company = z.object({
  name: z.string(),
  email: z.string().nullable(),
  webhook_url: z.string().nullable().describe('The URL of the default endpoint.'),
  webhook_key: z.string().nullable().describe('The key sent to the default endpoint in `X-Webhook-Key`.'),
});

const text = z.string().nullable();
const information = z.object({
  business_name: z.string(),
  business_email: text,
  address: text,
  address2: text,
  city: text,
  state: text,
  zip: text,
  country: text,
  country_code: text,
  phone_country_code: text,
  phone: text,
  card_design_id: text,
  card_design_url: text,
});

export interface CompanyDoors {
  readonly companies: Companies;
  readonly webhooks: Pick<Webhooks, 'endpoints'>;
}

/** A company's own name and address, and where it is told of what happens. */
export function companyRoutes({ companies, webhooks: { endpoints } }: CompanyDoors): Route[] {
  const show = async ({ id, name, email }: Company): Promise<z.input<typeof company>> => {
    const endpoint = await endpoints.findDefault(id);
    const key = endpoint?.legacyKey?.reveal() ?? null;
    return { name, email, webhook_url: endpoint?.url ?? null, webhook_key: key };
  };

  return [
    route({
      method: 'GET',
      path: '/management/companies',
      operationId: 'getCompany',
      summary: 'Get your company',
      tag,
      access,
      answer: { status: 200, schema: company },
      handle: async ({ caller }) => show(await companies.get(caller.company)),
    }),
    route({
      method: 'PUT',
      path: '/management/companies',
      operationId: 'updateCompany',
      summary: 'Change your company',
      description:
        'Fields left out, or sent back unchanged, stay as they are. A new `webhook_url` or `webhook_key` changes the default endpoint; null removes it.',
      tag,
      access,
      body: z.object({
        name: line().optional(),
        email: z.email().max(320).nullish(),
        webhook_url: webhookUrl.nullish(),
        webhook_key: webhookKey.nullish(),
      }),
      answer: { status: 200, schema: company, secrets: ['webhook_key'] },
      failures: ['VAL'],
      handle: async ({ caller, body }) => {
        const { name, email, webhook_url: url, webhook_key: key } = body;
        const also = (tx: Tx): Promise<void> => endpoints.changeDefaultIn(tx, caller.company, { url, key });
        return show(await companies.change(caller.company, { name, email }, also));
      },
    }),
    route({
      method: 'GET',
      path: '/management/companies/{companyId}/information',
      operationId: 'getCompanyInformation',
      summary: 'Get your company profile',
      tag,
      access,
      params: z.object({ companyId: pathId('company') }),
      answer: { status: 200, schema: information },
      handle: async ({ caller, params }) => {
        if (params.companyId !== caller.company) throw notFound('company');
        const { name, email } = await companies.get(caller.company);
        const unknown = Object.fromEntries(Object.keys(information.shape).map((member) => [member, null]));
        return { ...unknown, business_name: name, business_email: email };
      },
    }),
  ];
}
