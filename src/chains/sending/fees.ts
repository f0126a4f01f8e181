import type { Hex } from 'viem';
import { present } from '../../kernel/assert.ts';
import type { ChainNode } from '../nodes.ts';

/** What a transaction offers for each unit of gas, in wei (EIP-1559). */
export interface Fees {
  readonly maxFee: bigint;
  readonly priorityFee: bigint;
}

/** What a transaction is made with now. */
export interface Quote extends Fees {
  /** So much gas a transaction may have. */
  readonly mostGas: bigint;
}

const gwei = 1_000_000_000n;

/** A transaction with more is taken by no node of a chain with EIP-7825, and nothing that we send needs as much. */
const mostOfAnyChain = 2n ** 24n;

/** What gets a transaction into the next blocks: the tip that the node suggests, and twice the base fee beside it; and how much gas it may have. */
export async function readFees(node: ChainNode, highest: bigint): Promise<Quote> {
  const [block, tip] = await Promise.all([
    node.request<{ readonly baseFeePerGas?: Hex; readonly gasLimit?: Hex } | null>('eth_getBlockByNumber', [
      'latest',
      false,
    ]),
    // Not every node suggests one.
    node.request<Hex>('eth_maxPriorityFeePerGas').catch(() => null),
  ]);
  const { baseFeePerGas, gasLimit } = present(block, 'the newest block');
  const base = BigInt(baseFeePerGas ?? '0x0');
  const ofBlock = gasLimit === undefined ? mostOfAnyChain : BigInt(gasLimit);
  const mostGas = ofBlock < mostOfAnyChain ? ofBlock : mostOfAnyChain;
  const priorityFee = tip === null ? 2n * gwei : BigInt(tip);
  const maxFee = 2n * base + priorityFee;
  return maxFee <= highest
    ? { maxFee, priorityFee, mostGas }
    : { maxFee: highest, priorityFee: priorityFee < highest ? priorityFee : highest, mostGas };
}

/**
 * What replaces a transaction with the same nonce: nodes want at least a tenth more of both fees. Undefined when that would
 * be more than the highest fee that may be paid; then the one before stays.
 */
export function bumped(before: Fees, now: Fees, highest: bigint): Fees | undefined {
  const more = (fee: bigint, floor: bigint): bigint => {
    const least = fee + fee / 8n + 1n;
    return floor > least ? floor : least;
  };
  const fees = {
    maxFee: more(before.maxFee, now.maxFee),
    priorityFee: more(before.priorityFee, now.priorityFee),
  };
  return fees.maxFee > highest ? undefined : fees;
}

/**
 * What a transaction that is not mined yet is sent again with: ever more while it only waits for somebody to take it. While it waits
 * for something else, more fees do not help, and would all be paid in the end: then no more than what is usual by now. Undefined
 * is as before.
 */
export function feesAgain(
  before: Fees,
  usual: Fees,
  highest: bigint,
  waitsFor: 'a block' | 'something else',
): Fees | undefined {
  const isUsual = before.maxFee >= usual.maxFee && before.priorityFee >= usual.priorityFee;
  return waitsFor === 'something else' && isUsual ? undefined : bumped(before, usual, highest);
}
