import { z } from 'zod';
import type { Outgoing, Wallets } from '../../wallets/index.ts';
import { line, pathId } from '../fields.ts';
import { listOf } from '../list.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { addressText, chainName, tokenAddress, tokenAmount } from '../wallets/fields.ts';
import { balanceShape, showBalances, showTreasuryWallet, treasuryWalletShape } from '../wallets/shapes.ts';
import { aboutRepeats, askedOf, showTransfer, transferShape } from '../wallets/transfers.ts';
import { accountPath } from './accounts.ts';

const tag = 'Treasury';
const read = { kind: 'company', level: 1, product: 'treasury' } as const;
const operate = { kind: 'company', level: 2, product: 'treasury' } as const;
const walletPath = accountPath.extend({ walletId: pathId('wallet') });
const path = '/mpc/accounts/{accountId}/wallets';

/** Treasury wallets: made, looked at, sent from. */
export const treasuryWalletRoutes = ({
  wallets: { treasury, outgoing },
}: {
  readonly wallets: Pick<Wallets, 'treasury'> & { readonly outgoing: Pick<Outgoing, 'transfer'> };
}): Route[] => [
  route({
    method: 'POST',
    path: `${path}/create`,
    operationId: 'createTreasuryWallet',
    summary: 'Create a treasury wallet',
    description:
      'The signers generate a key together, of which none of them holds more than a share. The response has the address of the account that the key controls. The account itself is deployed with its first transfer.',
    tag,
    access: operate,
    params: accountPath,
    body: z.object({ alias: line(100), blockchain: chainName }),
    answer: { status: 200, schema: treasuryWalletShape },
    failures: ['VAL'],
    handle: async ({ caller, params, body: { alias, blockchain: chain } }) =>
      showTreasuryWallet(await treasury.createWallet(caller.company, params.accountId, { alias, chain })),
  }),
  route({
    method: 'GET',
    path: `${path}/list`,
    operationId: 'listTreasuryWallets',
    summary: 'List the wallets of a treasury account',
    description: 'Oldest first.',
    tag,
    access: read,
    params: accountPath,
    answer: { status: 200, schema: z.array(treasuryWalletShape) },
    handle: ({ caller, params }) =>
      listOf(
        (part) => treasury.listWallets(caller.company, params.accountId, part),
        (list) => list.map(showTreasuryWallet),
      ),
  }),
  route({
    method: 'GET',
    path: `${path}/{walletId}`,
    operationId: 'getTreasuryWallet',
    summary: 'Show a treasury wallet',
    tag,
    access: read,
    params: walletPath,
    answer: { status: 200, schema: treasuryWalletShape },
    handle: async ({ caller, params }) =>
      showTreasuryWallet(await treasury.getWallet(caller.company, params.accountId, params.walletId)),
  }),
  route({
    method: 'GET',
    path: `${path}/{walletId}/balance`,
    operationId: 'getTreasuryWalletBalance',
    summary: 'Show the balances of a treasury wallet',
    description:
      'What can be sent: confirmed deposits less outgoing transfers in flight. Lists every token, including zero balances.',
    tag,
    access: read,
    params: walletPath,
    answer: { status: 200, schema: z.array(balanceShape) },
    handle: async ({ caller, params }) =>
      showBalances(await treasury.balances(caller.company, params.accountId, params.walletId)),
  }),
  route({
    method: 'PUT',
    path: `${path}/{walletId}/update`,
    operationId: 'renameTreasuryWallet',
    summary: 'Rename a treasury wallet',
    tag,
    access: operate,
    params: walletPath,
    body: z.object({ alias: line(100) }),
    answer: { status: 200, schema: treasuryWalletShape },
    handle: async ({ caller, params, body }) =>
      showTreasuryWallet(
        await treasury.renameWallet(caller.company, params.accountId, params.walletId, body.alias),
      ),
  }),
  route({
    method: 'DELETE',
    path: `${path}/{walletId}/delete`,
    operationId: 'deleteTreasuryWallet',
    summary: 'Delete a treasury wallet',
    description:
      'The wallet must be empty. Its address stays watched for ever: later deposits are still booked and reported, and can be sent on by the wallet’s id. The response is the wallet as it was when deleted.',
    tag,
    access: operate,
    params: walletPath,
    answer: { status: 200, schema: treasuryWalletShape },
    failures: ['VAL'],
    handle: async ({ caller, params }) =>
      showTreasuryWallet(await treasury.deleteWallet(caller.company, params.accountId, params.walletId)),
  }),
  route({
    method: 'POST',
    path: `${path}/{walletId}/transfer`,
    operationId: 'transferFromTreasury',
    summary: 'Send from a treasury wallet',
    description: `Two of the three signers sign it, then it is sent. The event TREASURY / TRANSFER reports the outcome. Without \`token_address\` it sends the native coin. ${aboutRepeats}`,
    tag,
    access: operate,
    idempotency: 'own',
    params: walletPath,
    body: z.object({
      to: addressText,
      token_address: tokenAddress.nullish(),
      amount: tokenAmount(),
    }),
    answer: { status: 200, schema: transferShape },
    failures: ['VAL', 'WARNING'],
    handle: async ({ caller, params, body }) =>
      showTransfer(
        await outgoing.transfer(
          caller.company,
          params.accountId,
          params.walletId,
          askedOf(caller, { to: body.to, token: body.token_address ?? undefined, amount: body.amount }),
        ),
      ),
  }),
];
