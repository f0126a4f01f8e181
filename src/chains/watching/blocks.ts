import type { Address, Hash, Hex } from 'viem';
import { present } from '../../kernel/assert.ts';
import { coversBloom } from './bloom.ts';
import { NodeBehind, NodeWrong } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';

/** What we need of a block. */
export interface Header {
  readonly number: bigint;
  readonly hash: Hash;
  readonly parentHash: Hash;
  readonly minedAt: Date;
  readonly logsBloom: Hex;
  readonly transactions: readonly Hash[];
}

/** A log as the node writes it: hex, lower case. */
export interface RawLog {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockHash: Hash;
  readonly transactionHash: Hash;
  readonly logIndex: Hex;
  readonly removed?: boolean;
}

/** A log with its places: in the block, and in the receipt of its transaction. */
export interface PlacedLog {
  readonly log: RawLog;
  readonly logIndex: number;
  readonly ordinal: number;
}

interface RawBlock {
  readonly number: Hex;
  readonly hash: Hash;
  readonly parentHash: Hash;
  readonly timestamp: Hex;
  readonly logsBloom: Hex;
  readonly transactions: readonly Hash[];
}

export const toHexNumber = (number: bigint): Hex => `0x${number.toString(16)}`;

/** The header at a number, by its hash, or the newest one. Undefined when the node does not have it. */
export async function readHeader(
  node: ChainNode,
  which: bigint | 'latest' | { readonly hash: Hash },
): Promise<Header | undefined> {
  const block =
    typeof which === 'object'
      ? await node.request<RawBlock | null>('eth_getBlockByHash', [which.hash, false])
      : await node.request<RawBlock | null>('eth_getBlockByNumber', [
          which === 'latest' ? which : toHexNumber(which),
          false,
        ]);
  return block === null ? undefined : headerOf(block);
}

/**
 * Headers `from` to `to`, in order, checked to follow each other.
 *
 * @throws NodeBehind when one is missing, NodeWrong when they are of different branches (the node changed over meanwhile)
 */
export async function readHeaders(node: ChainNode, from: bigint, to: bigint): Promise<readonly Header[]> {
  const numbers = Array.from({ length: Number(to - from) + 1 }, (_, at) => from + BigInt(at));
  const headers = await Promise.all(numbers.map((number) => readHeader(node, number)));
  return headers.map((header, at) => {
    if (header === undefined) throw new NodeBehind(`it does not have block ${numbers[at]}`);
    if (header.number !== numbers[at]) throw new NodeWrong('it gave another block than was asked for');
    const before = headers[at - 1];
    if (before !== undefined && header.parentHash !== before.hash)
      throw new NodeWrong(`blocks ${before.number} and ${header.number} do not follow each other`);
    return header;
  });
}

function headerOf(block: RawBlock): Header {
  return {
    number: BigInt(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    minedAt: new Date(Number(block.timestamp) * 1000),
    logsBloom: block.logsBloom,
    transactions: block.transactions,
  };
}

/** How many blocks are asked for one by one, each by its hash; more are asked for as a range. */
const nearBlocks = 4;

/**
 * All logs of these consecutive blocks, by block hash, never filtered by the node. Each answer is checked against the
 * blocks' bloom filters, the numbering of the logs and the blocks' hashes, so an empty answer counts only when the node has
 * the block and the block has no logs. A range that the node refuses is asked for in halves.
 *
 * @throws NodeWrong when an answer cannot be all there is
 */
export async function readLogs(
  node: ChainNode,
  headers: readonly Header[],
): Promise<ReadonlyMap<Hash, readonly PlacedLog[]>> {
  const logs = await rawLogs(node, headers);
  const byBlock = new Map<Hash, RawLog[]>(headers.map(({ hash }) => [hash, []]));
  for (const log of logs) {
    const block = byBlock.get(log.blockHash);
    if (block === undefined || log.removed === true) throw new NodeWrong('it gave logs of another branch');
    block.push(log);
  }
  return new Map(headers.map((header) => [header.hash, place(header, byBlock.get(header.hash) ?? [])]));
}

async function rawLogs(node: ChainNode, headers: readonly Header[]): Promise<readonly RawLog[]> {
  if (headers.length <= nearBlocks) {
    const answers = await Promise.all(
      headers.map(({ hash }) => node.request<readonly RawLog[]>('eth_getLogs', [{ blockHash: hash }])),
    );
    return answers.flat();
  }
  const first = present(headers[0], 'the first of the blocks');
  const last = present(headers.at(-1), 'the last of the blocks');
  try {
    const range = { fromBlock: toHexNumber(first.number), toBlock: toHexNumber(last.number) };
    return await node.request<readonly RawLog[]>('eth_getLogs', [range]);
  } catch (error) {
    if (isBusy(error)) throw error;
    const middle = Math.floor(headers.length / 2);
    const lower = await rawLogs(node, headers.slice(0, middle));
    return [...lower, ...(await rawLogs(node, headers.slice(middle)))];
  }
}

/** Too many requests: asking for less at a time would make it worse. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 429;
}

function place(header: Header, logs: readonly RawLog[]): readonly PlacedLog[] {
  const sorted = logs
    .map((log) => ({ log, logIndex: Number(log.logIndex) }))
    .toSorted((one, other) => one.logIndex - other.logIndex);
  if (!sorted.every(({ logIndex }, at) => logIndex === at))
    throw new NodeWrong(`logs are missing in its answer for block ${header.number}`);
  if (!coversBloom(logs, header.logsBloom))
    throw new NodeWrong(`its answer for block ${header.number} does not explain the block's bloom filter`);
  const counts = new Map<Hash, number>();
  return sorted.map(({ log, logIndex }) => {
    const ordinal = counts.get(log.transactionHash) ?? 0;
    counts.set(log.transactionHash, ordinal + 1);
    return { log, logIndex, ordinal };
  });
}
