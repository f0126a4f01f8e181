import assert from 'node:assert/strict';
import type { Hex } from 'viem';
import { testSecrets } from '../../../test/support/webhooks.ts';
import { creditDeposits } from '../../cards/balance/credit-deposits.ts';
import { cardHolding, createCards, createVault } from '../../cards/index.ts';
import type { Cards } from '../../cards/index.ts';
import { createChain, sandboxChain } from '../../chains/index.ts';
import type { Chain, ChainOptions } from '../../chains/index.ts';
import { createCompanies } from '../../companies/index.ts';
import type { Companies } from '../../companies/index.ts';
import { createEvents } from '../../events/index.ts';
import type { NewEvent } from '../../events/index.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import { createLedger } from '../../ledger/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import type { Coordinator } from '../../signing/index.ts';
import { createWallets } from '../create-wallets.ts';
import type { WalletsParts } from '../parts.ts';
import type { ListedToken, ListedWalletChain, WalletChain } from '../types.ts';
import type { Wallets } from '../wallets.ts';

/** What one process stands on. */
export interface Ground {
  readonly database: Database;
  readonly clock: Clock;
  /** Default the database's clock. */
  readonly now?: WalletsParts['now'];
  /** Of the sandbox's node. */
  readonly url: string;
  readonly relayerKey: Redacted<Hex>;
  readonly signing: Coordinator;
  /** Listed beside the sandbox's. */
  readonly tokens?: readonly ListedToken[];
  /** What is told goes here. */
  readonly told: NewEvent[];
}

export interface Over {
  readonly parts: Partial<WalletsParts>;
  readonly chain: Partial<ChainOptions>;
}

/** The doors of one process. */
export interface OpenWallets {
  readonly wallets: Wallets;
  readonly chain: Chain;
  /** What `wallets` is made from. */
  readonly parts: WalletsParts;
  readonly cards: Cards;
  readonly companies: Companies;
  readonly ledger: Ledger;
}

const usd = 1_000_000n;
export const confirmations = 3;

/** The sandbox's chain with prices: one USD for each token, a quarter for the coin. */
export const listedSandbox: ListedWalletChain = {
  ...sandboxChain,
  coin: { ...sandboxChain.coin, usdPrice: usd / 4n },
  tokens: sandboxChain.tokens.map((token) =>
    Object.assign({}, token, { usdPrice: usd, forCards: token.symbol !== 'DAI' }),
  ),
  confirmations,
};

/** Joins wallets with a chain, as one process has them. */
export function openWallets(ground: Ground, over: Over): OpenWallets {
  const { database, clock, now, url, relayerKey, signing, told, tokens = [] } = ground;
  const secrets = testSecrets();
  const events = createEvents({
    database,
    secrets,
    checked: true,
    fanout: async (_tx, stored) => void told.push(...stored),
  });
  const ledger = createLedger();
  const cards = createCards({
    database,
    ledger,
    events,
    vault: createVault({ database, secrets }),
    initialHolding: 0n,
  });
  const companies = createCompanies({
    database,
    environment: 'sandbox',
    log: silentLog,
    open: [(tx, company, wanted) => cards.openCompany(tx, company, wanted)],
  });
  let chain: Chain | undefined;
  const listed = { ...listedSandbox, tokens: [...listedSandbox.tokens, ...tokens] };
  const walletChain: WalletChain = {
    ...listed,
    open: () => chain ?? assert.fail('the chain is made at once'),
  };
  const parts: WalletsParts = {
    database,
    plain: database,
    ledger,
    events,
    log: silentLog,
    clock,
    ...(now && { now }),
    chains: [walletChain],
    cardChain: listedSandbox.name,
    signing: () => signing,
    creditDeposit: creditDeposits,
    cardHolding,
    getClient: (company, client) => companies.clients.get(company, client),
    ...over.parts,
  };
  const wallets = createWallets(parts);
  chain = createChain({
    ...listed,
    rpcUrls: [url],
    relayerKey,
    database,
    log: silentLog,
    clock,
    ...(now && { now }),
    listeners: wallets.listeners,
    // However long the machine stands still.
    patienceMs: 600_000,
    ...over.chain,
  });
  return { wallets, chain, parts, cards, companies, ledger };
}
