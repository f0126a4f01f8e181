import type { Id } from '../../kernel/ids.ts';
import { isUniqueViolation } from '../../platform/database.ts';
import { present } from '../../kernel/assert.ts';
import type { MakeWallets } from './make-wallets.ts';
import type { WalletsParts } from '../parts.ts';
import * as store from '../store.ts';
import type { CompanyId, Wallet } from '../types.ts';
import type { Assets, CardWallets } from '../wallets.ts';

/** Deposit wallets of cards: forwarders to the program wallet, one current one for each card. */
export function createCardWallets(
  { database, cardChain: chain }: WalletsParts,
  { make, assets }: { readonly make: MakeWallets; readonly assets: Assets },
): CardWallets {
  const find = (company: CompanyId, card: Id<'card'>): Promise<Wallet | undefined> =>
    store.findCardWallet(database, company, card, chain);
  const forwarder = { kind: 'card', chain, alias: 'Card' } as const;

  return {
    chain,
    tokens: assets.list(chain).filter(({ forCards }) => forCards),
    program: (company) => make.single(company, chain, 'program'),
    async of(company, card) {
      const found = await find(company, card);
      if (found !== undefined) return found;
      try {
        return await make.forwarder({ company, card, ...forwarder });
      } catch (error) {
        if (!isUniqueViolation(error, 'wallets_of_card')) throw error;
        return present(await find(company, card), 'the deposit wallet of a card');
      }
    },
    async rotate(company, card) {
      const rotated = await make
        .forwarder({
          company,
          card,
          ...forwarder,
          inside: async (tx) =>
            store.rotateCardWallet(tx, company, card, chain, await store.companyNow(tx, company)),
        })
        // Rotated twice at the same moment: the other one's is as new as ours would be.
        .catch((error: unknown) => {
          if (!isUniqueViolation(error, 'wallets_of_card')) throw error;
          return find(company, card);
        });
      return present(rotated, 'the deposit wallet of a card');
    },
  };
}
