import { z } from 'zod';
import type { Id } from '../../kernel/ids.ts';
import type { TreasuryAccount, Wallet, Wallets } from '../../wallets/index.ts';
import { idText, line, pathId } from '../fields.ts';
import { listOf } from '../list.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { showTreasuryWallet, treasuryWalletShape } from '../wallets/shapes.ts';

const tag = 'Treasury';
const read = { kind: 'company', level: 1, product: 'treasury' } as const;
const operate = { kind: 'company', level: 2, product: 'treasury' } as const;
export const accountPath = z.object({ accountId: pathId('treasuryAccount') });

const account = z
  .object({
    id: idText('treasuryAccount'),
    alias: z.string(),
    wallets: z.array(treasuryWalletShape).describe('Oldest first.'),
  })
  .meta({ id: 'TreasuryAccount' });
const named = z.object({ alias: line(100) });
const show = ({ id, alias }: TreasuryAccount, wallets: readonly Wallet[] = []): z.input<typeof account> => ({
  id,
  alias,
  wallets: wallets.map(showTreasuryWallet),
});

/** Treasury accounts: groups of wallets, under a name. */
export const accountRoutes = ({
  wallets: { treasury },
}: {
  readonly wallets: Pick<Wallets, 'treasury'>;
}): Route[] => {
  const showAll = async (
    company: Id<'company'>,
    list: readonly TreasuryAccount[],
  ): Promise<z.input<typeof account>[]> => {
    const wallets = await treasury.ofAccounts(
      company,
      list.map(({ id }) => id),
    );
    return list.map((it) => show(it, wallets.get(it.id)));
  };

  return [
    route({
      method: 'POST',
      path: '/mpc/accounts/create',
      operationId: 'createTreasuryAccount',
      summary: 'Create a treasury account',
      description: 'A named group of wallets. The coins are held in its wallets.',
      tag,
      access: operate,
      body: named,
      answer: { status: 200, schema: account },
      handle: async ({ caller, body }) => show(await treasury.createAccount(caller.company, body.alias)),
    }),
    route({
      method: 'GET',
      path: '/mpc/accounts/list',
      operationId: 'listTreasuryAccounts',
      summary: 'List treasury accounts',
      description: 'Oldest first.',
      tag,
      access: read,
      answer: { status: 200, schema: z.array(account) },
      handle: ({ caller }) =>
        listOf(
          (part) => treasury.listAccounts(caller.company, part),
          (list) => showAll(caller.company, list),
        ),
    }),
    route({
      method: 'PUT',
      path: '/mpc/accounts/{accountId}',
      operationId: 'renameTreasuryAccount',
      summary: 'Rename a treasury account',
      tag,
      access: operate,
      params: accountPath,
      body: named,
      answer: { status: 200, schema: account },
      async handle({ caller, params, body }) {
        const renamed = await treasury.renameAccount(caller.company, params.accountId, body.alias);
        const [shown] = await showAll(caller.company, [renamed]);
        return shown;
      },
    }),
    route({
      method: 'DELETE',
      path: '/mpc/accounts/{accountId}',
      operationId: 'deleteTreasuryAccount',
      summary: 'Delete a treasury account',
      description: 'The account must have no wallets.',
      tag,
      access: operate,
      params: accountPath,
      answer: { status: 200 },
      failures: ['VAL'],
      handle: async ({ caller, params }) => treasury.deleteAccount(caller.company, params.accountId),
    }),
  ];
};
