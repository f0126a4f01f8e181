import { encodeFunctionData } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { present } from '../kernel/assert.ts';
import { testTokenAbi } from './abi.ts';
import { readHeader, toHexNumber } from './blocks.ts';
import { confirmedBlock } from './context.ts';
import type { ChainContext } from './context.ts';
import { NodeBehind } from './nodes.ts';
import type { ChainNode } from './nodes.ts';
import { readBlock, readCursor } from './store.ts';

/** Whose balance of what; a null token is the native coin. */
export interface BalanceOf {
  readonly address: Address;
  readonly token: Address | null;
}

/** Balances at one block: the newest with its confirmations, or the newest that was read. */
export async function readBalances(
  context: ChainContext,
  of: readonly BalanceOf[],
  at: 'confirmed' | 'latest',
): Promise<{ readonly block: bigint; readonly balances: readonly bigint[] }> {
  const cursor = present(await readCursor(context.database, context.chainId), 'a chain that was read');
  const newest = at === 'latest' ? cursor.number : confirmedBlock(context, cursor);
  const number = newest > 0n ? newest : 0n;
  const block = await readBlock(context.database, context.chainId, number);
  const balances = await context.nodes.use((node) => balancesAt(node, of, number, block?.hash));
  return { block: number, balances };
}

/** @throws NodeBehind when the node has another block there than `hash` */
export async function balancesAt(
  node: ChainNode,
  of: readonly BalanceOf[],
  number: bigint,
  hash: Hash | undefined,
): Promise<readonly bigint[]> {
  const at = toHexNumber(number);
  const answers = await Promise.all(
    of.map(({ address, token }) => {
      if (token === null) return node.request<Hex>('eth_getBalance', [address, at]);
      const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'balanceOf', args: [address] });
      return node.request<Hex>('eth_call', [{ to: token, data }, at]);
    }),
  );
  // Asked afterwards: the node may have changed branches between the answers.
  const header = await readHeader(node, number);
  if (header === undefined || (hash !== undefined && header.hash !== hash))
    throw new NodeBehind(`it is on another branch at block ${number}`);
  return answers.map((answer) => (answer === '0x' ? 0n : BigInt(answer)));
}
