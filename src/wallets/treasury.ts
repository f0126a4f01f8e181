import { present } from '../kernel/assert.ts';
import { Failure, notFound } from '../kernel/failures.ts';
import { isId } from '../kernel/ids.ts';
import type { Id } from '../kernel/ids.ts';
import type { Queries, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { readOwned } from './movements/balances.ts';
import { mustBeEmpty } from './addresses/deletable.ts';
import { mustHaveRoom, takeRoom } from './addresses/limits.ts';
import type { MakeWallets } from './addresses/make-wallets.ts';
import type { WalletsParts } from './parts.ts';
import * as records from './records-store.ts';
import { companyNow, findWallet, lockWallet } from './store.ts';
import type { CompanyId, TreasuryAccount, Wallet } from './types.ts';
import type { Assets, Treasury } from './wallets.ts';

/** Treasury accounts, and the wallets in them. */
export function createTreasury(
  { database, ledger }: Pick<WalletsParts, 'database' | 'ledger'>,
  { make, assets }: { readonly make: MakeWallets; readonly assets: Assets },
): Treasury {
  const getAccount = async (
    company: CompanyId,
    id: string,
    queries: Queries = database,
  ): Promise<TreasuryAccount> => {
    const account = isId('treasuryAccount', id) && (await records.findAccount(queries, company, id));
    return account || throwNotFound('account');
  };
  const lockAccount = async (tx: Tx, company: CompanyId, id: string): Promise<TreasuryAccount> => {
    const account = isId('treasuryAccount', id) && (await records.lockAccount(tx, company, id));
    return account || throwNotFound('account');
  };
  const changeAccount = (
    company: CompanyId,
    id: string,
    to: (tx: Tx, account: TreasuryAccount) => Promise<Partial<TreasuryAccount>>,
  ): Promise<TreasuryAccount> =>
    database.work(async (tx) => {
      const account = await lockAccount(tx, company, id);
      const changed = { ...account, ...(await to(tx, account)) };
      await records.updateAccount(tx, changed);
      return changed;
    });

  const getWallet = async (company: CompanyId, account: string, id: string): Promise<Wallet> => {
    const wallet = isId('wallet', id) ? await findWallet(database, company, id) : undefined;
    return isIn(account, wallet) ? wallet : throwNotFound('wallet');
  };
  const changeWallet = (
    company: CompanyId,
    account: string,
    id: string,
    to: (tx: Tx, wallet: Wallet) => Promise<Partial<Wallet>>,
  ): Promise<Wallet> =>
    database.work(async (tx) => {
      const wallet = isId('wallet', id) ? await lockWallet(tx, company, id) : undefined;
      if (!isIn(account, wallet)) return throwNotFound('wallet');
      const changed = { ...wallet, ...(await to(tx, wallet)) };
      await records.updateWallet(tx, changed);
      return changed;
    });

  return {
    createAccount: (company, alias) =>
      database.work(async (tx) => {
        const createdAt = await companyNow(tx, company);
        const account = { company, id: newId('treasuryAccount'), alias, createdAt, deletedAt: null };
        await records.insertAccount(tx, account);
        return account;
      }),
    listAccounts: (company, part) => records.listAccounts(database, company, part),
    getAccount: (company, account) => getAccount(company, account),
    renameAccount: (company, account, alias) =>
      changeAccount(company, account, () => Promise.resolve({ alias })),
    async deleteAccount(company, id) {
      await changeAccount(company, id, async (tx, account) => {
        if ((await records.listOfAccount(tx, company, account.id, { size: 1 })).length > 0)
          throw new Failure('VAL', 'This account still has wallets. Delete them first.');
        return { deletedAt: await companyNow(tx, company) };
      });
    },

    async createWallet(company, id, { alias, chain }) {
      make.chain(chain);
      const account = await getAccount(company, id);
      // Looked at before, so that no key is made in vain, and again when it counts.
      await mustHaveRoom(database, company, 'treasury');
      return await make.account({
        company,
        kind: 'treasury',
        chain,
        alias,
        account: account.id,
        async inside(tx) {
          await lockAccount(tx, company, account.id);
          await takeRoom(tx, company, 'treasury');
        },
      });
    },
    async listWallets(company, account, part) {
      // Those behind the first ones are in it, or it was deleted after them.
      if (part.after === undefined) await getAccount(company, account);
      return await records.listOfAccount(database, company, account, part);
    },
    async ofAccounts(company, accounts) {
      const found = await records.walletsOfAccounts(database, company, accounts);
      return Map.groupBy(found, ({ account }) => present(account, 'the account of a treasury wallet'));
    },
    getWallet,
    renameWallet: (company, account, wallet, alias) =>
      changeWallet(company, account, wallet, () => Promise.resolve({ alias })),
    deleteWallet: (company, account, id) =>
      changeWallet(company, account, id, async (tx, wallet) => {
        await mustBeEmpty(tx, ledger, wallet, assets.list(wallet.chain));
        return { enabled: false, deletedAt: await companyNow(tx, company) };
      }),
    async balances(company, account, id) {
      const wallet = isId('wallet', id) ? await findWallet(database, company, id) : undefined;
      if (wallet?.kind !== 'treasury' || wallet.account !== account) return throwNotFound('wallet');
      return await readOwned(database, ledger, assets, wallet, 'wallet');
    },
  };
}

/** Whether a wallet is a living one of this treasury account. */
const isIn = (account: string, wallet: Wallet | undefined): wallet is Wallet =>
  wallet?.kind === 'treasury' && wallet.account === (account as Id<'treasuryAccount'>) && !wallet.deletedAt;

const throwNotFound = (what: string): never => {
  throw notFound(what);
};
