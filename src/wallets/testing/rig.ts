import assert from 'node:assert/strict';
import { getAddress } from 'viem';
import type { Address } from 'viem';
import { atEnd } from '../../../test/support/at-end.ts';
import { testDatabase } from '../../../test/support/database.ts';
import type { Cards } from '../../cards/index.ts';
import { createDescribe, startSandbox } from '../../chains/index.ts';
import { movedClock } from '../../chains/testing/moved-clock.ts';
import type { Chain, ChainOptions, Sandbox } from '../../chains/index.ts';
import { keyTextFrom, systemActor } from '../../companies/index.ts';
import type { Companies } from '../../companies/index.ts';
import type { NewEvent } from '../../events/index.ts';
import type { Asset } from '../../kernel/assets.ts';
import type { Ledger, LedgerAccount } from '../../ledger/index.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { randomBytes } from '../../platform/random.ts';
import { threeSigners } from '../../signing/testing/three-signers.ts';
import type { ThreeSigners, ThreeSignersOptions } from '../../signing/testing/three-signers.ts';
import type { WalletsParts } from '../parts.ts';
import type { CompanyId, ListedToken } from '../types.ts';
import type { Wallets } from '../wallets.ts';
import { confirmations, openWallets } from './open-wallets.ts';
import type { OpenWallets, Over } from './open-wallets.ts';

export type WalletsDoor = Wallets;

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
  readonly companies: Companies;
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
  open(over?: Partial<Over>): OpenWallets;
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

export async function walletsRig(
  options: {
    readonly signers?: ThreeSignersOptions;
    readonly parts?: Partial<WalletsParts>;
    readonly chain?: Partial<ChainOptions>;
    /** Listed beside the sandbox's. */
    readonly tokens?: readonly ListedToken[];
    /** Whether the sandbox's tokens are proved at the start, as the program does; default they are. */
    readonly proved?: boolean;
  } = {},
): Promise<WalletsRig> {
  const database = await testDatabase({ connections: 20 });
  const { clock, now, pass } = movedClock();
  const sandbox = await startSandbox({
    database,
    log: silentLog,
    clock: wallClock,
    blockMs: 3_600_000,
    confirmations,
  });
  atEnd(() => sandbox.stop());
  const chainWith = { ...sandbox.chain, tokens: [...sandbox.chain.tokens, ...(options.tokens ?? [])] };
  const signers = await threeSigners({ describe: createDescribe([chainWith]), ...options.signers });
  const told: NewEvent[] = [];
  const ground = {
    database,
    clock,
    now,
    url: sandbox.url,
    relayerKey: sandbox.relayerKey,
    signing: signers.coordinator,
    tokens: options.tokens ?? [],
    told,
  };
  const open: WalletsRig['open'] = (over = {}) =>
    openWallets(ground, {
      parts: { ...options.parts, ...over.parts },
      chain: { ...options.chain, ...over.chain },
    });
  const { cards, companies, ledger, ...opened } = open();
  const { wallets, chain, parts } = opened;
  const settle = async (): Promise<void> => {
    do {
      while (await chain.round());
      // The node answers what it is sent before its block is made.
      await sandbox.mine(0);
    } while (await chain.round());
  };
  await settle();
  const { relayer } = await chain.state();
  await wallets.operator.openRelayer(chain.name, relayer ?? assert.fail('there is a relayer'));
  if (options.proved !== false) {
    await wallets.operator.proveTokens(chain.name, (...trial) => sandbox.trial(...trial));
    await settle();
  }
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
    companies,
    signers,
    company: await companies.ensureDemo(keyTextFrom('sandbox', randomBytes(32))),
    newCompany,
    told,
    tokens: sandbox.chain.tokens.map(({ address }) => getAddress(address)) as [Address, Address, Address],
    pass,
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
      const compare = wallets.operator.reconcile;
      // After a standstill of the machine a connection to the node that was kept may be gone: "try again in a moment".
      for (const { differences } of await compare().catch(compare)) assert.deepEqual(differences, []);
    },
  };
}
