import { z } from 'zod';
import type { Outgoing, Wallets } from '../../wallets/index.ts';
import { tokenAmountShape, tokenNumber } from '../money.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { tokenAddress, tokenAmount } from '../wallets/fields.ts';
import { movementsPage, movementsQuery, showPage } from '../wallets/movements.ts';
import { aboutRepeats, askedOf, showTransfer, transferShape, withdrawalBody } from '../wallets/transfers.ts';
import { operate, walletPath } from './wallets.ts';

const tag = 'Virtual wallets';

/** What comes to a virtual wallet, leaves it, or is set by hand. */
export const virtualMoneyRoutes = ({
  wallets: { outgoing, movements, assets },
}: {
  readonly wallets: Pick<Wallets, 'movements' | 'assets'> & {
    readonly outgoing: Pick<Outgoing, 'withdrawVirtual' | 'setVirtualBalance'>;
  };
}): Route[] => [
  route({
    method: 'GET',
    path: '/virtual-wallets/{walletId}/movements',
    operationId: 'listVirtualWalletMovements',
    summary: 'List the movements of a virtual wallet',
    description: 'Deposits, withdrawals and manual balance changes, newest first by default.',
    tag,
    access: operate,
    params: walletPath,
    query: movementsQuery,
    answer: { status: 200, schema: movementsPage },
    failures: ['VAL'],
    async handle({ caller, params, query }) {
      const { paging_state_token: after, sort_order: order, size, blockchain: chain } = query;
      const page = { after, order, size: size + 1, chain };
      return showPage(assets, await movements.of(caller.company, params.walletId, page), size);
    },
  }),
  route({
    method: 'PATCH',
    path: '/virtual-wallets/{walletId}/virtual-balance',
    operationId: 'setVirtualBalance',
    summary: 'Set the balance of a virtual wallet',
    description:
      'No coins move: you owe the client more or less than before, and your holding wallet must cover it. Without `token_address` it sets the USDC balance.',
    tag,
    access: operate,
    params: walletPath,
    body: z.object({
      virtual_balance: tokenAmount({ orZero: true }),
      token_address: tokenAddress.nullish(),
    }),
    answer: { status: 200, schema: tokenAmountShape.describe('The new balance.') },
    failures: ['VAL'],
    async handle({ caller, params, body }) {
      const { balance, decimals } = await outgoing.setVirtualBalance(caller.company, params.walletId, {
        token: body.token_address || undefined,
        amount: body.virtual_balance,
        traceId: caller.traceId,
      });
      return tokenNumber(balance, decimals);
    },
  }),
  route({
    method: 'POST',
    path: '/virtual-wallets/{walletId}/withdraw',
    operationId: 'withdrawFromVirtualWallet',
    summary: 'Withdraw from a virtual wallet',
    description: `Either to an address on the blockchain, paid by your holding wallet, or to another of your virtual wallets, which is immediate and off-chain: the hash is then \`internal\`. The event VIRTUAL_WALLETS / WITHDRAW reports the outcome. ${aboutRepeats}`,
    tag,
    access: operate,
    idempotency: 'own',
    params: walletPath,
    body: withdrawalBody,
    answer: { status: 200, schema: transferShape },
    failures: ['VAL', 'WARNING'],
    handle: async ({ caller, params, body }) =>
      showTransfer(
        await outgoing.withdrawVirtual(
          caller.company,
          params.walletId,
          askedOf(caller, {
            to: body.to_wallet_address,
            token: body.token_address ?? undefined,
            amount: body.amount,
          }),
        ),
      ),
  }),
];
