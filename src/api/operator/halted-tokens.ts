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

const tokenStanding = z
  .object({
    id: z.string().meta({ examples: ['POLYGON:USDC'] }),
    address: z.string(),
    state: z
      .enum(['inexact', 'unproved', 'proved', 'mismatched'])
      .describe(
        '`proved`: a transfer by an account of ours was compared with the balances that it left, and deposits are credited at once. `unproved`: deposits wait for the first such transfer, which is the next sweep. `mismatched`: it moved other than its logs said, and nothing of it is credited. `inexact`: listed so, and credited after the sweep by what was gained.',
      ),
    transaction_hash: z.string().nullable().describe('The transfer that proves it, or is to.'),
    since: z.iso.datetime().nullable(),
    reason: z.string().nullable().describe('What was seen of a mismatched one.'),
  })
  .meta({ id: 'TokenStanding' });

/** How tokens stand, and those that are no longer credited, because they moved other than their logs had said. */
export function haltedTokenRoutes({ wallets }: { readonly wallets: Pick<Wallets, 'operator'> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/operator/tokens',
      operationId: 'listTokenStandings',
      summary: 'Whether tokens move what their logs say',
      description:
        'Every listed token, and the trial that proves it. A token that is listed as exact is credited only once it is proved.',
      tag,
      access,
      answer: { status: 200, schema: z.array(tokenStanding) },
      handle: async () =>
        (await wallets.operator.tokens()).map(({ asset, state, transactionHash, since, reason }) => ({
          id: `${asset.chain}:${asset.symbol}`,
          address: asset.address ?? '',
          state,
          transaction_hash: transactionHash,
          since: since === null ? null : formatInstant(since),
          reason,
        })),
    }),
    route({
      method: 'GET',
      path: '/operator/halted-tokens',
      operationId: 'listHaltedTokens',
      summary: 'Tokens of which nothing is credited',
      description:
        'A sweep or trial moved other than their logs had said. Deposits since then wait as suspended deposits. Compare the books with the chain, and list the token as inexact if it takes a fee or changes balances by itself: then what waits is credited by what was gained.',
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
      summary: 'Try a token again',
      description:
        'Its next sweep is a trial. When that goes well, deposits that came meanwhile are credited by themselves; otherwise it is halted again.',
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
