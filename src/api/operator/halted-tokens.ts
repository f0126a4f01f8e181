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
    reason: z.string().describe('What was observed.'),
  })
  .meta({ id: 'HaltedToken' });

const tokenStanding = z
  .object({
    id: z.string().meta({ examples: ['POLYGON:USDC'] }),
    address: z.string(),
    state: z
      .enum(['inexact', 'unproved', 'proved', 'mismatched'])
      .describe(
        '`proved`: a transfer by one of our accounts was compared with the resulting balances, so deposits are credited at once. `unproved`: deposits wait for the first such transfer, which is the next sweep. `mismatched`: a transfer moved a different amount than its logs said, so none of it is credited. `inexact`: listed as inexact, and credited after the sweep with what was actually gained.',
      ),
    transaction_hash: z.string().nullable().describe('The transfer that proved the token, or is meant to.'),
    since: z.iso.datetime().nullable(),
    reason: z.string().nullable().describe('What was observed on a mismatched token.'),
  })
  .meta({ id: 'TokenStanding' });

/** How tokens stand, and those that are no longer credited, because they moved other than their logs had said. */
export function haltedTokenRoutes({ wallets }: { readonly wallets: Pick<Wallets, 'operator'> }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/operator/tokens',
      operationId: 'listTokenStandings',
      summary: 'Show whether tokens move what their logs say',
      description:
        'Every listed token with the trial that proves it. Deposits of a token listed as exact are credited only once it is proved.',
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
      summary: 'List tokens whose deposits are not credited',
      description:
        'A sweep or trial of these tokens moved a different amount than its logs said. Deposits since then wait as suspended deposits. Compare the books with the chain. If the token takes a fee or changes balances by itself, list it as inexact: waiting deposits are then credited with what was actually gained.',
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
        'Its next sweep is a trial. If that succeeds, deposits made in the meantime are credited automatically; otherwise the token is halted again.',
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
