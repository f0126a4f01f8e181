import { z } from 'zod';
import { addressList, products } from '../../companies/index.ts';
import type { ApiKey, Companies, Keys } from '../../companies/index.ts';
import { formatInstant } from '../../kernel/time.ts';
import { wallClock } from '../../platform/clock.ts';
import { actorOf } from '../actor.ts';
import { cursorOf, idText, instant, instantText, line, pageSize, pathId } from '../fields.ts';
import { pageOf, pageSchema } from '../page.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'company', level: 3, product: 'management' } as const;
const tag = 'Keys and audit';
const ofKey = z.object({ id: pathId('key') });

const level = z
  .literal([1, 2, 3])
  .describe('1 can read, 2 can also move money and issue cards, 3 can also administer.');
const productList = z
  .array(z.enum(products))
  .min(1)
  .max(products.length)
  .transform((list) => [...new Set(list)])
  .meta({ description: 'The products the key can be used for.' });
const allowedIps = z
  .array(
    z
      .string()
      .max(64)
      .trim()
      .meta({ pattern: '^[0-9a-fA-F.:]+(/\\d{1,3})?$', examples: ['192.0.2.0/24'] }),
  )
  .max(100)
  .superRefine((entries, context) => {
    entries.forEach((entry, at) => {
      if (typeof addressList([entry]) === 'function') return;
      const message = 'must be an IP address or a network such as 192.0.2.0/24';
      context.addIssue({ code: 'custom', message, path: [at] });
    });
  })
  .meta({ description: 'Addresses and networks (CIDR) it may be used from; empty means any.' });
const expiresAt = instant
  .refine((moment) => moment > wallClock.now(), 'must be in the future')
  .nullable()
  .meta({ description: 'When it stops working; null means never.', examples: ['2031-01-31T12:00:00.000Z'] });

const key = z
  .object({
    id: idText('key'),
    name: z.string(),
    prefix: z.string().describe('The first 12 characters of the key.'),
    level,
    products: z.array(z.enum(products)),
    allowed_ips: z.array(z.string()),
    expires_at: instantText.nullable(),
    created_at: instantText,
    last_used_at: instantText.nullable(),
    revoked_at: instantText.nullable(),
  })
  .meta({ id: 'ApiKey' });

const keyWithText = key
  .extend({ key: z.string().describe('The key itself; shown only this once.') })
  .meta({ id: 'NewApiKey' });

const show = (it: ApiKey): z.input<typeof key> => ({
  id: it.id,
  name: it.name,
  prefix: it.prefix,
  level: it.level,
  products: [...it.products],
  allowed_ips: [...it.allowedIps],
  expires_at: it.expiresAt && formatInstant(it.expiresAt),
  created_at: formatInstant(it.createdAt),
  last_used_at: it.lastUsedAt && formatInstant(it.lastUsedAt),
  revoked_at: it.revokedAt && formatInstant(it.revokedAt),
});

/** The keys of a company, administered by itself. */
export function keyRoutes({ companies }: { companies: Companies }): Route[] {
  const keys: Keys = companies.keys;
  return [
    route({
      method: 'POST',
      path: '/management/keys',
      operationId: 'createKey',
      summary: 'Create a key',
      description:
        'A key cannot be more powerful than the one it is created with: its level, products, addresses and lifetime must stay within those of that key.',
      tag,
      access,
      audit: 'own',
      body: z.object({
        name: line(100),
        level,
        products: productList.default([...products]).meta({ default: products }),
        allowed_ips: allowedIps.default([]).meta({ default: [] }),
        expires_at: expiresAt.default(null).meta({ default: null }),
      }),
      answer: { status: 200, schema: keyWithText, secrets: ['key'] },
      failures: ['VAL'],
      handle: async ({ caller, body }) => {
        const terms = {
          name: body.name,
          level: body.level,
          products: body.products,
          allowedIps: body.allowed_ips,
          expiresAt: body.expires_at,
        };
        const made = await keys.create(caller.company, terms, actorOf(caller));
        return { ...show(made.key), key: made.text.reveal() };
      },
    }),
    route({
      method: 'GET',
      path: '/management/keys',
      operationId: 'listKeys',
      summary: 'List keys',
      description: 'Newest first, including revoked ones.',
      tag,
      access,
      query: z.object({ cursor: cursorOf('key'), size: pageSize() }),
      answer: { status: 200, schema: pageSchema(key) },
      handle: async ({ caller, query: { cursor, size } }) =>
        pageOf(await keys.list(caller.company, { before: cursor, size: size + 1 }), size, show),
    }),
    route({
      method: 'GET',
      path: '/management/keys/{id}',
      operationId: 'getKey',
      summary: 'Get a key',
      tag,
      access,
      params: ofKey,
      answer: { status: 200, schema: key },
      handle: async ({ caller, params }) => show(await keys.get(caller.company, params.id)),
    }),
    route({
      method: 'PATCH',
      path: '/management/keys/{id}',
      operationId: 'updateKey',
      summary: 'Change what a key may do',
      description:
        'Fields left out stay as they are. Takes effect everywhere within a second. At least one key that can administer keys and never expires must still work from the address you call from.',
      tag,
      access,
      audit: 'own',
      params: ofKey,
      body: z.object({
        name: line(100).optional(),
        level: level.optional(),
        products: productList.optional(),
        allowed_ips: allowedIps.optional(),
        expires_at: expiresAt.optional(),
      }),
      answer: { status: 200, schema: key },
      failures: ['VAL'],
      handle: async ({ caller, params, body }) => {
        const terms = {
          ...(body.name !== undefined && { name: body.name }),
          ...(body.level !== undefined && { level: body.level }),
          ...(body.products !== undefined && { products: body.products }),
          ...(body.allowed_ips !== undefined && { allowedIps: body.allowed_ips }),
          ...(body.expires_at !== undefined && { expiresAt: body.expires_at }),
        };
        return show(await keys.change(caller.company, params.id, terms, actorOf(caller)));
      },
    }),
    route({
      method: 'POST',
      path: '/management/keys/{id}/rotate',
      operationId: 'rotateKey',
      summary: 'Rotate a key',
      description:
        'Issues a new value for the key. The old value keeps working for `overlap_seconds`, so you can switch over without a gap.',
      tag,
      access,
      audit: 'own',
      params: ofKey,
      body: z.object({
        overlap_seconds: z
          .int()
          .min(0)
          .max(2_592_000)
          .default(3_600)
          .describe('How long the old value keeps working; 0 ends it at once.'),
      }),
      answer: { status: 200, schema: keyWithText, secrets: ['key'] },
      failures: ['VAL'],
      handle: async ({ caller, params, body }) => {
        const made = await keys.rotate(caller.company, params.id, body.overlap_seconds, actorOf(caller));
        return { ...show(made.key), key: made.text.reveal() };
      },
    }),
    route({
      method: 'DELETE',
      path: '/management/keys/{id}',
      operationId: 'revokeKey',
      summary: 'Revoke a key',
      description: 'It stops working everywhere within a second, for good.',
      tag,
      access,
      audit: 'own',
      params: ofKey,
      answer: { status: 200, schema: key },
      failures: ['VAL'],
      handle: async ({ caller, params }) =>
        show(await keys.revoke(caller.company, params.id, actorOf(caller))),
    }),
  ];
}
