import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFunctionData, getAddress, http, keccak256, zeroHash } from 'viem';
import type { Address, Hash, Hex, Transport } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { invariant, present } from '../kernel/assert.ts';
import type { Redacted } from '../kernel/redacted.ts';
import { isDatabaseGone } from '../platform/database-gone.ts';
import type { Clock } from '../platform/clock.ts';
import { databaseNow } from '../platform/database-clock.ts';
import type { Database, Queries, Tx } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { factoryAbi } from './abi.ts';
import { accountAddress, contracts, factoryDeployment, forwarderAddress } from './addresses.ts';
import { advance } from './watching/advance.ts';
import type { Advance } from './watching/advance.ts';
import { backScan, listTokens } from './watching/back-scan.ts';
import { readBalances } from './balances.ts';
import type { BalanceOf, BalancesAt } from './balances.ts';
import { readHeader, toHexNumber } from './watching/blocks.ts';
import * as calls from './sending/calls-store.ts';
import type { Call } from './sending/calls-store.ts';
import type { Tracing } from './watching/coins.ts';
import { compareBalances } from './watching/coin-balances.ts';
import { confirm } from './watching/confirm.ts';
import type { ChainContext } from './context.ts';
import { executeDigest } from './sending/execute.ts';
import type { Execute, PublicPoint, SchnorrSignature } from './sending/execute.ts';
import { readFees } from './sending/fees.ts';
import { finish, takeBackLeftSpent } from './sending/finish.ts';
import { createNodes, isAway, NodeWrong, NoNode } from './nodes.ts';
import * as sends from './sending/sends-store.ts';
import type { PutOff, Send } from './sending/sends-store.ts';
import { relay } from './sending/relay.ts';
import { createLag } from './watching/lag.ts';
import { createResting } from './watching/resting.ts';
import type { Relayer } from './sending/relay.ts';
import { expire, tellLate } from './sending/settle.ts';
import * as store from './store.ts';
import type { ListedChain } from './token.ts';
import type { CallUse, Listeners } from './types.ts';
import { readTrial } from './trial.ts';
import type { Trial, TrialOf } from './trial.ts';
import { Stuck } from './watching/stuck.ts';
import { listStuck, retryStuck } from './watching/stuck-store.ts';
import type { StuckTransfer } from './watching/stuck-store.ts';
import { takeBackLeft, walkBackTo } from './watching/walk-back.ts';
import { watch } from './watching/watch.ts';
import type { Watching } from './watching/watch.ts';

export interface ChainOptions extends ListedChain {
  /** Several fail over, in this order. */
  readonly rpcUrls: readonly string[];
  /** A transfer counts with this many blocks, its own included. At least 1. */
  readonly confirmations: number;
  /** So many blocks are remembered: a reorganisation of that depth is followed. Default 256, at least the confirmations. */
  readonly window?: number;
  /** At most this many blocks are read at once. Default 50. */
  readonly maxRange?: number;
  /** The first block of a chain never read before; default the newest one less the window. */
  readonly startBlock?: bigint;
  /** How long to wait for a new block. Default 1,000. */
  readonly pollMs?: number;
  /** How native coin is found; default whatever the node offers. */
  readonly coins?: Tracing | 'balances' | 'off';
  /** How often balances are compared where native coin is found by them. Default 30,000: it asks for every address. */
  readonly coinBalancesMs?: number;
  /** The key that pays for gas. Without it nothing is sent from this process. */
  readonly relayerKey?: Redacted<Hex>;
  /** Wei for each unit of gas, at most. Default 1,000 gwei. */
  readonly highestFee?: bigint;
  /** Default 20,000. */
  readonly stuckAfterMs?: number;
  /** A signed call that is under way for longer is told once as `manual_check`. Default ten minutes. */
  readonly manualCheckMs?: number;
  /** What is to be signed first waits so long at most to hear how far the chain is, and is tried again later. Default 1,000. */
  readonly patienceMs?: number;
  readonly database: Database;
  readonly log: Log;
  /** For what this process remembers by itself. */
  readonly clock: Clock;
  /** By which time what other processes may do as well is due. Default the database's clock. */
  readonly now?: (queries: Queries) => Promise<Date>;
  readonly listeners: Listeners;
  /** How to reach a URL; default HTTP. */
  readonly connect?: (url: string) => Transport;
}

/** A call signed for a threshold account, with what makes the account. */
export interface SignedCall {
  /** Unique on this chain; the same one again changes nothing. */
  readonly key: string;
  readonly publicKey: PublicPoint;
  /** Of the account; default zero. */
  readonly salt?: Hex;
  readonly execute: Execute;
  readonly signature: SchnorrSignature;
}

/** One deposit address to sweep; a null token is the native coin. */
export interface SweepOf {
  readonly holding: Address;
  readonly salt: Hex;
  readonly tokens: readonly (Address | null)[];
}

/** What an operator wants to know of a chain. */
export interface ChainState {
  readonly chain: string;
  /** Whether a node of it did what this process asked for last. */
  readonly answers: boolean;
  readonly block: bigint | undefined;
  readonly halted: string | null;
  readonly relayer: Address | undefined;
  /** What is tried again and again and not sent, the oldest hundred. */
  readonly putOff: readonly PutOff[];
  /** What is confirmed, or has left the chain, and cannot be booked; the oldest hundred. */
  readonly stuck: readonly StuckTransfer[];
}

/** Wei for each unit of gas: 1,000 gwei. */
const defaultHighestFee = 1_000_000_000_000n;

/** What failed less often was a node that was away for a moment. */
const triesToBeShown = 3;

/** The send that makes the factory. */
const factoryKey = 'factory';

/** How often it is looked whether the factory is there, until it is. */
const factoryMs = 60_000;

/** So long a part of a round rests that failed. */
const restMs = 30_000;

const defaultMaxRange = 50;

export type Chain = ReturnType<typeof createChain>;

/**
 * The door to one EVM chain. It knows addresses and no customers: what happens is told to the listeners, in the units of
 * work in which it becomes known.
 */
export function createChain(options: ChainOptions) {
  const { database, chainId, clock, now: commonNow = databaseNow } = options;
  invariant(options.confirmations >= 1, 'a transfer has at least one confirmation, its own block');
  const tokens = options.tokens.map((token) =>
    Object.assign({}, token, { address: getAddress(token.address) }),
  );
  const nodes = createNodes({
    chainId,
    urls: options.rpcUrls,
    connect:
      options.connect ?? ((url) => http(url, { batch: { batchSize: 100 }, retryCount: 0, timeout: 10_000 })),
    log: options.log,
  });
  const relayer: Relayer | undefined = options.relayerKey && {
    account: privateKeyToAccount(options.relayerKey.reveal()),
    highestFee: options.highestFee ?? defaultHighestFee,
    stuckAfterMs: options.stuckAfterMs ?? 20_000,
  };
  let prepared: Promise<ChainContext> | undefined;
  let watching: Watching | undefined;
  let factoryIsThere = false;
  const lastTimes = new Map<string, number>();
  const restsUntil = new Map<string, number>();
  const [unread, unpaid] = [createResting(), createResting()];
  // What the watcher reads at once, it is behind with every block; a reorganisation takes it back, too.
  const maxRange = options.maxRange ?? defaultMaxRange;
  const lag = createLag(BigInt(options.confirmations + maxRange));
  /** Whether something is due again in this process, which it is at first and then after each `everyMs`. */
  const isDue = (what: string, everyMs: number): boolean => {
    const now = clock.now().getTime();
    if (now - (lastTimes.get(what) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    lastTimes.set(what, now);
    return true;
  };

  /** What a part of a round failed with, logged where that is ours. @throws the same where there is no database: nothing else would succeed */
  const told = (error: unknown): unknown => {
    if (isDatabaseGone(error)) throw error;
    if (!(error instanceof NoNode || error instanceof Stuck))
      options.log.error({ err: error, chain: options.name }, 'a part of a round on the chain failed');
    return error;
  };

  /**
   * A part of a round that needs what not every node has, such as old blocks. One that fails holds up no other part: it rests for a
   * while, and the round fails with it at its end.
   */
  const aside = async (what: string, part: () => Promise<boolean>, failures: unknown[]): Promise<boolean> => {
    const now = clock.now().getTime();
    if (now < (restsUntil.get(what) ?? 0)) return false;
    try {
      return await part();
    } catch (error) {
      failures.push(told(error));
      restsUntil.set(what, now + restMs);
      return false;
    }
  };

  /** A part of a round that wants what was read only a moment ago: one that fails is tried in the next round, and holds up no other. */
  const attempt = async (part: () => Promise<number>, failures: unknown[]): Promise<number> => {
    try {
      return await part();
    } catch (error) {
      failures.push(told(error));
      return 0;
    }
  };

  /** Finds out what the nodes can do, once; a failure is tried again. */
  const context = (): Promise<ChainContext> => {
    prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };
  const prepare = async (): Promise<ChainContext> => ({
    ...options,
    tokens,
    everListed: await listTokens(database, { ...options, tokens }),
    window: Math.max(options.window ?? 256, options.confirmations + 1),
    maxRange,
    lag,
    now: commonNow,
    coins: options.coins ?? (await offered()),
    startBlock: options.startBlock,
    nodes,
  });
  /** Which kind of traces a node offers. */
  const offered = (): Promise<Tracing | 'balances'> =>
    nodes.use(async (node) => {
      const head = await readHeader(node, 'latest');
      const offers = (method: string, params: readonly unknown[]): Promise<boolean> =>
        node.request(method, params).then(
          () => true,
          (error: unknown) => {
            // What a node that is away or busy can do is not known: taken for one that cannot, it would be until the next start.
            if (isAway(error)) throw error;
            return false;
          },
        );
      if (await offers('trace_block', [toHexNumber(head?.number ?? 0n)])) return 'parity';
      return (await offers('debug_traceBlockByHash', [head?.hash, { tracer: 'callTracer' }]))
        ? 'traces'
        : 'balances';
    });

  /** Asks a node how far the chain is; of several callers at once one does. */
  let looking: Promise<void> | undefined;
  let hasWaited = false;
  const look = (): Promise<void> => {
    looking ??= Promise.all([
      nodes.use((node) => node.request<Hex>('eth_blockNumber')),
      store.readCursor(database, chainId),
    ])
      .then(([head, cursor]) => cursor && lag.note(BigInt(head), cursor.number))
      // It is asked again, and nodes that fail are logged.
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  /** Waits for the first answer, once: a node that is asked and stands still must not hold up whoever asks for a transfer. */
  const lookFirst = async (): Promise<void> => {
    if (lag.isKnown() || hasWaited) return;
    const patience = new AbortController();
    const timer = sleep(options.patienceMs ?? 1_000, undefined, { signal: patience.signal });
    await Promise.race([look(), timer]);
    patience.abort();
    await timer.catch(() => undefined);
    hasWaited = true;
  };

  const submit = async (
    tx: Tx,
    send: { readonly key: string; readonly to: Address; readonly data: Hex; readonly value?: bigint },
  ): Promise<void> => {
    await sends.insertSend(tx, { chainId, value: 0n, at: await commonNow(tx), ...send });
    tx.afterCommit(() => watching?.wake());
  };

  const chain = {
    name: options.name,
    chainId,
    coin: options.coin,
    tokens,
    confirmations: options.confirmations,

    /** The address of the account of a key; the same on all chains. */
    accountAddress: (key: PublicPoint, salt: Hex = zeroHash): Address => accountAddress(key, salt),
    /** The deposit address that forwards to `holding`; the same on all chains. */
    forwarderAddress: (holding: Address, salt: Hex): Address => forwarderAddress(holding, salt),
    /**
     * Asks the chain itself. To be done before an address is shown: on a chain without our factory, or with another one in
     * its place, what is sent there would be lost.
     *
     * @throws NoNode when a node says otherwise, or none answers
     */
    async checkAddress(
      address: Address,
      of:
        | { readonly publicKey: PublicPoint; readonly salt?: Hex }
        | { readonly holding: Address; readonly salt: Hex },
    ): Promise<void> {
      await nodes.use(async (node) => {
        const code = await node.request<Hex>('eth_getCode', [contracts.factory, 'latest']);
        if (keccak256(code) !== contracts.factoryCodeHash)
          throw new NodeWrong(`chain ${options.name} does not have our factory at ${contracts.factory}`);
        const data =
          'holding' in of
            ? encodeFunctionData({
                abi: factoryAbi,
                functionName: 'predictForwarder',
                args: [of.holding, of.salt],
              })
            : encodeFunctionData({
                abi: factoryAbi,
                functionName: 'predictAccount',
                args: [of.publicKey.x, of.publicKey.y, of.salt ?? zeroHash],
              });
        const answer = await node.request<Hex>('eth_call', [{ to: contracts.factory, data }, 'latest']);
        if (getAddress(`0x${answer.slice(-40)}`) !== getAddress(address))
          throw new NodeWrong(`the factory predicts another address than ${address}`);
      });
    },
    /**
     * Has the relayer put the factory where it stands on every chain, unless it is there; one that was sent and has not come of it
     * is sent anew, ever more seldom, as each costs gas.
     */
    async deployFactory(): Promise<void> {
      const [code, deployer] = await nodes.use((node) =>
        Promise.all(
          [contracts.factory, contracts.deterministicDeployer].map((address) =>
            node.request<Hex>('eth_getCode', [address, 'latest']),
          ),
        ),
      );
      factoryIsThere = code !== '0x';
      if (factoryIsThere) {
        await sends.dropSends(database, chainId, [factoryKey], 'the factory is there');
        return;
      }
      if (deployer === '0x') {
        options.log.error(
          { chain: options.name, address: contracts.deterministicDeployer },
          'the chain does not have the deterministic deployer, by which the factory is made: no address is given out on it',
        );
        return;
      }
      const before = await sends.readSend(database, chainId, factoryKey);
      if (before?.state !== 'done' && before?.state !== 'dropped') {
        await database.work((tx) =>
          submit(tx, { key: factoryKey, to: contracts.deterministicDeployer, data: factoryDeployment }),
        );
        return;
      }
      const { length } = await sends.sendHashes(database, chainId, factoryKey);
      const dueAt = new Date(
        (await commonNow(database)).getTime() + factoryMs * 2 ** Math.min(Math.max(length - 1, 0), 6),
      );
      const why = before.lastError ?? 'the factory did not come of it';
      await sends.requeueSends(database, chainId, [factoryKey], ['done', 'dropped'], dueAt, why);
    },

    /** When the newest block that was read was made, by the chain's own clock, which decides deadlines; undefined before there is one. */
    newestTime: (queries: Queries): Promise<Date | undefined> => store.readNewestTime(queries, chainId),
    /**
     * Why nothing more is to be signed for accounts on this chain now, as a sentence; undefined where something may be. What is in the books
     * may be less than what has left, until all is read that was on the chain when this process began: of a database that was put back
     * from a backup everything of after it.
     */
    async whyWaits(): Promise<string | undefined> {
      await lookFirst();
      const cursor = await store.readCursor(database, chainId);
      if (cursor === undefined) return 'Nothing of the chain is read yet.';
      if (cursor.halted !== null) return `Nothing is sent: ${cursor.halted}`;
      const behind = lag.behind(cursor.number);
      if (behind === undefined) return undefined;
      // Nobody may be watching it in this process. The next try knows more.
      void look();
      return lag.isKnown()
        ? `The chain is read up to block ${cursor.number} of ${cursor.number + behind}: it is not known yet what has left since.`
        : 'No node has said yet how far the chain is, so it is not known what has left.';
    },
    /** A nonce for a call of this account that nobody else gets. */
    nextNonce: (tx: Tx, account: Address): Promise<bigint> => calls.nextAccountNonce(tx, chainId, account),
    /**
     * Follows what becomes of a call that is about to be signed, so that it is known how it ends whether it is ever signed
     * and sent or not; see `settled`. The same one again changes nothing.
     */
    async announceCall(tx: Tx, { key, execute }: Pick<SignedCall, 'key' | 'execute'>): Promise<void> {
      invariant(execute.chainId === chainId, 'a call is sent on the chain that it is signed for');
      await calls.insertCall(tx, {
        chainId,
        key,
        account: getAddress(execute.account),
        nonce: execute.nonce,
        digest: executeDigest(execute),
        deadline: new Date(Number(execute.deadline) * 1000),
        at: await commonNow(tx),
      });
    },
    /** Has a signed call sent after the commit, until it has happened or can no longer happen; see `settled`. */
    async submitCall(tx: Tx, call: SignedCall): Promise<void> {
      const { execute, publicKey, salt = zeroHash, signature } = call;
      invariant(
        accountAddress(publicKey, salt) === getAddress(execute.account),
        'a call is sent by its account',
      );
      await chain.announceCall(tx, call);
      const known = present(await calls.lockCall(tx, chainId, call.key), 'a call that was announced');
      invariant(known.digest === executeDigest(execute), 'what is sent is what was announced');
      // It may be over already: past its deadline, or sent by somebody else.
      if (known.state !== 'pending') return;
      const { x, y } = publicKey;
      const data = encodeFunctionData({
        abi: factoryAbi,
        functionName: 'execute',
        args: [x, y, salt, [...execute.calls], execute.nonce, execute.deadline, signature],
      });
      await submit(tx, { key: call.key, to: contracts.factory, data });
    },
    /** Has deposit addresses swept after the commit, in one chain transaction: at most 100 tokens, or it may want more gas than a block has. */
    async submitSweep(tx: Tx, key: string, sweeps: readonly SweepOf[]): Promise<void> {
      const native: Address = '0x0000000000000000000000000000000000000000';
      const args = sweeps.map(({ holding, salt, tokens }) => ({
        holding,
        salt,
        tokens: tokens.map((token) => token ?? native),
      }));
      const data = encodeFunctionData({ abi: factoryAbi, functionName: 'sweep', args: [args] });
      await submit(tx, { key, to: contracts.factory, data });
    },
    /** Gives up a sweep that got no nonce yet. Answers whether it did: one that was signed may still happen. */
    dropSweep: async (key: string, why: string): Promise<boolean> =>
      (await sends.dropSends(database, chainId, [key], why)) > 0,
    /** Has anything sent by the relayer after the commit. */
    submit,
    /** What is known of something submitted. */
    async readOutgoing(key: string): Promise<{
      readonly call: Call | undefined;
      readonly send: Send | undefined;
      readonly hashes: readonly Hash[];
    }> {
      const [call, send, hashes] = await Promise.all([
        calls.readCall(database, chainId, key),
        sends.readSend(database, chainId, key),
        sends.sendHashes(database, chainId, key),
      ]);
      return { call, send, hashes: hashes.map(({ transactionHash }) => transactionHash) };
    },

    /**
     * Those of these announced calls that are in a block and wait for its confirmations, with how many they have now. Any
     * number of keys; others are left out.
     */
    async waitingCalls(keys: readonly string[]): Promise<ReadonlyMap<string, CallUse>> {
      const [cursor, seen] = await Promise.all([
        store.readCursor(database, chainId),
        calls.callsInBlocks(database, chainId, keys),
      ]);
      return new Map(
        seen.map(({ key, transactionHash, blockNumber }) => {
          // The chain may be walked back between the two readings.
          const blocks = (cursor?.number ?? blockNumber) - blockNumber + 1n;
          const confirmations = blocks < 0n ? 0 : Number(blocks);
          return [key, { transactionHash, blockNumber, confirmations }];
        }),
      );
    },

    /** What a unit of gas may cost now, in wei: twice the base fee, and the tip. */
    async gasPrice(): Promise<bigint> {
      const { maxFee } = await nodes.use((node) => readFees(node, options.highestFee ?? defaultHighestFee));
      return maxFee;
    },

    /** Balances on the chain, in minor units, all at the same block: `confirmed` is the newest that counts; see {@link BalancesAt}. */
    readBalances: async (
      of: readonly BalanceOf[],
      at: BalancesAt = 'confirmed',
    ): Promise<{ readonly block: bigint; readonly balances: readonly bigint[] }> =>
      await readBalances(await context(), of, at),

    /** Compares a transfer of a token with the balances that it left; see {@link readTrial}. */
    readTrial: async (of: TrialOf): Promise<Trial | undefined> => await readTrial(await context(), of),

    /** Whether a chain transaction is in a block, as one of the nodes has it now. */
    isMined: (hash: Hash): Promise<boolean> =>
      nodes.use(async (node) => (await node.request('eth_getTransactionReceipt', [hash])) !== null),

    async state(): Promise<ChainState> {
      const [cursor, putOff, stuck] = await Promise.all([
        store.readCursor(database, chainId),
        sends.sendsPutOff(database, chainId, triesToBeShown),
        listStuck(database, chainId),
      ]);
      return {
        chain: options.name,
        answers: nodes.answer(),
        block: cursor?.number,
        halted: cursor?.halted ?? null,
        relayer: relayer?.account.address,
        putOff,
        stuck,
      };
    },
    /** For the operator: what could not be booked is tried with the next round. Answers how many. */
    async retryStuck(): Promise<number> {
      const retried = await retryStuck(database, chainId, await commonNow(database));
      watching?.wake();
      return retried;
    },
    /** For the operator, after a reorganisation deeper than the window: takes back all above `block` and goes on from there. */
    resume: async (block: bigint): Promise<void> => walkBackTo(await context(), block),

    /** One round of everything. Answers whether anything was done, so whether another round at once is worth it. */
    async round(): Promise<boolean> {
      const shared = await context();
      const failures: unknown[] = [];
      // Before the blocks that the chain has there now are read.
      const takenBack =
        (await attempt(() => takeBackLeft(shared), failures)) +
        (await attempt(() => takeBackLeftSpent(shared), failures));
      const step = await advance(shared).catch((error: unknown): Advance => {
        if (error instanceof NoNode) throw error;
        failures.push(told(error));
        return 'idle';
      });
      if (
        shared.coins === 'balances' &&
        step !== 'halted' &&
        isDue('balances', options.coinBalancesMs ?? 30_000)
      )
        await aside('balances', () => compareBalances(shared).then(() => true), failures);
      const confirmed = await attempt(() => confirm(shared, unread), failures);
      const expired = await aside('overdue calls', async () => (await expire(shared)) > 0, failures);
      const scanned = step !== 'halted' && (await aside('old blocks', () => backScan(shared), failures));
      const finished = relayer === undefined ? 0 : await attempt(() => finish(shared, unpaid), failures);
      if (relayer !== undefined && !factoryIsThere && isDue('factory', factoryMs))
        await aside('factory', () => chain.deployFactory().then(() => false), failures);
      const sent = relayer === undefined ? 0 : await relay(shared, relayer);
      if (isDue('late calls', 5_000)) await tellLate(shared, options.manualCheckMs ?? 600_000);
      if (failures.length > 0) throw failures[0];
      return (
        step === 'moved' ||
        step === 'walked back' ||
        scanned ||
        expired ||
        takenBack + confirmed + finished + sent > 0
      );
    },
    /** Does rounds until stopped; of several processes one at a time. */
    start(): Watching {
      watching = watch({
        round: () => chain.round(),
        pollMs: options.pollMs ?? 1_000,
        lease: `chain ${chainId}`,
        database,
        log: options.log.child({ chain: options.name }),
      });
      return watching;
    },
  };
  return chain;
}
