import { z } from 'zod';
import type { Outgoing, Wallets } from '../../wallets/index.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { movementsPage, movementsQuery, showPage } from '../wallets/movements.ts';
import { balanceShape, holdingWalletShape, showBalances, showHoldingWallet } from '../wallets/shapes.ts';
import { aboutRepeats, askedOf, showTransfer, transferShape, withdrawalBody } from '../wallets/transfers.ts';
import { ofChain, operate, read } from './wallets.ts';

const tag = 'Virtual wallets';

/** The wallet that has the coins of all virtual wallets of a company on a chain. */
export const holdingRoutes = ({
  wallets: { virtual, outgoing, movements, assets },
}: {
  readonly wallets: Pick<Wallets, 'virtual' | 'movements' | 'assets'> & {
    readonly outgoing: Pick<Outgoing, 'withdrawHolding'>;
  };
}): Route[] => [
  route({
    method: 'GET',
    path: '/virtual-wallets/holding',
    operationId: 'getHoldingWallet',
    summary: 'Show the holding wallet',
    description:
      'It holds the coins of all virtual wallets on a blockchain, and is created with the first of them.',
    tag,
    access: read,
    query: ofChain,
    answer: { status: 200, schema: holdingWalletShape },
    handle: async ({ caller, query }) =>
      showHoldingWallet(await virtual.holding(caller.company, query.blockchain)),
  }),
  route({
    method: 'GET',
    path: '/virtual-wallets/holding/balance',
    operationId: 'getHoldingWalletBalance',
    summary: 'Show the balances of the holding wallet',
    description:
      'Coins on the blockchain. Coins still at deposit addresses arrive with the next sweep. Lists every token, including zero balances.',
    tag,
    access: read,
    query: ofChain,
    answer: { status: 200, schema: z.array(balanceShape) },
    handle: async ({ caller, query }) =>
      showBalances(await virtual.holdingBalances(caller.company, query.blockchain)),
  }),
  route({
    method: 'GET',
    path: '/virtual-wallets/holding/movements',
    operationId: 'listHoldingWalletMovements',
    summary: 'List direct deposits to the holding wallet and withdrawals from it',
    tag,
    access: operate,
    query: movementsQuery.extend(ofChain.shape),
    answer: { status: 200, schema: movementsPage },
    async handle({ caller, query }) {
      const { id } = await virtual.holding(caller.company, query.blockchain);
      const { paging_state_token: after, sort_order: order, size } = query;
      const page = { after, order, size: size + 1, chain: undefined };
      return showPage(assets, await movements.of(caller.company, id, page), size);
    },
  }),
  route({
    method: 'POST',
    path: '/virtual-wallets/holding/withdraw/{blockchain}',
    operationId: 'withdrawFromHolding',
    summary: 'Withdraw from the holding wallet',
    description: `Only the excess over the sum of all virtual balances can be withdrawn. The event VIRTUAL_WALLETS / WITHDRAW reports the outcome. ${aboutRepeats}`,
    tag,
    access: operate,
    idempotency: 'own',
    params: z.object({ blockchain: z.string().meta({ examples: ['POLYGON'] }) }),
    body: withdrawalBody,
    answer: { status: 200, schema: transferShape },
    failures: ['VAL', 'WARNING'],
    handle: async ({ caller, params, body }) =>
      showTransfer(
        await outgoing.withdrawHolding(
          caller.company,
          params.blockchain,
          askedOf(caller, {
            to: body.to_wallet_address,
            token: body.token_address ?? undefined,
            amount: body.amount,
          }),
        ),
      ),
  }),
];
