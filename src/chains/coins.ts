import { getAddress } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import type { Header } from './blocks.ts';
import { NodeWrong } from './nodes.ts';
import type { ChainNode } from './nodes.ts';

/** Native coin that moved in a transaction. */
export interface CoinMove {
  readonly transactionHash: Hash;
  /** The place among all movements of its transaction, in the order in which they were made. */
  readonly ordinal: number;
  /** Null where it is not known. */
  readonly from: Address | null;
  readonly to: Address;
  readonly amount: bigint;
}

/** A frame of geth's call tracer. */
interface Frame {
  readonly type: string;
  readonly from: Address;
  readonly to?: Address;
  readonly value?: Hex;
  readonly error?: string;
  readonly calls?: readonly Frame[];
}

interface Traced {
  readonly txHash?: Hash;
  readonly result?: Frame;
  readonly error?: string;
}

/** Frames that carry value; a delegate call only repeats the value of the frame around it. */
const moving = new Set(['CALL', 'CREATE', 'CREATE2', 'SELFDESTRUCT']);

/**
 * Native coin that moved in a block, calls within calls included, from the node's traces (`debug_traceBlockByHash`).
 *
 * @throws NodeWrong when the answer is not of all transactions of the block
 */
export async function readCoinMoves(
  node: ChainNode,
  { hash, number, transactions }: Pick<Header, 'hash' | 'number' | 'transactions'>,
): Promise<readonly CoinMove[]> {
  if (transactions.length === 0) return [];
  const tracer = { tracer: 'callTracer' };
  const traces = await node.request<readonly Traced[]>('debug_traceBlockByHash', [hash, tracer]);
  if (traces.length < transactions.length)
    throw new NodeWrong(`traces are missing in its answer for block ${number}`);
  return transactions.flatMap((transactionHash, at) => {
    // Older nodes do not name the transaction and answer in the order of the block.
    const traced = traces.find(({ txHash }) => txHash === transactionHash) ?? traces[at];
    if (traced?.result === undefined) throw new NodeWrong(`it could not trace ${transactionHash}`);
    return movesIn(traced.result).map((move, ordinal) => Object.assign({ transactionHash, ordinal }, move));
  });
}

function movesIn(frame: Frame): readonly Pick<CoinMove, 'from' | 'to' | 'amount'>[] {
  // A frame that failed takes everything inside it back.
  if (frame.error !== undefined) return [];
  const amount = BigInt(frame.value ?? '0x0');
  const own =
    amount > 0n && moving.has(frame.type) && frame.to !== undefined
      ? [{ from: getAddress(frame.from), to: getAddress(frame.to), amount }]
      : [];
  return [...own, ...(frame.calls ?? []).flatMap(movesIn)];
}
