import type { Address, Hash, Hex } from 'viem';
import type { RawLog } from './blocks.ts';
import { NodeBehind, NodeWrong } from './nodes.ts';
import type { ChainNode } from './nodes.ts';

/** What we need of a receipt. */
export interface Receipt {
  readonly transactionHash: Hash;
  readonly blockHash: Hash;
  readonly status: Hex;
  readonly gasUsed: Hex;
  readonly effectiveGasPrice: Hex;
  readonly from: Address;
  readonly logs: readonly RawLog[];
}

/** With more transactions of a block than this its receipts are asked for all at once. */
const fewReceipts = 4;

/**
 * The receipts of transactions in the blocks where they were seen, or in any block where that is null.
 *
 * @throws NodeBehind when the node lacks one, NodeWrong when it has one in another block
 */
export async function readReceipts(
  node: ChainNode,
  of: readonly { readonly transactionHash: Hash; readonly blockHash: Hash | null }[],
): Promise<ReadonlyMap<Hash, Receipt>> {
  const byBlock = new Map<Hash | null, Set<Hash>>();
  for (const { transactionHash, blockHash } of of)
    byBlock.set(blockHash, (byBlock.get(blockHash) ?? new Set()).add(transactionHash));
  const answers = await Promise.all(
    [...byBlock].map(async ([blockHash, hashes]) => {
      const receipts = await readBlock(node, blockHash, hashes);
      for (const receipt of receipts)
        if (blockHash !== null && receipt.blockHash !== blockHash)
          throw new NodeWrong('it gave a receipt of another block');
      return receipts;
    }),
  );
  const receipts = new Map(answers.flat().map((receipt) => [receipt.transactionHash, receipt]));
  for (const { transactionHash } of of)
    if (!receipts.has(transactionHash)) throw new NodeBehind(`it has no receipt of ${transactionHash}`);
  return receipts;
}

async function readBlock(
  node: ChainNode,
  blockHash: Hash | null,
  hashes: ReadonlySet<Hash>,
): Promise<readonly Receipt[]> {
  if (blockHash !== null && hashes.size > fewReceipts) {
    const all = await node
      .request<readonly Receipt[] | null>('eth_getBlockReceipts', [blockHash])
      // Not every node has this method; one by one every node can.
      .catch(() => null);
    if (all !== null) return all.filter(({ transactionHash }) => hashes.has(transactionHash));
  }
  const receipts = await Promise.all(
    [...hashes].map((hash) => node.request<Receipt | null>('eth_getTransactionReceipt', [hash])),
  );
  return receipts.filter((receipt) => receipt !== null);
}
