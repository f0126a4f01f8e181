import assert from 'node:assert/strict';
import { getAddress, zeroAddress, zeroHash } from 'viem';
import type { Address } from 'viem';
import { plainCard } from '../../cards/testing/plain-card.ts';
import {
  cardHolding,
  conversionAccount,
  createCards,
  createVault,
  creditDeposits,
  dustAccount,
  holdingAccount,
} from '../../cards/index.ts';
import type { Cards } from '../../cards/index.ts';
import { coinAsset, tokenAsset } from '../../chains/index.ts';
import { chainOfRun, ours, seededRun } from '../../chains/testing/seeded-run.ts';
import type { Deposit, Owner, RunReport } from '../../chains/testing/seeded-run.ts';
import { createCompanies, systemActor } from '../../companies/index.ts';
import { createEvents } from '../../events/index.ts';
import { USD } from '../../kernel/assets.ts';
import type { Asset } from '../../kernel/assets.ts';
import { isId } from '../../kernel/ids.ts';
import { createLedger } from '../../ledger/index.ts';
import type { LedgerAccount } from '../../ledger/index.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { silentLog } from '../../platform/log.ts';
import { testSecrets } from '../../../test/support/webhooks.ts';
import {
  belowMinimumAccount,
  custodyAccount,
  notForCardsAccount,
  obligationAccount,
  treasuryAccount,
  virtualAccount,
} from '../accounts.ts';
import { standingDeposits } from '../deposits/store.ts';
import { createWallets } from '../create-wallets.ts';
import * as store from '../store.ts';
import { noteTrial, proveToken } from '../tokens/proofs-store.ts';
import type { CompanyId, ListedWalletChain, Wallet, WalletKind } from '../types.ts';

const dollar = 1_000_000n;
/** One address of each kind, in the order of `ours`. */
const kinds: readonly WalletKind[] = ['treasury', 'holding', 'virtual', 'program', 'card'];

const listedOf = (seed: number): ListedWalletChain => {
  const chain = chainOfRun(seed);
  return {
    ...chain,
    coin: { ...chain.coin, usdPrice: dollar },
    tokens: chain.tokens.map((token) =>
      Object.assign({}, token, { usdPrice: dollar, forCards: token.symbol === 'USDC' }),
    ),
    confirmations: 1,
  };
};

/**
 * A life of a chain as `seededRun` has it, with real wallets, cards, books and events as the ones who are told. At the end the
 * books are what the chain has: for every wallet and token, to the last unit; nothing missed, nothing twice.
 */
export const seededDeposits = (database: Database, seed: number): Promise<RunReport> =>
  seededRun(database, seed, () => walletsOf(database, seed));

async function walletsOf(database: Database, seed: number): Promise<Owner> {
  const listed = listedOf(seed);
  const ledger = createLedger();
  const secrets = testSecrets();
  const vault = createVault({ database, secrets });
  const events = createEvents({ database, secrets, checked: true, fanout: async () => undefined });
  const cards = createCards({ database, ledger, events, vault, initialHolding: 0n });
  const companies = createCompanies({
    database,
    environment: 'sandbox',
    log: silentLog,
    open: [(tx, company, wanted) => cards.openCompany(tx, company, wanted)],
  });
  const { listeners } = createWallets({
    database,
    plain: database,
    ledger,
    events,
    log: silentLog,
    clock: wallClock,
    chains: [{ ...listed, open: () => assert.fail('deposits need no chain of their own') }],
    cardChain: listed.name,
    signing: () => assert.fail('deposits need no signature'),
    creditDeposit: creditDeposits,
    cardHolding,
    getClient: async () => undefined,
  });
  const { company } = await companies.create({ name: `Run ${seed}` }, systemActor);
  await prove(database, listed);
  const wallets = await makeWallets(database, cards, company.id, listed.name, seed);

  return {
    listeners,
    async atEnd(deposits) {
      const { books, forCards } = booksOf(listed, wallets, deposits);
      const accounts = [...books.values()];
      const balances = await ledger.balances(
        database,
        accounts.map(({ account }) => account),
      );
      for (const [at, { account, amount }] of accounts.entries())
        assert.equal(balances[at]!.posted, amount, `seed ${seed}: ${account.name} in ${account.asset}`);
      const inCards = await ledger.balances(database, [
        conversionAccount(company.id, usdcOf(listed)),
        dustAccount(company.id, usdcOf(listed)),
        conversionAccount(company.id, USD),
        holdingAccount(company.id),
      ]);
      const [converted, dust, usd, holding] = inCards.map(({ posted }) => posted);
      assert.equal(converted! + dust!, forCards, `seed ${seed}: for cards`);
      assert.equal(converted, holding! * 10_000n, `seed ${seed}: cents`);
      assert.equal(usd, -holding!, `seed ${seed}: conversion`);
      // What is shown is what is booked.
      const standing = await standingDeposits(database, company.id, listed.name, -1n);
      assert.deepEqual(
        standing
          .map(({ transactionHash, transferKind, ordinal, amount }) => ({
            identity: `${transactionHash} ${transferKind} ${ordinal}`,
            amount,
          }))
          .filter(({ identity }) => deposits.some((deposit) => deposit.identity === identity))
          .toSorted((one, other) => (one.identity < other.identity ? -1 : 1)),
        deposits.map(({ identity, amount }) => ({ identity, amount })),
        `seed ${seed}: movements`,
      );
    },
  };
}

/** The chain of a run is played: it has logs and no balances that a trial could be compared with. */
async function prove(database: Database, listed: ListedWalletChain): Promise<void> {
  await database.work(async (tx) => {
    for (const token of listed.tokens) {
      const of = {
        asset: tokenAsset(listed, token),
        address: getAddress(token.address),
        at: wallClock.now(),
      };
      const trial = { transactionHash: zeroHash, sender: zeroAddress, recipient: zeroAddress };
      await noteTrial(tx, { ...of, ...trial, confirmed: true });
      await proveToken(tx, { ...of, ...trial });
    }
  });
}

async function makeWallets(
  database: Database,
  cards: Cards,
  company: CompanyId,
  chain: string,
  seed: number,
): Promise<readonly Wallet[]> {
  const { id: card } = await cards.create(company, plainCard);
  assert.ok(isId('card', card));
  const ids = kinds.map((kind) => (kind === 'virtual' ? newId('virtualWallet') : newId('wallet')));
  const holdingOf: Partial<Record<WalletKind, Wallet['id'] | undefined>> = { virtual: ids[1], card: ids[3] };
  const wallets = kinds.map((kind, at): Wallet => {
    const holding = holdingOf[kind];
    return {
      company,
      id: ids[at]!,
      kind,
      chain,
      address: ours[at]!,
      alias: kind,
      account: kind === 'treasury' ? newId('treasuryAccount') : null,
      keyId: holding === undefined ? (`key ${seed}:${at}` as Wallet['keyId']) : null,
      holding: (holding ?? null) as Wallet['holding'],
      salt: holding === undefined ? null : '0x01',
      card: kind === 'card' ? card : null,
      client: null,
      enabled: true,
      createdAt: wallClock.now(),
      rotatedAt: null,
      deletedAt: null,
      sinceBlock: null,
    };
  });
  await database.work(async (tx) => {
    for (const wallet of wallets) await store.insertWallet(tx, wallet);
  });
  return wallets;
}

/** What the books must say, from the deposits that stand and the rules alone. */
function booksOf(chain: ListedWalletChain, wallets: readonly Wallet[], deposits: readonly Deposit[]) {
  const books = new Map<string, { readonly account: LedgerAccount; amount: bigint }>();
  let forCards = 0n;
  const add = (account: LedgerAccount, amount: bigint): void => {
    const key = `${account.name} ${account.asset}`;
    const book = books.get(key) ?? { account, amount: 0n };
    book.amount += amount;
    books.set(key, book);
  };
  const assetOf = (token: Address | null): Asset => {
    const found = chain.tokens.find(({ address }) => address === token);
    return found === undefined ? coinAsset(chain) : tokenAsset(chain, found);
  };
  for (const wallet of wallets)
    for (const token of [null, ...chain.tokens.map(({ address }) => address)])
      add(custodyAccount(wallet.company, wallet.id, assetOf(token)), 0n);
  for (const { to, token, amount } of deposits) {
    const { company, id, kind } = wallets.find(({ address }) => address === to)!;
    const asset = assetOf(token);
    const micros = token === null ? amount / 10n ** 12n : amount;
    const usdc = token === chain.tokens[0]?.address;
    add(custodyAccount(company, id, asset), amount);
    if (kind === 'holding') add(obligationAccount(company, asset), -amount);
    else if (kind === 'card' || kind === 'program') {
      if (!usdc) add(notForCardsAccount(company, asset), amount);
      else if (micros < 10n * dollar) add(belowMinimumAccount(company, asset), amount);
      // What has become cents and what is still dust: together all that came.
      else forCards += amount;
    } else if (micros < dollar) add(belowMinimumAccount(company, asset), amount);
    else if (kind === 'treasury') add(treasuryAccount(company, id, asset), amount);
    else add(virtualAccount(company, id, asset), amount);
  }
  return { books, forCards };
}

const usdcOf = (chain: ListedWalletChain): Asset => tokenAsset(chain, chain.tokens[0]!);
