import type { Address, Hash } from 'viem';
import { present } from '../kernel/assert.ts';
import { balancesAt } from './balances.ts';
import { readHeader, readLogs } from './watching/blocks.ts';
import type { PlacedLog } from './watching/blocks.ts';
import type { ChainContext } from './context.ts';
import { readTransfer } from './watching/find.ts';
import { NodeBehind } from './nodes.ts';
import type { ChainNode } from './nodes.ts';

/** What a transfer of a token did: by its logs, and by the balances before and after its block. Minor units. */
export interface Trial {
  readonly transactionHash: Hash;
  readonly from: Address;
  readonly to: Address;
  /** What the logs of its transaction say that went from the one to the other. */
  readonly moved: bigint;
  /** Whether the logs say that anything went elsewhere from the sender, in the same transaction. */
  readonly elsewhere: boolean;
  /** What the balances of the two changed by in the block, and what all logs of the block say that they should have. */
  readonly sender: Change;
  readonly receiver: Change;
  /** Whether the token did just what its logs say, and sent all to the one receiver. */
  readonly exact: boolean;
}

interface Change {
  readonly byBalance: bigint;
  readonly byLogs: bigint;
}

/** Which transfer to look at; addresses with their checksum. */
export interface TrialOf {
  readonly transactionHash: Hash;
  readonly token: Address;
  readonly from: Address;
  readonly to: Address;
}

/**
 * Compares a transfer that was mined with the balances that it left, of the sender and of the receiver. To be done soon: a
 * node may forget the balances of a hundred blocks ago. Undefined for one that is not on the chain.
 *
 * @throws NoNode when no node has its block, or the balances before it
 */
export async function readTrial(context: ChainContext, of: TrialOf): Promise<Trial | undefined> {
  return await context.nodes.use(async (node) => {
    const receipt = await node.request<{ readonly blockHash: Hash } | null>('eth_getTransactionReceipt', [
      of.transactionHash,
    ]);
    return receipt === null ? undefined : await compare(node, of, receipt.blockHash);
  });
}

async function compare(node: ChainNode, of: TrialOf, hash: Hash): Promise<Trial> {
  const { transactionHash, token, from, to } = of;
  const header = await readHeader(node, { hash });
  if (header === undefined) throw new NodeBehind(`it does not have block ${hash}`);
  const parties = [from, to].map((address) => ({ address, token }));
  const logs = present((await readLogs(node, [header])).get(hash), 'the logs of a block');
  const [before, after] = await Promise.all([
    balancesAt(node, parties, header.number - 1n, header.parentHash),
    balancesAt(node, parties, header.number, hash),
  ]);
  const transfers = transfersOf(logs, token);
  const change = (party: Address, at: 0 | 1): Change => ({
    byBalance: (after[at] ?? 0n) - (before[at] ?? 0n),
    byLogs: transfers.reduce(
      (sum, transfer) =>
        sum +
        (transfer.to === party ? transfer.amount : 0n) -
        (transfer.from === party ? transfer.amount : 0n),
      0n,
    ),
  });
  const sent = transfers.filter((transfer) => transfer.hash === transactionHash && transfer.from === from);
  const moved = sent.reduce((sum, transfer) => sum + (transfer.to === to ? transfer.amount : 0n), 0n);
  const elsewhere = sent.some((transfer) => transfer.to !== to);
  const [sender, receiver] = [change(from, 0), change(to, 1)];
  const exact =
    moved > 0n && !elsewhere && sender.byBalance === sender.byLogs && receiver.byBalance === receiver.byLogs;
  return { transactionHash, from, to, moved, elsewhere, sender, receiver, exact };
}

function transfersOf(logs: readonly PlacedLog[], token: Address) {
  const listed = new Set([token.toLowerCase()]);
  return logs.flatMap(({ log }) => {
    const found = readTransfer(log, listed);
    if (found === undefined || found.from === null || found.to === null || found.amount === null) return [];
    return [{ hash: log.transactionHash, from: found.from, to: found.to, amount: found.amount }];
  });
}
