import { concat, getAddress, keccak256, stringToHex, toHex } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { toHexNumber } from './blocks.ts';
import type { Header } from './blocks.ts';
import { isAway, NodeWrong } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';

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

type Block = Pick<Header, 'hash' | 'number' | 'transactions'>;
type Move = Pick<CoinMove, 'from' | 'to' | 'amount'>;
/** What moved in each transaction that the node has traced. */
type Moves = ReadonlyMap<Hash, readonly Move[]>;

/**
 * Native coin that moved in a block, calls within calls included, from the node's traces.
 *
 * @throws NodeWrong when the answer is not of all transactions of the block
 */
export async function readCoinMoves(
  node: ChainNode,
  block: Block,
  tracing: Tracing = 'traces',
): Promise<readonly CoinMove[]> {
  const { number, transactions } = block;
  if (transactions.length === 0) return [];
  const usual = tracing === 'parity' ? await readParity(node, block) : await readTraces(node, block, {});
  const isMissing = (hash: Hash): boolean => !usual.has(hash);
  const rest: Moves = transactions.some(isMissing) ? await readSynced(node, block) : new Map();
  const synced = syncedIn(block);
  return transactions.flatMap((transactionHash) => {
    const moves = usual.get(transactionHash) ?? rest.get(transactionHash);
    if (moves === undefined && transactionHash !== synced)
      throw new NodeWrong(`traces are missing in its answer for block ${number}`);
    return (moves ?? []).map((move, ordinal) => Object.assign({ transactionHash, ordinal }, move));
  });
}

/**
 * The transaction by which Polygon does in some blocks what was wanted of it on Ethereum: in the list of the block and, until PIP-74, not in
 * the block itself. Its hash is made from the block's (`GetDerivedBorTxHash` of bor).
 */
const syncedIn = ({ hash, number }: Block): Hash =>
  keccak256(concat([stringToHex('matic-bor-receipt-'), toHex(number, { size: 8 }), hash]));

/** The traces once more with that transaction, which nodes of Polygon leave out unless they are asked for it, and some cannot trace. */
async function readSynced(node: ChainNode, block: Block): Promise<Moves> {
  try {
    return await readTraces(node, block, { borTraceEnabled: true });
  } catch (error) {
    if (isAway(error)) throw error;
    return new Map();
  }
}

async function readTraces(
  node: ChainNode,
  { hash, transactions }: Block,
  options: { readonly borTraceEnabled?: true },
): Promise<Moves> {
  const traces = await node.request<readonly Traced[]>('debug_traceBlockByHash', [
    hash,
    { tracer: 'callTracer', ...options },
  ]);
  const isAll = traces.length >= transactions.length;
  return new Map(
    transactions.flatMap((transactionHash, at) => {
      // Older nodes do not name the transaction and answer in the order of the block; or they misname one.
      const inPlace = isAll || traces[at]?.txHash === undefined ? traces[at] : undefined;
      const traced = traces.find(({ txHash }) => txHash === transactionHash) ?? inPlace;
      return traced?.result === undefined ? [] : [[transactionHash, movesIn(traced.result)] as const];
    }),
  );
}

function movesIn(frame: Frame): readonly Move[] {
  // A frame that failed takes everything inside it back.
  if (frame.error !== undefined) return [];
  const amount = BigInt(frame.value ?? '0x0');
  const own =
    amount > 0n && moving.has(frame.type) && frame.to !== undefined
      ? [{ from: getAddress(frame.from), to: getAddress(frame.to), amount }]
      : [];
  return [...own, ...(frame.calls ?? []).flatMap(movesIn)];
}

async function readParity(node: ChainNode, { hash, number, transactions }: Block): Promise<Moves> {
  const traces = await node.request<readonly ParityTrace[] | null>('trace_block', [toHexNumber(number)]);
  const ofTransaction = Map.groupBy(
    (traces ?? []).filter((trace) => trace.transactionHash !== undefined),
    ({ transactionHash }) => transactionHash,
  );
  return new Map(
    transactions.flatMap((transactionHash) => {
      const own = ofTransaction.get(transactionHash);
      if (own === undefined) return [];
      // It is asked for by number: what it answers may be of another branch.
      if (own.some(({ blockHash }) => blockHash !== hash))
        throw new NodeWrong(`its traces of block ${number} are of another branch`);
      const failed = own.filter(({ error }) => error !== undefined).map(({ traceAddress }) => traceAddress);
      const moves = own
        .filter(({ traceAddress }) => !failed.some((around) => isWithin(traceAddress, around)))
        .flatMap(parityMove);
      return [[transactionHash, moves] as const];
    }),
  );
}

/** Whether a call is this one or within it. */
const isWithin = (place: readonly number[], around: readonly number[]): boolean =>
  around.every((number, depth) => place[depth] === number);

function parityMove({ type, action, result }: ParityTrace): readonly Move[] {
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
