import assert from 'node:assert/strict';
import type { Address, Hash } from 'viem';
import { randomFrom } from '../../../test/crash/random.ts';
import { NoNode } from '../../chains/index.ts';
import type { Asset } from '../../kernel/assets.ts';
import { Failure } from '../../kernel/failures.ts';
import { sql } from '../../platform/database.ts';
import {
  custodyAccount,
  inFlightAccount,
  obligationAccount,
  treasuryAccount,
  virtualAccount,
} from '../accounts.ts';
import type { CompanyId, Wallet } from '../types.ts';
import { bob, traceId } from './rig.ts';
import type { WalletsDoor, WalletsRig } from './rig.ts';

const assets = ['POLYGON:USDC/6', 'POLYGON:USDT/6', 'POLYGON:POL/18'] as const;
const endsStatement = sql(
  'test.outgoingEnds',
  `SELECT m.id, m.state, m.asset, m.amount, m.transaction_hash AS hash, o.told,
     o.returns_id IS NOT NULL AS returns FROM wallet_movements m
   JOIN wallet_outgoings o ON o.company_id = m.company_id AND o.movement_id = m.id WHERE m.company_id = $1`,
);

/** What a run came to. */
export interface SeededReport {
  readonly seed: number;
  readonly asked: number;
  readonly refused: number;
  readonly completed: number;
  readonly failed: number;
  readonly reorganisations: number;
}

/**
 * A company does whatever it may do, in an order that follows from the seed, while the chain takes other branches, deposits vanish
 * that were spent already, and signers come and go. Whenever the watcher has caught up, custody equals the chain; and in
 * the end everything has ended, what was told is what is true, and the books add up.
 *
 * @param together so many things are done at the same moment, by two processes that both watch the chain; then the seed does not say all
 */
export async function seededOutgoing(
  t: WalletsRig,
  seed: number,
  steps: number,
  together = 1,
): Promise<SeededReport> {
  const random = randomFrom(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const oneOf = <T>(all: readonly T[]): T => all[upTo(all.length)] ?? assert.fail('there is one');
  const { wallets, chain, sandbox, tokens } = t;
  const company = await t.newCompany();
  const account = await wallets.treasury.createAccount(company, 'Main');
  const treasury = [1, 2].map(() =>
    wallets.treasury.createWallet(company, account.id, { alias: 'T', chain: chain.name }),
  );
  const mine = { treasury: await Promise.all(treasury), virtual: [] as Wallet[] };
  for (let made = 0; made < 3; made++)
    mine.virtual.push(await wallets.virtual.create(company, { alias: 'V', chain: chain.name }));
  const holding = await wallets.virtual.holding(company, chain.name);
  const program = await wallets.cards.program(company);
  const all = [...mine.treasury, ...mine.virtual, holding, program];

  /** Two tokens of six decimals, and the native coin. */
  const coins = [tokens[0], tokens[1], null] as const;
  const unitOf = (token: Address | null): bigint => (token === null ? 10n ** 18n : 10n ** 6n);
  for (const { address } of all)
    for (const token of coins) await sandbox.deposit(address, token, 20n * unitOf(token));
  await t.confirm();
  await wallets.outgoing.sweep();
  await t.confirm();

  const counts = { asked: 0, refused: 0, reorganisations: 0 };
  const deposits: Hash[] = [];
  const down = new Set<1 | 2 | 3>();
  const other = together > 1 ? t.open() : t;
  const attempt = async (ask: (of: WalletsDoor['outgoing']) => Promise<unknown>): Promise<void> => {
    counts.asked += 1;
    try {
      await ask(oneOf([t, other]).wallets.outgoing);
    } catch (error) {
      assert.ok(error instanceof Failure && error.code === 'VAL', `${String(error)} (seed ${seed})`);
      counts.refused += 1;
    }
  };
  const somewhere = (): Address => oneOf([bob, bob, ...all.map(({ address }) => address)]);
  const asked = () => ({
    to: somewhere(),
    token: coins[upTo(3)] ?? null,
    amount: `${upTo(25)}.${1 + upTo(999_999)}`,
    traceId,
    idempotencyKey: undefined,
  });
  const { outgoing } = wallets;

  const doings: readonly (readonly [number, () => Promise<unknown>])[] = [
    [
      20,
      async () => {
        const token = coins[upTo(3)] ?? null;
        const amount = (BigInt(500_000 + upTo(40_000_000)) * unitOf(token)) / 1_000_000n;
        deposits.push(await sandbox.deposit(oneOf(all).address, token, amount));
      },
    ],
    [
      12,
      () => attempt((outgoing) => outgoing.transfer(company, account.id, oneOf(mine.treasury).id, asked())),
    ],
    [18, () => attempt((outgoing) => outgoing.withdrawVirtual(company, oneOf(mine.virtual).id, asked()))],
    [6, () => attempt((outgoing) => outgoing.withdrawHolding(company, chain.name, asked()))],
    [
      5,
      () =>
        attempt((outgoing) =>
          outgoing.withdrawWarranty(company, { ...asked(), amount: `${upTo(20)}.${10 + upTo(89)}` }),
        ),
    ],
    [
      6,
      () => {
        const to = { token: tokens[upTo(2)] ?? assert.fail(), amount: String(upTo(60)), traceId };
        return outgoing.setVirtualBalance(company, oneOf(mine.virtual).id, to);
      },
    ],
    [8, () => oneOf([t, other]).wallets.outgoing.sweep()],
    [
      5,
      () =>
        attempt(async () => {
          const waiting = await wallets.deposits.suspended(company);
          if (waiting.length === 0) return;
          const { id, reason } = oneOf(waiting);
          if (random() < 0.5) await wallets.deposits.creditSuspended(company, id, traceId);
          else if (reason !== 'returning') await outgoing.returnDeposit(company, id, { to: bob, traceId });
        }),
    ],
    [
      4,
      async () => {
        t.pass(61_000);
        await outgoing.resume();
      },
    ],
    [20, () => sandbox.mine(1)],
    [10, () => t.confirm()],
    [
      6,
      async () => {
        counts.reorganisations += 1;
        const dropped = deposits.slice(-6).filter(() => random() < 0.6);
        await sandbox.reorganise(1 + upTo(10), new Set(dropped));
      },
    ],
    [
      3,
      async () => {
        // Of several at once one would be stopped while it starts.
        if (together > 1) return;
        // Never so many that the others cannot sign for ever.
        const signer = oneOf([1, 2, 3] as const);
        if (down.delete(signer)) return await t.signers.restart(signer);
        down.add(signer);
        return await t.signers.stop(signer);
      },
    ],
  ];
  const weights = doings.reduce((sum, [weight]) => sum + weight, 0);
  const next = (): (() => Promise<unknown>) => {
    let left = random() * weights;
    for (const [weight, doing] of doings) if ((left -= weight) < 0) return doing;
    return assert.fail('one of them');
  };

  /** Nodes are on no branch for long while others are made: whatever was read of them is read again. */
  const whatever = async (doing: () => Promise<unknown>): Promise<void> => {
    await doing().catch((error: unknown) => {
      if (together === 1 || !(error instanceof NoNode)) throw error;
    });
  };
  for (let step = 0; step < steps; step++) {
    if (together === 1) await next()();
    else
      await Promise.all([
        ...Array.from({ length: together }, () => whatever(next())),
        ...[t, other].map(({ chain }) => whatever(() => chain.round())),
      ]);
    if (random() < 0.5) await t.settle();
    // It asks the node for every balance there is.
    if (random() < 0.1) {
      // What could not be read while the branch was another one is looked for again.
      if (together > 1) t.pass(61_000);
      await t.settle();
      await t.assertReconciled();
    }
  }

  for (const signer of down) await t.signers.restart(signer);
  const ends = () =>
    t.database.query<{
      state: string;
      asset: Asset;
      amount: bigint;
      hash: string | null;
      told: string | null;
      returns: boolean;
    }>(endsStatement, [company]);
  for (let rounds = 0; ; rounds++) {
    t.pass(61_000);
    while ((await outgoing.resume()) > 0);
    await outgoing.sweep();
    await t.confirm();
    if ((await ends()).every(({ state }) => state === 'COMPLETED' || state === 'FAILED')) break;
    assert.ok(rounds < 20, `a transfer never ends (seed ${seed})`);
  }
  const ended = await ends();
  for (const { state, told, hash, returns } of ended) {
    // What sends back what was told to nobody is told to nobody.
    assert.equal(told, returns ? null : state === 'COMPLETED' ? 'SUCCESS' : 'FAILED');
    if (state === 'COMPLETED') assert.ok(hash !== null);
  }
  await t.assertReconciled();
  await assertAddsUp(t, company, { ...mine, holding, program });
  const completed = ended.filter(({ state }) => state === 'COMPLETED').length;
  return { seed, ...counts, completed, failed: ended.length - completed };
}

/** What there is, is somebody's: owners, suspense and what is in flight are all of custody. */
async function assertAddsUp(
  t: WalletsRig,
  company: CompanyId,
  {
    treasury,
    virtual,
    holding,
    program,
  }: {
    readonly treasury: readonly Wallet[];
    readonly virtual: readonly Wallet[];
    readonly holding: Wallet;
    readonly program: Wallet;
  },
): Promise<void> {
  const everything = [...treasury, ...virtual, holding, program];
  for (const asset of assets) {
    const sum = async (accounts: readonly Parameters<typeof t.posted>[0][]): Promise<bigint> => {
      let all = 0n;
      for (const account of accounts) all += await t.posted(account);
      return all;
    };
    const named = (name: string) => ({ company, name, asset });
    for (const { id } of everything) assert.equal(await t.posted(inFlightAccount(company, id, asset)), 0n);
    const custody = await sum(everything.map(({ id }) => custodyAccount(company, id, asset)));
    const owned = await sum([
      ...treasury.map(({ id }) => treasuryAccount(company, id, asset)),
      ...virtual.map(({ id }) => virtualAccount(company, id, asset)),
      named('suspense:below_minimum'),
      named('suspense:not_for_cards'),
      named('conversion'),
      named('dust'),
    ]);
    assert.equal(custody, owned - (await t.posted(obligationAccount(company, asset))));
  }
}
