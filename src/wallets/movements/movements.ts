import { Failure, notFound } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import { countConfirmations } from './confirmations.ts';
import { findMovement } from './movements-store.ts';
import * as found from './movements-store.ts';
import { findWallet } from '../store.ts';
import type { WalletChain, WalletMovement } from '../types.ts';
import type { Movements } from '../wallets.ts';

/** Reading what came and went. Of deleted wallets, too: what happened stays. */
export function createMovements(database: Database, chains: readonly WalletChain[]): Movements {
  const asOfNow = (movements: readonly WalletMovement[]): Promise<readonly WalletMovement[]> =>
    countConfirmations(chains, movements);
  return {
    async get(company, id) {
      const movement = isId('movement', id) ? await findMovement(database, company, id) : undefined;
      if (movement === undefined) throw notFound('movement');
      const [now = movement] = await asOfNow([movement]);
      return now;
    },
    async search(company, { wallets, operations, from, to, size, page }) {
      const ours = await found.treasuryWalletsAmong(database, company, wallets);
      if (ours.length < new Set(wallets).size) throw notFound('treasury wallet');
      const filter = { company, wallets, operations, from, to };
      const [total, movements] = await Promise.all([
        found.countMovements(database, filter),
        found.searchMovements(database, filter, { size, offset: size * page }),
      ]);
      return { total, movements: await asOfNow(movements) };
    },
    async of(company, id, { order, ...page }) {
      const isWallet = isId('virtualWallet', id) || isId('wallet', id);
      const wallet = isWallet ? await findWallet(database, company, id) : undefined;
      if (wallet === undefined) throw notFound('wallet');
      const { chain } = page;
      // A slip must not look as if nothing had come.
      if (chain !== undefined && chain !== wallet.chain && !chains.some(({ name }) => name === chain))
        throw new Failure('VAL', `This wallet is on ${wallet.chain}, not on ${chain}.`);
      return await asOfNow(await found.movementsOf(database, order, { company, wallet: wallet.id, ...page }));
    },
    ofCard: async (company, card, page) =>
      await asOfNow(await found.movementsOfCard(database, { company, card, ...page })),
  };
}
