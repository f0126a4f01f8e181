import type { Listeners } from '../chains/index.ts';
import { createAssets } from './assets.ts';
import { createCardWallets } from './card-wallets.ts';
import { transfersConfirmed } from './deposits/confirmed.ts';
import { createDeposits } from './deposits/deposits.ts';
import { depositsSeen } from './deposits/observed.ts';
import { transfersOrphaned } from './deposits/orphaned.ts';
import { createMakeWallets } from './make-wallets.ts';
import type { WalletsParts } from './parts.ts';
import { reconcileChain } from './reconcile.ts';
import { gasSpent, openRelayer } from './relayer.ts';
import * as store from './store.ts';
import type { Wallets } from './wallets.ts';

/** Joins what wallets need. Nothing runs by itself: the chains tell, and callers ask. */
export function createWallets(
  parts: WalletsParts,
): Pick<Wallets, 'listeners' | 'chains' | 'assets' | 'cards' | 'deposits' | 'operator'> {
  const { plain, ledger, chains } = parts;
  const assets = createAssets(chains);
  const make = createMakeWallets(parts);
  const deposits = { ...parts, assets };

  const listeners: Listeners = {
    async watched(tx, chain, addresses) {
      return new Set((await store.addressOwners(tx, chain, addresses)).keys());
    },
    allWatched: (tx, chain) => store.allAddresses(tx, chain),
    observed: (tx, transfers) => depositsSeen(tx, deposits, transfers),
    confirmed: (tx, transfers) => transfersConfirmed(tx, deposits, transfers),
    orphaned: (tx, transfers) => transfersOrphaned(tx, deposits, transfers),
    settled: () => Promise.resolve(),
    spentGas: (tx, spent) => gasSpent(tx, parts, spent),
  };

  return {
    listeners,
    chains,
    assets,
    cards: createCardWallets(parts, { make, assets }),
    deposits: createDeposits(deposits),
    operator: {
      reconcile: () => Promise.all(chains.map((chain) => reconcileChain({ plain, ledger, assets }, chain))),
      chainStates: () => Promise.all(chains.map((chain) => chain.open().state())),
      openRelayer: (chain, address) => openRelayer(parts, chain, address),
    },
  };
}
