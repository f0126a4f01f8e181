import type { Listeners } from '../chains/index.ts';
import { databaseNow } from '../platform/database-clock.ts';
import { createAssets } from './assets.ts';
import { adopt } from './addresses/adopt.ts';
import { createCardWallets } from './addresses/card-wallets.ts';
import { transfersConfirmed } from './deposits/confirmed.ts';
import { createDeposits } from './deposits/deposits.ts';
import { depositsSeen } from './deposits/observed.ts';
import { transfersOrphaned } from './deposits/orphaned.ts';
import { sendFundings } from './funding.ts';
import { insertFunding } from './funding-store.ts';
import { getWallet } from './addresses/get-wallet.ts';
import { createMakeWallets } from './addresses/make-wallets.ts';
import { createMovements } from './movements/movements.ts';
import { createOutgoing } from './outgoing/outgoing.ts';
import { bookUnbooked, readUnbooked } from './outgoing/unbooked.ts';
import type { WalletsParts } from './parts.ts';
import { countWallets } from './records-store.ts';
import { chainStates, resumeChain, retryStuck } from './chain-states.ts';
import { reconcileChain, reconcileChains } from './operating/reconcile.ts';
import { bookGasBeside, gasSpent, openRelayer } from './operating/relayer.ts';
import { adoptSiblings } from './addresses/siblings.ts';
import { createSigningKeys } from './operating/signing-keys.ts';
import * as store from './store.ts';
import { sweep } from './sweeps/sweep.ts';
import { listTokens, haltedTokens, tryAgain } from './tokens/list-tokens.ts';
import { proveTokens } from './tokens/prove-tokens.ts';
import { tryTokens } from './tokens/try-tokens.ts';
import { createTreasury } from './treasury.ts';
import { createVirtualWallets } from './virtual-wallets.ts';
import type { Wallets } from './wallets.ts';

/** Joins what wallets need. Nothing runs by itself: the chains tell, and callers ask. */
export function createWallets(parts: WalletsParts): Wallets {
  const { plain, ledger, chains, now = databaseNow } = parts;
  const assets = createAssets(chains);
  const make = createMakeWallets(parts);
  const deposits = { ...parts, assets };
  const compared: Parameters<typeof tryTokens>[0]['compared'] = new Map();
  const missed = new Map<string, number>();
  const incoming = createDeposits(deposits);
  const leaving = {
    ...parts,
    assets,
    chain: make.chain,
    isNegative: incoming.isNegative,
    now,
    deadlineMs: parts.transferDeadlineMs ?? 3_600_000,
  };
  const outgoing = createOutgoing(leaving);

  const listeners: Listeners = {
    async watched(tx, chain, addresses) {
      const owners = await store.addressOwners(tx, chain, addresses);
      const nobodys = addresses.filter((address) => !owners.has(address));
      return new Set([...owners.keys(), ...(await adoptSiblings(tx, parts, chain, nobodys))]);
    },
    allWatched: (tx, chain) => store.allAddresses(tx, chain),
    observed: (tx, transfers) => depositsSeen(tx, deposits, transfers),
    confirmed: async (tx, transfers, calls) =>
      transfersConfirmed(tx, deposits, transfers, await outgoing.lockSettled(tx, calls)),
    orphaned: async (tx, transfers, calls) =>
      transfersOrphaned(tx, deposits, transfers, await outgoing.lockSettled(tx, calls)),
    settled: outgoing.settled,
    spentGas: (tx, spent) => gasSpent(tx, parts, spent),
  };

  return {
    listeners,
    chains,
    assets,
    treasury: createTreasury(parts, { make, assets }),
    virtual: createVirtualWallets(parts, { make, assets }),
    cards: createCardWallets(parts, { make, assets }),
    movements: createMovements(parts.database, chains),
    deposits: incoming,
    outgoing: { ...outgoing, sweep: () => sweep({ ...parts, assets, now }) },
    count: (company) => countWallets(parts.database, company),
    get: (company, wallet) => getWallet(parts.database, company, wallet),
    async openCompany(tx, company, initialHolding) {
      if (initialHolding > 0n) await insertFunding(tx, company, initialHolding);
    },
    operator: {
      keys: createSigningKeys(parts),
      reconcileChain: async (chain) => reconcileChain({ plain, ledger, assets }, make.chain(chain)),
      reconcile: () => reconcileChains({ plain, ledger, assets }, chains),
      chainStates: () => chainStates(plain, chains),
      resume: async (chain, block) => resumeChain(make.chain(chain), block),
      unbooked: () => readUnbooked(leaving, chains),
      bookUnbooked: (unbooked, of) => plain.work((tx) => bookUnbooked(tx, leaving, unbooked, of)),
      bookGasBeside: async () =>
        bookGasBeside(parts, await reconcileChains({ plain, ledger, assets }, chains)),
      adopt: (adopted) => adopt(parts, adopted),
      retryStuck: async (chain) => retryStuck(make.chain(chain)),
      tokens: () => listTokens(parts.database, assets),
      haltedTokens: () => haltedTokens(parts.database, assets),
      resumeToken: (token) => tryAgain(parts, assets, token),
      tryTokens: () => tryTokens({ ...deposits, compared, missed }),
      proveTokens: async (chain, send) => proveTokens(deposits, make.chain(chain), send),
      openRelayer: (chain, address) => openRelayer(parts, chain, address),
      async sendFundings(send) {
        const token = assets.list(parts.cardChain).find(({ forCards }) => forCards);
        return token === undefined ? 0 : await sendFundings({ ...parts, make }, token, send);
      },
    },
  };
}
