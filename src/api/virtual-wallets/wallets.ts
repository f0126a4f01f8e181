import { z } from 'zod';
import type { Wallets } from '../../wallets/index.ts';
import { line, pathId } from '../fields.ts';
import { listOf } from '../list.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { chainName, queryChain } from '../wallets/fields.ts';
import { balanceShape, showBalances, showVirtualWallet, virtualWalletShape } from '../wallets/shapes.ts';

const tag = 'Virtual wallets';
export const read = { kind: 'company', level: 1, product: 'virtual_wallets' } as const;
export const operate = { kind: 'company', level: 2, product: 'virtual_wallets' } as const;
const administer = { kind: 'company', level: 3, product: 'virtual_wallets' } as const;
export const walletPath = z.object({ walletId: pathId('virtualWallet') });
export const ofChain = z.object({ blockchain: queryChain });

/** Virtual wallets: made, looked at, and what a company may change about them. */
export const virtualWalletRoutes = ({
  wallets: { virtual, chains },
}: {
  readonly wallets: Pick<Wallets, 'virtual' | 'chains'>;
}): Route[] => [
  route({
    method: 'GET',
    path: '/virtual-wallets/config/blockchains/list',
    operationId: 'listVirtualWalletBlockchains',
    summary: 'List the blockchains available for virtual wallets',
    tag,
    access: read,
    answer: { status: 200, schema: z.array(z.string()).describe('Such as `POLYGON`.') },
    handle: () => Promise.resolve(chains.map(({ name }) => name)),
  }),
  route({
    method: 'POST',
    path: '/virtual-wallets/create',
    operationId: 'createVirtualWallet',
    summary: 'Create a virtual wallet',
    description:
      'A dedicated deposit address for a client. Deposits to it are booked to this wallet and moved to your holding wallet, which is created with the first virtual wallet on a blockchain.',
    tag,
    access: operate,
    body: z.object({ alias: line(100), blockchain: chainName }),
    answer: { status: 200, schema: virtualWalletShape },
    failures: ['VAL'],
    handle: async ({ caller, body: { alias, blockchain: chain } }) =>
      showVirtualWallet(await virtual.create(caller.company, { alias, chain })),
  }),
  route({
    method: 'GET',
    path: '/virtual-wallets/list',
    operationId: 'listVirtualWallets',
    summary: 'List virtual wallets',
    description: 'On one blockchain, oldest first.',
    tag,
    access: read,
    query: ofChain,
    answer: { status: 200, schema: z.array(virtualWalletShape) },
    handle: ({ caller, query }) =>
      listOf(
        (part) => virtual.list(caller.company, query.blockchain, part),
        (list) => list.map(showVirtualWallet),
      ),
  }),
  route({
    method: 'GET',
    path: '/virtual-wallets/virtual-balances',
    operationId: 'getVirtualBalances',
    summary: 'Show the total balances of all virtual wallets',
    description: 'What you owe your clients on a blockchain, token by token.',
    tag,
    access: read,
    query: ofChain,
    answer: { status: 200, schema: z.array(balanceShape) },
    handle: async ({ caller, query }) => showBalances(await virtual.sum(caller.company, query.blockchain)),
  }),
  route({
    method: 'GET',
    path: '/virtual-wallets/{walletId}',
    operationId: 'getVirtualWallet',
    summary: 'Show a virtual wallet',
    tag,
    access: read,
    params: walletPath,
    answer: { status: 200, schema: virtualWalletShape },
    handle: async ({ caller, params }) =>
      showVirtualWallet(await virtual.get(caller.company, params.walletId)),
  }),
  route({
    method: 'PUT',
    path: '/virtual-wallets/{walletId}',
    operationId: 'renameVirtualWallet',
    summary: 'Rename a virtual wallet',
    tag,
    access: operate,
    params: walletPath,
    body: z.object({ alias: line(100) }),
    answer: { status: 200, schema: virtualWalletShape },
    handle: async ({ caller, params, body }) =>
      showVirtualWallet(await virtual.rename(caller.company, params.walletId, body.alias)),
  }),
  route({
    method: 'DELETE',
    path: '/virtual-wallets/{walletId}',
    operationId: 'deleteVirtualWallet',
    summary: 'Delete a virtual wallet',
    description:
      'The wallet must be empty. Its address stays watched for ever: later deposits are still booked and reported, and can be withdrawn by the wallet’s id.',
    tag,
    access: operate,
    params: walletPath,
    answer: { status: 200 },
    failures: ['VAL'],
    handle: async ({ caller, params }) => virtual.delete(caller.company, params.walletId),
  }),
  route({
    method: 'GET',
    path: '/virtual-wallets/{walletId}/balance',
    operationId: 'getVirtualWalletBalance',
    summary: 'Show the balances of a virtual wallet',
    description: 'What you owe its client. Lists every token, including zero balances.',
    tag,
    access: read,
    params: walletPath,
    answer: { status: 200, schema: z.array(balanceShape) },
    handle: async ({ caller, params }) =>
      showBalances(await virtual.balances(caller.company, params.walletId)),
  }),
  route({
    method: 'PATCH',
    path: '/virtual-wallets/{walletId}/set-enabled',
    operationId: 'enableVirtualWallet',
    summary: 'Disable or enable a virtual wallet',
    description: 'Nothing can be sent from a disabled wallet. Deposits to it are still booked.',
    tag,
    access: operate,
    params: walletPath,
    body: z.object({ enabled: z.boolean() }),
    answer: { status: 200, schema: virtualWalletShape },
    handle: async ({ caller, params, body }) =>
      showVirtualWallet(await virtual.setEnabled(caller.company, params.walletId, body.enabled)),
  }),
  route({
    method: 'PATCH',
    path: '/virtual-wallets/{walletId}/client/{clientId}',
    operationId: 'linkVirtualWalletToClient',
    summary: 'Assign a virtual wallet to a client',
    description: 'Can be done once: a wallet that already belongs to another client is refused.',
    tag,
    access: administer,
    params: walletPath.extend({ clientId: pathId('client') }),
    answer: { status: 201 },
    failures: ['VAL'],
    async handle({ caller, params }) {
      await virtual.linkClient(caller.company, params.walletId, params.clientId);
    },
  }),
];
