import assert from 'node:assert/strict';
import { custom, getAddress, toHex } from 'viem';
import type { Address } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { createChain } from '../chain.ts';
import type { Chain } from '../chain.ts';
import { NoNode } from '../nodes.ts';
import type { ListedChain, Token } from '../token.ts';
import type { ConfirmedTransfer, Listeners, OrphanedTransfer, Transfer } from '../types.ts';
import { createFakeChain, createFakeNode, freshHash } from './fake-chain.ts';
import type { FakeChain, FakeMove, FakeTransaction } from './fake-chain.ts';
import { movedClock } from './moved-clock.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

const addressOf = (number: number): Address => getAddress(toHex(number, { size: 20 }));
const tokens: readonly Token[] = [
  { symbol: 'USDC', name: 'USD Coin', address: addressOf(0xc0de1), decimals: 6, exact: true },
  { symbol: 'USDT', name: 'Tether', address: addressOf(0xc0de2), decimals: 6, exact: true },
];
const unlisted = addressOf(0xc0de3);
/** The addresses that are ours in every run. */
export const ours = [1, 2, 3, 4, 5].map((number) => addressOf(0xabc000 + number));
/** The chain of a run, as it would be configured. */
export const chainOfRun = (seed: number): ListedChain => ({
  name: `FAKE${seed}`,
  chainId: 1_000_000 + seed,
  coin: { symbol: 'FAK', name: 'Fake' },
  tokens,
});

/** A transfer to us that counts: it is deep enough in the branch that counts. */
export interface Deposit {
  readonly identity: string;
  readonly to: Address;
  /** Null for native coin. */
  readonly token: Address | null;
  readonly amount: bigint;
}

/** Whom the watcher of a run tells, and what must be true at its end. Default: credits in a table of the test's. */
export interface Owner {
  readonly listeners: Listeners;
  /** @param deposits what must stand, by identity */
  atEnd(deposits: readonly Deposit[]): Promise<void>;
}

/** Made once in the test's database: what a ledger would have, in small. */
export const creditTable = sql(
  'testing.creditTable',
  `CREATE TABLE test_credits (
     chain_id bigint, credit_key text PRIMARY KEY, identity text, amount numeric(39, 0), reversed boolean DEFAULT false)`,
);
/** Nobody is credited twice for one transfer that stands. */
export const creditIndex = sql(
  'testing.creditIndex',
  'CREATE UNIQUE INDEX ON test_credits (chain_id, identity) WHERE NOT reversed',
);
const credit = sql(
  'testing.credit',
  'INSERT INTO test_credits (chain_id, credit_key, identity, amount) VALUES ($1, $2, $3, $4)',
);
const reverse = sql(
  'testing.reverse',
  'UPDATE test_credits SET reversed = true WHERE credit_key = $1 AND identity = $2 AND amount = $3 AND NOT reversed',
);
const standing = sql(
  'testing.standing',
  'SELECT identity, amount FROM test_credits WHERE chain_id = $1 AND NOT reversed ORDER BY identity',
);

/** What a listener throws when the process is killed in it. */
class Gone extends Error {}

/** What a listener throws of a transfer that it cannot book for now. */
class Poisoned extends Error {}

const identityOf = ({ transactionHash, kind, ordinal }: Transfer): string =>
  `${transactionHash} ${kind} ${ordinal}`;

/** What a run was, for the report of a failure. */
export interface RunReport {
  readonly credited: number;
  readonly reversed: number;
  readonly reorganisations: number;
  readonly restarts: number;
  /** How often something could not be booked, or booked back. */
  readonly stuck: number;
}

/**
 * One life of a chain, decided by the seed: blocks, reorganisations up to 64 deep, nodes that lag, lie, refuse and answer
 * nothing, and a watcher that is killed again and again in the middle of what it does. At the end, and at every moment for
 * twice: what is credited is what the chain has.
 */
export async function seededRun(
  database: Database,
  seed: number,
  ownerOf: (seed: number) => Promise<Owner> = async () => creditsOf(database, seed),
): Promise<RunReport> {
  const random = createRandom(seed);
  const { listeners, atEnd } = await ownerOf(seed);
  const world = createFakeChain();
  const nodes = [0.12, 0.05].map((trouble) =>
    createFakeNode(world, chainOfRun(seed).chainId, random, trouble),
  );
  const confirmations = random.pick([1, 3, 12, 40]);
  const report = { credited: 0, reversed: 0, reorganisations: 0, restarts: 0, stuck: 0 };
  // Of some transfers nothing can be booked, or booked back, until somebody has mended what is wrong with them.
  const share = random.pick([0, 0, 0.05, 0.3]);
  const poisoned = new Map<string, boolean>();
  let heals = false;
  const mustNotBe = (transfers: readonly Transfer[]): void => {
    for (const transfer of transfers) {
      const name = identityOf(transfer);
      const isPoisoned = poisoned.get(name) ?? random.chance(share);
      poisoned.set(name, isPoisoned);
      if (!isPoisoned || heals) continue;
      report.stuck += 1;
      throw new Poisoned();
    }
  };
  const { clock, now, pass } = movedClock();
  let dies = Number.POSITIVE_INFINITY;

  const perhapsDie = (): void => {
    dies -= 1;
    if (dies < 0) throw new Gone();
  };
  const start = (): Chain =>
    createChain({
      ...chainOfRun(seed),
      rpcUrls: ['0', '1'],
      confirmations,
      window: 100,
      maxRange: 20,
      startBlock: 0n,
      coins: 'traces',
      database,
      log: silentLog,
      clock,
      now,
      connect: (url) => custom(nodes[Number(url)]!, { retryCount: 0 }),
      listeners: {
        ...listeners,
        async observed(tx, transfers) {
          await listeners.observed(tx, transfers);
          perhapsDie();
        },
        async confirmed(tx, transfers, calls) {
          for (const transfer of transfers) assert.ok(transfer.confirmations >= confirmations);
          mustNotBe(transfers);
          await listeners.confirmed(tx, transfers, calls);
          report.credited += transfers.filter(({ toOurs }) => toOurs).length;
          perhapsDie();
        },
        async orphaned(tx, transfers, calls) {
          mustNotBe(transfers.filter(({ creditKey }) => creditKey !== undefined));
          await listeners.orphaned(tx, transfers, calls);
          report.reversed += transfers.filter((it) => it.toOurs && it.creditKey !== undefined).length;
          perhapsDie();
        },
      },
    });

  let lastError: unknown;
  let chain = start();
  const oneRound = async (): Promise<boolean> => {
    try {
      return await chain.round();
    } catch (error) {
      // Anything else is what this is about: a credit refused because it stands already, a broken invariant.
      const isExpected = [error, (error as Error).cause].some(
        (each) => each instanceof Gone || each instanceof NoNode || each instanceof Poisoned,
      );
      if (!isExpected) throw error;
      lastError = error;
      // The process is gone, or no node was any good: either way everything begins again from the database.
      report.restarts += 1;
      dies = Number.POSITIVE_INFINITY;
      for (const node of nodes) node.dieAfter(Number.POSITIVE_INFINITY);
      chain = start();
      return true;
    }
  };

  for (let step = 0; step < 24; step++) {
    if (random.chance(0.3)) pass(31_000);
    // Somebody has mended it, and then something else is wrong.
    if (random.chance(0.1)) poisoned.clear();
    if (random.chance(0.3)) report.reorganisations += reorganise(world, random);
    else mineSome(world, random);
    for (const node of nodes) if (random.chance(0.6)) node.sync();
    if (random.chance(0.4)) dies = random.between(0, 2);
    if (random.chance(0.4)) for (const node of nodes) node.dieAfter(random.between(0, 30));
    // Now and then a second process does not know that there is a first.
    const watchers = random.chance(0.3) ? [oneRound, oneRound] : [oneRound];
    for (let rounds = random.between(0, 4); rounds > 0; rounds--)
      await Promise.all(watchers.map((round) => round()));
  }
  for (const node of nodes) node.heal();
  heals = true;
  pass(31_000);
  dies = Number.POSITIVE_INFINITY;
  for (let more = 0; more < confirmations; more++) world.mine([]);
  for (let rounds = 0; await oneRound(); rounds++)
    assert.ok(rounds < 1_000, `seed ${seed} comes to no end: ${String(lastError)}`);

  await atEnd(depositsIn(world, confirmations));
  return report;
}

/** What a ledger would have, in small: each credit a row, taken back at most once. */
function creditsOf(database: Database, seed: number): Owner {
  const { chainId } = chainOfRun(seed);
  const write = async (tx: Tx, transfer: ConfirmedTransfer): Promise<void> => {
    if (!transfer.toOurs) return;
    await tx.execute(credit, [chainId, transfer.creditKey, identityOf(transfer), transfer.amount]);
  };
  const takeBack = async (tx: Tx, transfer: OrphanedTransfer): Promise<void> => {
    if (!transfer.toOurs || transfer.creditKey === undefined) return;
    const done = await tx.execute(reverse, [transfer.creditKey, identityOf(transfer), transfer.amount]);
    assert.equal(done, 1, 'what is taken back was credited');
  };
  return {
    listeners: {
      watched: async (_tx, _chain, addresses) =>
        new Set(addresses.filter((address) => ours.includes(address))),
      allWatched: async () => ours.map((address) => ({ address, since: null })),
      observed: async () => undefined,
      async confirmed(tx, transfers) {
        for (const transfer of transfers) await write(tx, transfer);
      },
      async orphaned(tx, transfers) {
        for (const transfer of transfers) await takeBack(tx, transfer);
      },
      settled: async () => undefined,
      spentGas: async () => undefined,
    },
    async atEnd(deposits) {
      const credited = await database.query<{ identity: string; amount: bigint }>(standing, [chainId]);
      assert.deepEqual(
        credited,
        deposits.map(({ identity, amount }) => ({ identity, amount })),
        `seed ${seed}`,
      );
    },
  };
}

/** What must be credited: each transfer to us, of a listed token or of native coin, deep enough in the branch that counts. */
function depositsIn(world: FakeChain, confirmations: number): Deposit[] {
  const deep = world.blocks().slice(0, world.blocks().length - confirmations + 1);
  const listed = new Set<Address | null>([null, ...tokens.map(({ address }) => address)]);
  return deep
    .flatMap(({ transactions }) => transactions)
    .flatMap(({ hash, moves }) => {
      const counts = { token: 0, coin: 0 };
      return moves.flatMap(({ token, to, amount }) => {
        const kind = token === null ? 'coin' : 'token';
        // A call without value moves nothing, so native coin is numbered without it.
        if (token === null && amount === 0n) return [];
        const ordinal = counts[kind]++;
        const counted = listed.has(token) && ours.includes(to) && amount > 0n;
        return counted ? [{ identity: `${hash} ${kind} ${ordinal}`, to, token, amount }] : [];
      });
    })
    .toSorted((one, other) => (one.identity < other.identity ? -1 : 1));
}

function mineSome(world: FakeChain, random: Random): void {
  for (let count = random.pick([1, 1, 2, 5, 25]); count > 0; count--)
    world.mine(Array.from({ length: random.pick([0, 1, 1, 3]) }, () => transaction(random)));
}

/**
 * Another branch, at least as long: sometimes the one before last comes back, mostly it is new, with most of the transactions of the old one in other places, and some new ones. */
function reorganise(world: FakeChain, random: Random): number {
  const depth = Math.min(random.pick([1, 2, 5, 20, 64]), world.blocks().length - 1);
  if (depth === 0) return 0;
  if (random.chance(0.2) && world.comeBack()) return 1;
  const back = world.rollback(depth).filter(() => random.chance(0.7));
  for (let at = 0; at < depth + random.between(0, 2); at++) {
    const take = back.splice(0, random.between(0, 3));
    world.mine(random.chance(0.2) ? [...take, transaction(random)] : take);
  }
  if (back.length > 0) world.mine(back);
  return 1;
}

function transaction(random: Random): FakeTransaction {
  const moves: FakeMove[] = Array.from({ length: random.between(1, 3) }, () => ({
    token: random.pick([tokens[0]!.address, tokens[1]!.address, unlisted, null]),
    from: addressOf(random.between(1, 1_000_000)),
    to: random.chance(0.5) ? random.pick(ours) : addressOf(random.between(1, 1_000_000)),
    amount: BigInt(random.pick([0, 1, 5_000_000, random.between(1, 1_000_000_000)])),
  }));
  return { hash: freshHash(), moves };
}
