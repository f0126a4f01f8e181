import type { Address, Hash, Hex } from 'viem';
import { invariant, present } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { startAnvil } from '../../platform/services/anvil.ts';
import type { Anvil } from '../../platform/services/anvil.ts';
import { appendJournal, readJournal, readSnapshot, saveSnapshot } from './journal-store.ts';
import type { JournalEntry } from './journal-store.ts';
import { startProxy } from './proxy.ts';
import { createRpc, RpcFailure } from './rpc.ts';
import type { Rpc } from './rpc.ts';

export interface LocalNodeOptions {
  readonly database: Database;
  readonly log: Log;
  readonly clock: Clock;
  readonly chainId: number;
  /** Where it answers; 0 takes a free port. */
  readonly port: number;
  /** So many empty blocks follow a block with transactions, so that what is in it gets its confirmations. */
  readonly blocksAfter: number;
  /** The time between those. */
  readonly blockMs: number;
  /** A journal longer than this is put together at the start. Default 2,000 entries, which play in about 4 s. */
  readonly longestJournal?: number;
  /** Told of each block and each reorganisation, when it is there to be read. */
  readonly onBlock?: () => void;
  /** Told when the node ends though nobody asked it to. */
  readonly onExit?: (sentence: string) => void;
}

export interface LocalNode {
  readonly url: string;
  /**
   * Sends a signed transaction and answers its hash when it is in a block. It may be signed when its turn comes: nothing changes
   * the chain, and with it its sender's nonce, between that and its way into the pool.
   */
  send(transaction: Hex | (() => Promise<Hex>)): Promise<Hash>;
  /** Makes empty blocks. */
  mine(count: number): Promise<void>;
  /**
   * Makes the branch that `plan` wants. It is asked when all that was accepted is in a block, and nothing else changes the
   * chain until the branch is there; undefined leaves the chain as it is. Answers whether there is another branch.
   *
   * @throws Failure VAL when it would take back what was put together at a start
   */
  reorganise(plan: (head: Head) => Promise<Branch | undefined>): Promise<boolean>;
  stop(): Promise<void>;
}

/** The newest block. */
export interface Head {
  readonly number: bigint;
  readonly hash: Hash;
}

/**
 * Another branch of the last `depth` blocks. Every transaction is mined again in its place, but what `replace` answers for it is
 * mined instead, where it answers something: with the same sender and nonce, or its sender's later ones could not be mined.
 * One that the branch does not take, as its sender has too little there, is left out.
 */
export interface Branch {
  readonly depth: number;
  readonly replace: (transaction: MinedTransaction) => Promise<Hex | undefined>;
}

export interface MinedTransaction {
  readonly hash: Hash;
  readonly from: Address;
  readonly nonce: number;
}

/** One moment for all local chains, so that a journal played again gives the same hashes. */
const genesisSeconds = 1_700_000_000;

/** What may be asked of the local node from outside. Anvil's own methods could change the chain beside the journal. */
const readable = /^(eth|net|web3|debug|trace|txpool)_/;

/**
 * Starts the local EVM node, with all blocks that it ever had. It keeps them in memory; what makes them is written into
 * the database before it is done, and is done again at the start: the same blocks with the same hashes, whenever it ended
 * and however. Transactions that were sent and not yet mined are lost then, as they are on any node.
 */
export async function startLocalNode(options: LocalNodeOptions): Promise<LocalNode> {
  const { database, log, clock } = options;
  let stopping = false;
  const { anvil, rpc, shortened, oldest } = await startWithJournal(options, () => stopping);
  let lastSeconds = Number((await head(rpc)).timestamp);
  /** Accepted by the node since the last block, in order. */
  let accepted: Hex[] = [];
  let emptyToCome = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Everything that changes the chain, one after the other. */
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  const nextSeconds = (): number => {
    lastSeconds = Math.max(lastSeconds + 1, Math.floor(clock.now().getTime() / 1000));
    return lastSeconds;
  };

  const mineNow = async (): Promise<void> => {
    const entry: JournalEntry = { kind: 'mine', transactions: accepted, seconds: nextSeconds() };
    await appendJournal(database, [entry]);
    if (accepted.length > 0) emptyToCome = options.blocksAfter;
    accepted = [];
    await rpc('evm_mine', [{ timestamp: entry.seconds }]);
    options.onBlock?.();
  };

  /** Blocks until nothing waits that can be mined, then the empty ones, each after a pause. */
  const mineAccepted = async (): Promise<void> => {
    if (stopping || accepted.length === 0) return;
    // A full block leaves some over; what no block takes (its fee is too low by now) waits for better times.
    for (let before = Number.POSITIVE_INFINITY; ;) {
      await mineNow();
      const waiting = Number((await rpc<{ pending: Hex }>('txpool_status')).pending);
      if (waiting === 0 || waiting >= before) break;
      before = waiting;
    }
    scheduleEmpty();
  };
  const scheduleEmpty = (): void => {
    clearTimeout(timer);
    if (emptyToCome === 0 || stopping) return;
    timer = setTimeout(() => {
      void exclusive(async () => {
        if (stopping || emptyToCome === 0) return;
        emptyToCome -= 1;
        await mineNow();
        scheduleEmpty();
      }).catch((error: unknown) => log.error({ err: error }, 'the local node makes no block'));
    }, options.blockMs);
  };

  /** Takes a transaction and remembers its bytes in the order of the node's pool. */
  const accept = (hand: () => Promise<Hash>): Promise<Hash> =>
    exclusive(async () => {
      const hash = await hand();
      accepted.push(await rpc<Hex>('eth_getRawTransactionByHash', [hash]));
      setImmediate(() => {
        exclusive(mineAccepted).catch((error: unknown) =>
          log.error({ err: error }, 'the local node makes no block'),
        );
      });
      return hash;
    });

  const mine = (count: number): Promise<void> =>
    exclusive(async () => {
      for (let made = 0; made < count; made++) await mineNow();
    });

  // A node that begins with a snapshot knows balances from there on only, and confirmed ones are asked for at once.
  if (shortened) await mine(options.blocksAfter + 1);

  const handle: Rpc = async <T>(method: string, params: readonly unknown[] = []) => {
    if (method === 'eth_sendRawTransaction' || method === 'eth_sendTransaction')
      return (await accept(() => rpc<Hash>(method, params))) as T;
    if (method === 'evm_mine') {
      await mine(1);
      return '0x0' as T;
    }
    if (!readable.test(method) || method === 'eth_sendUnsignedTransaction')
      throw new RpcFailure(-32601, `the local chain does not take ${method}: it would not survive a restart`);
    return await rpc<T>(method, params);
  };
  const proxy = await startProxy(options.port, handle).catch(async (error: unknown) => {
    stopping = true;
    await anvil.stop();
    throw error;
  });

  return {
    url: proxy.url,
    mine,
    async send(transaction) {
      const hash = await accept(async () => {
        const raw = typeof transaction === 'string' ? transaction : await transaction();
        return await rpc<Hash>('eth_sendRawTransaction', [raw]);
      });
      await exclusive(mineAccepted);
      return hash;
    },
    reorganise: (plan) =>
      exclusive(async () => {
        // The node forgets a transaction whose turn it is not after a rollback, though its sender has its hash by now.
        await mineAccepted();
        const { number: newest, hash, timestamp } = await head(rpc);
        const number = Number(newest);
        const branch = await plan({ number: BigInt(newest), hash });
        if (branch === undefined) return false;
        const { depth, replace } = branch;
        invariant(depth >= 1 && depth <= number, 'a reorganisation takes back blocks that are there');
        // Before it is written down, or no start would get past it.
        if (number - depth < oldest)
          throw new Failure(
            'VAL',
            `The local chain cannot take back block ${oldest} and those before it: they were put together when it started. Name a depth of at most ${number - oldest}.`,
          );
        const entries: JournalEntry[] = [{ kind: 'rollback', depth }];
        for (let at = number - depth + 1; at <= number; at++)
          entries.push(await minedAgain(rpc, at, replace));
        // A second later than they were: with the same one, an unchanged block would be the same block.
        lastSeconds = Number(timestamp) + 1;
        await database.work((tx) => appendJournal(tx, entries));
        for (const entry of entries) await perform(rpc, entry);
        options.onBlock?.();
        emptyToCome = options.blocksAfter;
        scheduleEmpty();
        return true;
      }),
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await proxy.stop();
      await turn;
      await anvil.stop();
    },
  };
}

/** A node that was started, and what it was started with. */
interface Started {
  readonly anvil: Anvil;
  readonly rpc: Rpc;
  /** It begins with what was put together just now. */
  readonly shortened: boolean;
  /** The oldest block that it can go back to. */
  readonly oldest: number;
}

/** The node with everything done that the journal has. A long journal is put together into a snapshot on the way. */
async function startWithJournal(options: LocalNodeOptions, isStopping: () => boolean): Promise<Started> {
  const { database, chainId, log } = options;
  /** `made` is told of each node at once, so that none is left behind. */
  const start = async (made: Anvil[], state: Hex | undefined): Promise<Omit<Started, 'shortened'>> => {
    const anvil = await startAnvil({
      chainId,
      genesisSeconds,
      onExit: (sentence) => {
        if (!isStopping() && made.includes(anvil)) options.onExit?.(sentence);
      },
    });
    made.push(anvil);
    const rpc = createRpc(anvil.url);
    if (state !== undefined) await rpc('anvil_loadState', [state]);
    return { anvil, rpc, oldest: Number((await head(rpc)).number) };
  };
  const running: Anvil[] = [];
  try {
    const snapshot = await readSnapshot(database);
    const first = await start(running, snapshot?.state);
    let played = 0;
    let last = snapshot?.sequence ?? 0n;
    for await (const { sequence, entry } of readJournal(database, last)) {
      await perform(first.rpc, entry);
      played += 1;
      last = sequence;
    }
    log.info({ entries: played }, 'the local chain is as it was');
    if (played <= (options.longestJournal ?? 2_000)) return { ...first, shortened: false };

    const state = await first.rpc<Hex>('anvil_dumpState');
    await database.work((tx) => saveSnapshot(tx, { sequence: last, state }));
    // Block hashes depend on how many blocks a node has made since it started, so go on as every later start will.
    running.length = 0;
    await first.anvil.stop();
    return { ...(await start(running, state)), shortened: true };
  } catch (error) {
    // It is tried again and again: each one left behind would take its memory.
    await Promise.all(running.splice(0).map((anvil) => anvil.stop()));
    throw error;
  }
}

async function perform(rpc: Rpc, entry: JournalEntry): Promise<void> {
  if (entry.kind === 'rollback') {
    await rpc('anvil_rollback', [entry.depth]);
    return;
  }
  for (const raw of entry.transactions) {
    try {
      await rpc('eth_sendRawTransaction', [raw]);
    } catch (error) {
      // On another branch its sender may not have what it spends. It is left out live and whenever this is played again.
      if (!(error instanceof RpcFailure)) throw error;
    }
  }
  await rpc('evm_mine', [{ timestamp: entry.seconds }]);
}

/** What makes a block again, on another branch. */
async function minedAgain(
  rpc: Rpc,
  number: number,
  replace: (transaction: MinedTransaction) => Promise<Hex | undefined>,
): Promise<JournalEntry> {
  const block = present(
    await rpc<{
      timestamp: Hex;
      transactions: readonly { hash: Hash; from: Address; nonce: Hex }[];
    } | null>('eth_getBlockByNumber', [`0x${number.toString(16)}`, true]),
    `block ${number}`,
  );
  const transactions: Hex[] = [];
  for (const { hash, from, nonce } of block.transactions)
    transactions.push(
      (await replace({ hash, from, nonce: Number(nonce) })) ??
        (await rpc<Hex>('eth_getRawTransactionByHash', [hash])),
    );
  return { kind: 'mine', transactions, seconds: Number(block.timestamp) + 1 };
}

async function head(
  rpc: Rpc,
): Promise<{ readonly number: Hex; readonly hash: Hash; readonly timestamp: Hex }> {
  const block = await rpc<{ number: Hex; hash: Hash; timestamp: Hex } | null>('eth_getBlockByNumber', [
    'latest',
    false,
  ]);
  return present(block, 'the newest block');
}
