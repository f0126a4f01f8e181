import { z } from 'zod';
import type { Companies, Company } from '../../companies/index.ts';
import type { Endpoint, Webhooks } from '../../webhooks/index.ts';
import { webhookKey } from '../fields.ts';
import { route, type Route } from '../route.ts';

const tag = 'Company';
const access = { kind: 'company', level: 3, product: 'management' } as const;

const subscription = z.object({
  name: z.string(),
  email: z.string().nullable(),
  webhook_url: z.string(),
  webhook_key: z.string().nullable(),
});

const show = (company: Company, endpoint: Endpoint): z.input<typeof subscription> => ({
  name: company.name,
  email: company.email,
  webhook_url: endpoint.url,
  webhook_key: endpoint.legacyKey?.reveal() ?? null,
});

/** The documented way to one endpoint: it takes every event, and the decisions. */
export const subscribeRoutes = ({
  companies,
  webhooks: { endpoints },
}: {
  readonly companies: Companies;
  readonly webhooks: Webhooks;
}): Route[] => [
  route({
    method: 'POST',
    path: '/management/companies/webhook/subscribe',
    operationId: 'subscribeWebhook',
    summary: "Set the company's webhook",
    description:
      'Creates or changes the default endpoint. It is asked for decisions, and receives `webhook_key` in the header `X-Webhook-Key`.',
    tag,
    access,
    subject: 'made',
    body: z.object({ url: z.string().max(2048), webhook_key: webhookKey }).meta({
      examples: [{ url: 'https://example.com/webhooks', webhook_key: 'a-key-that-you-made-up' }],
    }),
    answer: { status: 200, schema: subscription, secrets: ['webhook_key'] },
    failures: ['VAL'],
    async handle({ caller, body }) {
      const company = await companies.get(caller.company);
      return show(company, await endpoints.subscribe(caller.company, body.url, body.webhook_key));
    },
  }),
  route({
    method: 'POST',
    path: '/management/companies/webhook/key',
    operationId: 'setWebhookKey',
    summary: "Change the key of the company's webhook",
    tag,
    access,
    subject: 'made',
    body: z.object({ key: webhookKey }),
    answer: { status: 200, schema: subscription, secrets: ['webhook_key'] },
    failures: ['NOT_FOUND', 'VAL'],
    async handle({ caller, body }) {
      const company = await companies.get(caller.company);
      return show(company, await endpoints.setLegacyKey(caller.company, body.key));
    },
  }),
];
