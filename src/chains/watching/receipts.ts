import type { Address, Hash, Hex } from 'viem';
import type { RawLog } from './blocks.ts';
import { asError, NodeBehind, NodeWrong } from '../nodes.ts';
import type { ChainNode } from '../nodes.ts';

/** What we need of a receipt. */
export interface Receipt {
  readonly transactionHash: Hash;
  readonly blockHash: Hash;
  readonly status: Hex;
  readonly gasUsed: Hex;
  readonly effectiveGasPrice: Hex;
  /** What a rollup takes beside that for writing the transaction to the chain below it (OP Stack, Scroll). */
  readonly l1Fee?: Hex | null;
  readonly from: Address;
  readonly logs: readonly RawLog[];
}

/** What its sender paid for a transaction beside what it sent, in the smallest units. */
export const gasOf = ({ gasUsed, effectiveGasPrice, l1Fee }: Receipt): bigint =>
  BigInt(gasUsed) * BigInt(effectiveGasPrice) + BigInt(l1Fee ?? 0);

/** With more transactions of a block than this its receipts are asked for all at once. */
const fewReceipts = 4;

/**
 * The receipts of transactions in the blocks where they were seen, or in any block where that is null; of each that the node does not
 * give so, why: NodeBehind when it lacks it, NodeWrong when it has it in another block, or what its request failed with.
 */
export async function readReceipts(
  node: ChainNode,
  of: readonly { readonly transactionHash: Hash; readonly blockHash: Hash | null }[],
): Promise<ReadonlyMap<Hash, Receipt | Error>> {
  const byBlock = new Map<Hash | null, Set<Hash>>();
  for (const { transactionHash, blockHash } of of)
    byBlock.set(blockHash, (byBlock.get(blockHash) ?? new Set()).add(transactionHash));
  const blocks = await Promise.all(
    [...byBlock].map(async ([blockHash, hashes]) => {
      const receipts = await readBlock(node, blockHash, hashes);
      return [...hashes].map((hash) => [hash, checked(hash, blockHash, receipts.get(hash) ?? null)] as const);
    }),
  );
  return new Map(blocks.flat());
}

function checked(hash: Hash, blockHash: Hash | null, receipt: Receipt | Error | null): Receipt | Error {
  if (receipt === null) return new NodeBehind(`it has no receipt of ${hash}`);
  if (receipt instanceof Error || blockHash === null || receipt.blockHash === blockHash) return receipt;
  return new NodeWrong('it gave a receipt of another block');
}

async function readBlock(
  node: ChainNode,
  blockHash: Hash | null,
  hashes: ReadonlySet<Hash>,
): Promise<ReadonlyMap<Hash, Receipt | Error | null>> {
  const known = new Map<Hash, Receipt | Error | null>();
  if (blockHash !== null && hashes.size > fewReceipts) {
    const all = await node
      .request<readonly Receipt[] | null>('eth_getBlockReceipts', [blockHash])
      // Not every node has this method; one by one every node can.
      .catch(() => null);
    for (const receipt of all ?? [])
      if (hashes.has(receipt.transactionHash)) known.set(receipt.transactionHash, receipt);
  }
  await Promise.all(
    [...hashes]
      .filter((hash) => !known.has(hash))
      .map(async (hash) => {
        const answer = node.request<Receipt | null>('eth_getTransactionReceipt', [hash]);
        known.set(hash, await answer.catch(asError));
      }),
  );
  return known;
}
