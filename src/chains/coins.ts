import { getAddress } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { toHexNumber } from './blocks.ts';
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

/**
 * Where native coin is looked for. `traces` is geth's call tracer (`debug_traceBlockByHash`); `parity` is `trace_block`, which
 * anvil answers from memory, where its call tracer runs each transaction after all before it: 7 s for 200 in a block.
 */
export type Tracing = 'traces' | 'parity';

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

/** A line of OpenEthereum's trace module: the calls of a transaction, each before those within it. */
interface ParityTrace {
  readonly type: string;
  readonly error?: string;
  readonly blockHash: Hash;
  readonly transactionHash?: Hash;
  /** Its place: the number of the call in each one around it. */
  readonly traceAddress: readonly number[];
  readonly action: {
    readonly callType?: string;
    readonly from?: Address;
    readonly to?: Address;
    readonly value?: Hex;
    readonly address?: Address;
    readonly refundAddress?: Address;
    readonly balance?: Hex;
  };
  readonly result?: { readonly address?: Address } | null;
}

/**
 * Native coin that moved in a block, calls within calls included, from the node's traces.
 *
 * @throws NodeWrong when the answer is not of all transactions of the block
 */
export async function readCoinMoves(
  node: ChainNode,
  header: Pick<Header, 'hash' | 'number' | 'transactions'>,
  tracing: Tracing = 'traces',
): Promise<readonly CoinMove[]> {
  const { hash, number, transactions } = header;
  if (transactions.length === 0) return [];
  if (tracing === 'parity') return await readParity(node, header);
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

async function readParity(
  node: ChainNode,
  { hash, number, transactions }: Pick<Header, 'hash' | 'number' | 'transactions'>,
): Promise<readonly CoinMove[]> {
  const traces = await node.request<readonly ParityTrace[] | null>('trace_block', [toHexNumber(number)]);
  const ofTransaction = Map.groupBy(
    (traces ?? []).filter((trace) => trace.transactionHash !== undefined),
    ({ transactionHash }) => transactionHash,
  );
  return transactions.flatMap((transactionHash) => {
    const own = ofTransaction.get(transactionHash);
    // It is asked for by number: what it answers may be of another branch.
    if (own === undefined || own.some(({ blockHash }) => blockHash !== hash))
      throw new NodeWrong(`traces are missing in its answer for block ${number}`);
    const failed = own.filter(({ error }) => error !== undefined).map(({ traceAddress }) => traceAddress);
    return own
      .filter(({ traceAddress }) => !failed.some((around) => isWithin(traceAddress, around)))
      .flatMap(parityMove)
      .map((move, ordinal) => Object.assign({ transactionHash, ordinal }, move));
  });
}

/** Whether a call is this one or within it. */
const isWithin = (place: readonly number[], around: readonly number[]): boolean =>
  around.every((number, depth) => place[depth] === number);

function parityMove({
  type,
  action,
  result,
}: ParityTrace): readonly Pick<CoinMove, 'from' | 'to' | 'amount'>[] {
  const amount = BigInt((type === 'suicide' ? action.balance : action.value) ?? '0x0');
  const from = type === 'suicide' ? action.address : action.from;
  const ends: Readonly<Record<string, Address | undefined>> = {
    call: action.callType === undefined || action.callType === 'call' ? action.to : undefined,
    create: result?.address,
    suicide: action.refundAddress,
  };
  const to = ends[type];
  if (amount === 0n || from === undefined || to === undefined) return [];
  return [{ from: getAddress(from), to: getAddress(to), amount }];
}
