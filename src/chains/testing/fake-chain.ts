import { HttpRequestError, toEventSelector, toHex } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { bloomOf } from '../watching/bloom.ts';
import type { RawLog } from '../watching/blocks.ts';
import type { Random } from './random.ts';

/*
 * A chain in memory, with nodes that serve it as real ones do on a bad day. It stands for somebody else's network, which no
 * real node can be made to play: branches of any depth, nodes on different branches, answers that lie.
 */

/** A movement in a transaction: of a token, or native coin. */
export interface FakeMove {
  readonly token: Address | null;
  readonly from: Address;
  readonly to: Address;
  readonly amount: bigint;
}

export interface FakeTransaction {
  readonly hash: Hash;
  readonly moves: readonly FakeMove[];
}

export interface FakeBlock {
  readonly number: number;
  readonly hash: Hash;
  readonly parentHash: Hash;
  readonly transactions: readonly FakeTransaction[];
  readonly logs: readonly RawLog[];
  readonly bloom: Hex;
}

export interface FakeChain {
  /** The branch that counts, from block 0. */
  readonly blocks: () => readonly FakeBlock[];
  mine(transactions: readonly FakeTransaction[]): void;
  /** Takes the last `depth` blocks back and answers their transactions. */
  rollback(depth: number): readonly FakeTransaction[];
  /** Goes back to the branch that the last rollback left, longer than this one by now. False when there is none. */
  comeBack(): boolean;
}

export interface FakeNode {
  request(call: { readonly method: string; readonly params?: unknown }): Promise<unknown>;
  /** Takes over the branch that counts. */
  sync(): void;
  /** From now on it does everything right, and follows at once. */
  heal(): void;
  /** After so many requests more it is as if the process that asks were gone: everything fails. */
  dieAfter(requests: number): void;
}

const transferTopic = toEventSelector('Transfer(address,address,uint256)');
const word = (address: Address): Hex => `0x${address.slice(2).toLowerCase().padStart(64, '0')}`;

let hashes = 0n;
/** A hash that is nobody else's. */
export const freshHash = (): Hash => toHex(++hashes, { size: 32 });

export function createFakeChain(): FakeChain {
  const blocks: FakeBlock[] = [];
  let left: readonly FakeBlock[] = [];
  const mine = (transactions: readonly FakeTransaction[]): void => {
    const hash = freshHash();
    const logs = transactions
      .flatMap(({ hash: transactionHash, moves }) =>
        moves.flatMap(({ token, from, to, amount }) =>
          token === null ? [] : [{ transactionHash, token, from, to, amount }],
        ),
      )
      .map(({ transactionHash, token, from, to, amount }, at) => ({
        address: token.toLowerCase() as Address,
        topics: [transferTopic, word(from), word(to)],
        data: toHex(amount, { size: 32 }),
        blockHash: hash,
        transactionHash,
        logIndex: toHex(at),
      }));
    blocks.push({
      number: blocks.length,
      hash,
      parentHash: blocks.at(-1)?.hash ?? freshHash(),
      transactions,
      logs,
      bloom: `0x${bloomOf(logs).toString('hex')}`,
    });
  };
  mine([]);
  return {
    blocks: () => blocks,
    mine,
    rollback(depth) {
      left = [...blocks];
      return blocks.splice(blocks.length - depth).flatMap(({ transactions }) => transactions);
    },
    comeBack() {
      const length = blocks.length;
      const fork = left.findIndex((block, at) => block !== blocks[at]);
      if (fork < 0 || length - fork > 64) return false;
      blocks.splice(0, length, ...left);
      left = [];
      while (blocks.length <= length) mine([]);
      return true;
    },
  };
}

/** @param trouble how often a request meets some, 0 to 1 */
export function createFakeNode(chain: FakeChain, chainId: number, random: Random, trouble: number): FakeNode {
  let view = [...chain.blocks()];
  let healthy = false;
  let left = Number.POSITIVE_INFINITY;
  const sync = (): void => void (view = [...chain.blocks()]);

  const methods: Record<string, (...params: never[]) => unknown> = {
    eth_chainId: () => toHex(chainId),
    eth_getBlockByNumber: (name: Hex | 'latest') =>
      blockOf(name === 'latest' ? view.at(-1) : view[Number(name)]),
    eth_getBlockByHash: (hash: Hash) => blockOf(view.find((block) => block.hash === hash)),
    eth_getLogs: (filter: { blockHash?: Hash; fromBlock?: Hex; toBlock?: Hex }) => {
      if (filter.blockHash !== undefined)
        // As many load-balanced providers do, it answers “nothing” for a block that it does not have.
        return view.find(({ hash }) => hash === filter.blockHash)?.logs ?? [];
      const [from, to] = [Number(filter.fromBlock), Number(filter.toBlock)];
      if (!healthy && to - from > random.between(2, 40))
        throw Object.assign(new Error('query returned more than 10000 results'), { code: -32005 });
      return view.slice(from, to + 1).flatMap(({ logs }) => logs);
    },
    eth_getTransactionReceipt: (hash: Hash) => receiptOf(view, hash),
    eth_getBlockReceipts: (hash: Hash) => {
      const block = view.find((block) => block.hash === hash);
      return block?.transactions.map((transaction) => receiptOf(view, transaction.hash)) ?? null;
    },
    debug_traceBlockByHash: (hash: Hash) =>
      view
        .find((block) => block.hash === hash)
        ?.transactions.map(({ hash: txHash, moves }) => ({ txHash, result: traceOf(moves) })) ?? [],
  };

  return {
    sync,
    heal() {
      healthy = true;
      left = Number.POSITIVE_INFINITY;
      sync();
    },
    dieAfter(requests) {
      left = requests;
    },
    async request({ method, params }) {
      left -= 1;
      if (left < 0) throw new Error('the process is gone');
      if (healthy) sync();
      else if (random.chance(0.1)) sync();
      const bad = !healthy && random.chance(trouble);
      if (bad && random.chance(0.3)) throw tooMany();
      if (bad && random.chance(0.2)) throw new Error('connection reset');
      const answer = methods[method]?.(...(params as never[]));
      if (answer === undefined) throw Object.assign(new Error(`no method ${method}`), { code: -32601 });
      return bad ? spoil(answer, random) : answer;
    },
  };
}

/** An answer as a node gives that has not yet caught up with itself: nothing, or not all of it. */
function spoil(answer: unknown, random: Random): unknown {
  if (!Array.isArray(answer)) return null;
  // The last of a list could be missing without anybody seeing it; any other is missed.
  return random.chance(0.5) ? [] : answer.filter((_, at) => at === answer.length - 1 || random.chance(0.5));
}

const tooMany = (): Error => new HttpRequestError({ url: 'fake', status: 429, body: {} });

const blockOf = (block: FakeBlock | undefined): unknown =>
  block === undefined
    ? null
    : {
        number: toHex(block.number),
        hash: block.hash,
        parentHash: block.parentHash,
        timestamp: toHex(1_700_000_000 + block.number * 2),
        logsBloom: block.bloom,
        transactions: block.transactions.map(({ hash }) => hash),
      };

function receiptOf(view: readonly FakeBlock[], hash: Hash): unknown {
  const block = view.find(({ transactions }) =>
    transactions.some((transaction) => transaction.hash === hash),
  );
  if (block === undefined) return null;
  return {
    transactionHash: hash,
    blockHash: block.hash,
    status: '0x1',
    logs: block.logs.filter(({ transactionHash }) => transactionHash === hash),
  };
}

const traceOf = (moves: readonly FakeMove[]): unknown => ({
  type: 'CALL',
  from: '0x00000000000000000000000000000000000000ee',
  to: '0x00000000000000000000000000000000000000ef',
  value: '0x0',
  calls: moves
    .filter(({ token }) => token === null)
    .map(({ from, to, amount }) => ({ type: 'CALL', from, to, value: toHex(amount) })),
});
