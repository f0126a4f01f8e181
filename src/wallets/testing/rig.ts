import assert from 'node:assert/strict';
import { after } from 'node:test';
import { getAddress } from 'viem';
import type { Address } from 'viem';
import { testDatabase } from '../../../test/support/database.ts';
import { testSecrets } from '../../../test/support/webhooks.ts';
import { cardHolding, createCards, createVault } from '../../cards/index.ts';
import type { Cards } from '../../cards/index.ts';
import { creditDeposits } from '../../cards/credit-deposits.ts';
import { createChain, createDescribe, startSandbox } from '../../chains/index.ts';
import type { Chain, ChainOptions, Sandbox } from '../../chains/index.ts';
import { createCompanies, keyTextFrom, systemActor } from '../../companies/index.ts';
import { createEvents } from '../../events/index.ts';
import type { NewEvent } from '../../events/index.ts';
import type { Asset } from '../../kernel/assets.ts';
import { createLedger } from '../../ledger/index.ts';
import type { Ledger, LedgerAccount } from '../../ledger/index.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { randomBytes } from '../../platform/random.ts';
import type { Coordinator } from '../../signing/index.ts';
import { threeSigners } from '../../signing/testing/three-signers.ts';
import type { ThreeSigners, ThreeSignersOptions } from '../../signing/testing/three-signers.ts';
import { createWallets } from '../create-wallets.ts';
import { defaultMinimums } from '../minimums.ts';
import type { WalletsParts } from '../parts.ts';
import type { CompanyId, ListedWalletChain, WalletChain } from '../types.ts';

export type WalletsDoor = ReturnType<typeof createWallets>;

/** Wallets on a chain of their own, with three signers; a block is made when the test sends something or asks for it. */
export interface WalletsRig {
  readonly database: Database;
  readonly sandbox: Sandbox;
  readonly chain: Chain;
  readonly ledger: Ledger;
  readonly wallets: WalletsDoor;
  /** What `wallets` is made from. */
  readonly parts: WalletsParts;
  readonly cards: Cards;
  readonly signers: ThreeSigners;
  /** The demo company: an empty holding. */
  readonly company: CompanyId;
  newCompany(): Promise<CompanyId>;
  /** Everything that was told, oldest first; what a unit of work that rolled back told, too. */
  readonly told: NewEvent[];
  /** USDC, USDT, DAI. */
  readonly tokens: readonly [Address, Address, Address];
  /** Moves the platform's clock on; the chain's stays. */
  pass(ms: number): void;
  /** Rounds until nothing is left to do. */
  settle(): Promise<void>;
  /** Makes the blocks that confirm, and rounds. */
  confirm(): Promise<void>;
  /** A real deposit, confirmed. */
  deposit(to: Address, token: Address | null, amount: bigint): Promise<void>;
  /** Another process on the same database and chain. */
  open(over?: { readonly parts?: Partial<WalletsParts>; readonly chain?: Partial<ChainOptions> }): {
    readonly wallets: WalletsDoor;
    readonly parts: WalletsParts;
    readonly chain: Chain;
  };
  /** Minor units. */
  posted(account: LedgerAccount): Promise<bigint>;
  onChain(address: Address, token: Address | null): Promise<bigint>;
  /** Fails unless custody equals the chain, wallet by wallet, to the unit. */
  assertReconciled(): Promise<void>;
}

/** POLYGON:USDC/6 */
export const usdc: Asset = 'POLYGON:USDC/6';
export const bob: Address = getAddress('0x00000000000000000000000000000000000b0b00');
export const traceId = 'a'.repeat(32);

const price = 1_000_000n;

export async function walletsRig(
  options: { readonly signers?: ThreeSignersOptions; readonly parts?: Partial<WalletsParts> } = {},
): Promise<WalletsRig> {
  const database = await testDatabase({ connections: 20 });
  let aheadMs = 0;
  const clock: Clock = { now: () => new Date(wallClock.now().getTime() + aheadMs) };
  const sandbox = await startSandbox({ database, log: silentLog, clock: wallClock, blockMs: 3_600_000 });
  after(() => sandbox.stop());
  const signers = await threeSigners({ describe: createDescribe([sandbox.chain]), ...options.signers });
  const secrets = testSecrets();
  const told: NewEvent[] = [];
  const events = createEvents({
    database,
    secrets,
    checked: true,
    fanout: async (_tx, stored) => void told.push(...stored),
  });
  const ledger = createLedger();
  const vault = createVault({ database, secrets });
  const cards = createCards({ database, ledger, vault, initialHolding: 0n });
  const companies = createCompanies({
    database,
    environment: 'sandbox',
    log: silentLog,
    open: [(tx, company, wanted) => cards.openCompany(tx, company, wanted)],
  });
  const listed: ListedWalletChain = {
    ...sandbox.chain,
    coin: { ...sandbox.chain.coin, usdPrice: price / 4n },
    tokens: sandbox.chain.tokens.map((token) =>
      Object.assign({}, token, { usdPrice: price, forCards: token.symbol !== 'DAI' }),
    ),
    confirmations: sandbox.confirmations,
  };

  const open: WalletsRig['open'] = (over = {}) => {
    let chain: Chain | undefined;
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
      chains: [walletChain],
      cardChain: listed.name,
      signing: (): Coordinator => signers.coordinator,
      creditDeposit: creditDeposits,
      cardHolding,
      getClient: (company, client) => companies.clients.get(company, client),
      minimums: defaultMinimums,
      ...options.parts,
      ...over.parts,
    };
    const wallets = createWallets(parts);
    chain = createChain({
      ...listed,
      rpcUrls: [sandbox.url],
      confirmations: sandbox.confirmations,
      relayerKey: sandbox.relayerKey,
      database,
      log: silentLog,
      clock,
      listeners: wallets.listeners,
      ...over.chain,
    });
    return { wallets, chain, parts };
  };
  const { wallets, chain, parts } = open();
  const settle = async (): Promise<void> => {
    while (await chain.round());
  };
  await settle();
  const { relayer } = await chain.state();
  await wallets.operator.openRelayer(chain.name, relayer ?? assert.fail('there is a relayer'));
  const confirm = async (): Promise<void> => {
    await settle();
    await sandbox.mine(sandbox.confirmations - 1);
    await settle();
  };
  const onChain: WalletsRig['onChain'] = async (address, token) =>
    (await chain.readBalances([{ address, token }])).balances[0] ?? 0n;

  const newCompany = async (): Promise<CompanyId> => {
    const { company } = await companies.create({ name: 'Another' }, systemActor);
    return company.id;
  };
  return {
    database,
    sandbox,
    chain,
    ledger,
    wallets,
    parts,
    cards,
    signers,
    company: await companies.ensureDemo(keyTextFrom('sandbox', randomBytes(32))),
    newCompany,
    told,
    tokens: sandbox.chain.tokens.map(({ address }) => getAddress(address)) as [Address, Address, Address],
    pass: (ms) => void (aheadMs += ms),
    settle,
    confirm,
    async deposit(to, token, amount) {
      await sandbox.deposit(to, token, amount);
      await confirm();
    },
    open,
    posted: async (account) => (await ledger.balances(database, [account]))[0]?.posted ?? 0n,
    onChain,
    async assertReconciled() {
      for (const { differences } of await wallets.operator.reconcile()) assert.deepEqual(differences, []);
    },
  };
}
