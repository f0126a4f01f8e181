import { z } from 'zod';
import { notFound } from '../../kernel/failures.ts';
import type { Wallets, WalletAsset } from '../../wallets/index.ts';
import { tokenNumber } from '../money.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const access = { kind: 'company', level: 1, product: 'treasury' } as const;
const tag = 'Treasury';

const token = z
  .object({
    id: z.string().meta({ examples: ['POLYGON:USDC'] }),
    name: z.string(),
    symbol: z.string(),
    address: z.string().nullable().describe('Null for the native coin.'),
    blockchain: z.string(),
    decimals: z.int(),
    usd_price: z.number(),
  })
  .meta({ id: 'Token' });

const usdPriceScale = 6;

const show = ({ chain, name, symbol, address, decimals, usdPrice }: WalletAsset) => ({
  id: `${chain}:${symbol}`,
  name,
  symbol,
  address,
  blockchain: chain,
  decimals,
  usd_price: tokenNumber(usdPrice, usdPriceScale),
});

/** What can be on a wallet. */
export const tokenRoutes = ({
  wallets: { assets, chains },
}: {
  readonly wallets: Pick<Wallets, 'assets' | 'chains'>;
}): Route[] => [
  route({
    method: 'GET',
    path: '/mpc/tokens/list',
    operationId: 'listTokens',
    summary: 'List tokens',
    description: 'Tokens of all blockchains. The native coin of each comes last.',
    tag,
    access,
    answer: { status: 200, schema: z.array(token) },
    handle: () => Promise.resolve(assets.list().map(show)),
  }),
  route({
    method: 'GET',
    path: '/mpc/tokens/{blockchain}',
    operationId: 'listTokensOfBlockchain',
    summary: 'List the tokens of a blockchain',
    tag,
    access,
    params: z.object({ blockchain: z.string().meta({ examples: ['POLYGON'] }) }),
    answer: { status: 200, schema: z.array(token) },
    handle: ({ params: { blockchain } }) => {
      if (!chains.some(({ name }) => name === blockchain)) throw notFound('blockchain');
      return Promise.resolve(assets.list(blockchain).map(show));
    },
  }),
];
