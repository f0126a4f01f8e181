import { z } from 'zod';
import type { Wallets } from '../../wallets/index.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const shape = z
  .object({
    ready: z.boolean().describe('Whether enough signers are available to sign a transfer now.'),
    available: z.int(),
    needed: z.int().describe('How many must sign a transfer. Creating a wallet needs all of them.'),
    total: z.int(),
  })
  .meta({ id: 'SigningAvailability' });

/**
 * Whether what leaves a wallet can be signed, for each product that has wallets, as a key may be for one of them only; who
 * signs, and by which rules, is for the operator to see.
 */
export function signingRoute(
  of: Pick<Route, 'path' | 'operationId' | 'tag'> & { readonly product: 'treasury' | 'virtual_wallets' },
  keys: Pick<Wallets['operator']['keys'], 'availability'>,
): Route {
  return route({
    method: 'GET',
    path: of.path,
    operationId: of.operationId,
    summary: 'Show whether transfers can be signed',
    description:
      'How many signers are up and allowed to sign. If there are fewer than needed, transfers wait and are signed as soon as enough are back. At most a second old.',
    tag: of.tag,
    access: { kind: 'company', level: 1, product: of.product },
    answer: { status: 200, schema: shape },
    async handle() {
      const { available, needed, total } = await keys.availability();
      return { ready: available >= needed, available, needed, total };
    },
  });
}
