import { z } from 'zod';
import { formatInstant } from '../../kernel/time.ts';
import type { Wallets } from '../../wallets/index.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'operator' } as const;
const tag = 'Operator';

const haltedToken = z
  .object({
    id: z.string().meta({ examples: ['POLYGON:USDC'] }),
    since: z.iso.datetime(),
    reason: z.string().describe('What was seen.'),
  })
  .meta({ id: 'HaltedToken' });

/** Tokens that are no longer credited, because a sweep moved other than their logs had said. */
export function haltedTokenRoutes({ wallets }: { readonly wallets: Pick<Wallets, 'operator'> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/operator/halted-tokens',
      operationId: 'listHaltedTokens',
      summary: 'Tokens of which nothing is credited',
      description:
        'A sweep moved other than their logs had said. Deposits since then wait as suspended deposits. Compare the books with the chain, and list the token as inexact if it takes a fee or changes balances by itself.',
      tag,
      access,
      answer: { status: 200, schema: z.array(haltedToken) },
      handle: async () =>
        (await wallets.operator.haltedTokens()).map(({ chain, symbol, since, reason }) => ({
          id: `${chain}:${symbol}`,
          since: formatInstant(since),
          reason,
        })),
    }),
    route({
      method: 'POST',
      path: '/operator/halted-tokens/{tokenId}/resume',
      operationId: 'resumeToken',
      summary: 'Credit a token again',
      description: 'Deposits that came meanwhile stay suspended until each is credited.',
      tag,
      access,
      params: z.object({ tokenId: z.string() }),
      answer: { status: 200 },
      failures: ['NOT_FOUND'],
      async handle({ params }) {
        await wallets.operator.resumeToken(params.tokenId);
        return undefined;
      },
    }),
  ];
}
