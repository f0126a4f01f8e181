import { Failure, notFound } from '../kernel/failures.ts';
import { isId } from '../kernel/ids.ts';
import type { Id } from '../kernel/ids.ts';
import type { Tx } from '../platform/database.ts';
import { custodyAccount } from './accounts.ts';
import { readBalances, readOwned } from './movements/balances.ts';
import { mustBeEmpty } from './addresses/deletable.ts';
import { mustHaveRoom, takeRoom } from './addresses/limits.ts';
import type { MakeWallets } from './addresses/make-wallets.ts';
import type { WalletsParts } from './parts.ts';
import * as records from './records-store.ts';
import { companyNow, findSingle, findWallet, lockWallet } from './store.ts';
import type { CompanyId, Wallet, WalletId } from './types.ts';
import type { Assets, VirtualWallets } from './wallets.ts';

/** Virtual wallets: what a company's clients are owed, and the holding wallet that backs it. */
export function createVirtualWallets(
  { database, ledger, getClient }: Pick<WalletsParts, 'database' | 'ledger' | 'getClient'>,
  { make, assets }: { readonly make: MakeWallets; readonly assets: Assets },
): VirtualWallets {
  const get = async (company: CompanyId, id: string): Promise<Wallet> => {
    const wallet = isId('virtualWallet', id) ? await findWallet(database, company, id) : undefined;
    if (wallet === undefined || wallet.deletedAt !== null) throw notFound('virtual wallet');
    return wallet;
  };
  const change = (
    company: CompanyId,
    id: string,
    to: (tx: Tx, wallet: Wallet) => Promise<Partial<Wallet>>,
  ): Promise<Wallet> =>
    database.work(async (tx) => {
      const wallet = isId('virtualWallet', id) ? await lockWallet(tx, company, id) : undefined;
      if (wallet === undefined || wallet.deletedAt !== null) throw notFound('virtual wallet');
      const changed = { ...wallet, ...(await to(tx, wallet)) };
      await records.updateWallet(tx, changed);
      return changed;
    });
  const holding = async (company: CompanyId, chain: string): Promise<Wallet> => {
    make.chain(chain);
    const wallet = await findSingle(database, company, chain, 'holding');
    if (wallet === undefined)
      throw new Failure(
        'NOT_FOUND',
        `There is no holding wallet on ${chain} yet. It is created with the first virtual wallet there.`,
      );
    return wallet;
  };

  return {
    async create(company, { alias, chain }) {
      make.chain(chain);
      await mustHaveRoom(database, company, 'virtual');
      return await make.forwarder({
        company,
        kind: 'virtual',
        chain,
        alias,
        inside: (tx) => takeRoom(tx, company, 'virtual'),
      });
    },
    async list(company, chain, part) {
      make.chain(chain);
      return await records.listVirtual(database, company, chain, part);
    },
    get,
    rename: (company, id, alias) => change(company, id, () => Promise.resolve({ alias })),
    setEnabled: (company, id, enabled) => change(company, id, () => Promise.resolve({ enabled })),
    async delete(company, id) {
      await change(company, id, async (tx, wallet) => {
        await mustBeEmpty(tx, ledger, wallet, assets.list(wallet.chain));
        return { enabled: false, deletedAt: await companyNow(tx, company) };
      });
    },
    linkClient: (company, id, client) =>
      change(company, id, async (tx, wallet) => {
        if (!isId('client', client)) throw notFound('client');
        await getClient(company, client, tx);
        if (wallet.client !== null && wallet.client !== client)
          throw new Failure('VAL', 'This wallet already belongs to another client.');
        return { client };
      }),
    async balances(company, id) {
      const wallet = isId('virtualWallet', id) ? await findWallet(database, company, id) : undefined;
      if (wallet === undefined) throw notFound('virtual wallet');
      return await readOwned(database, ledger, assets, wallet, 'virtual wallet');
    },
    async sum(company, chain) {
      make.chain(chain);
      // Of deleted wallets, too: what still comes to those is owed as well.
      const sums = await ledger.sums(database, company, 'virtual');
      return assets
        .list(chain)
        .map((asset) => Object.assign({}, asset, { balance: sums.get(asset.asset) ?? 0n }));
    },
    holding,
    async holdingBalances(company, chain) {
      const wallet = await holding(company, chain);
      return await readBalances(database, ledger, assets.list(chain), (asset) =>
        custodyAccount(company, wallet.id, asset),
      );
    },
    async ofClients(company, clients) {
      const found = new Map<Id<'client'>, WalletId[]>();
      for (const { client, id } of await records.walletsOfClients(database, company, clients))
        found.set(client, [...(found.get(client) ?? []), id]);
      return found;
    },
  };
}
