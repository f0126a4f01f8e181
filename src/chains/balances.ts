import { encodeFunctionData } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { present } from '../kernel/assert.ts';
import { testTokenAbi } from './abi.ts';
import { readHeader, toHexNumber } from './watching/blocks.ts';
import { confirmedBlock } from './context.ts';
import type { ChainContext } from './context.ts';
import { isAway, NodeBehind, oneLine } from './nodes.ts';
import type { ChainNode } from './nodes.ts';
import { readBlock, readCursor, readToldBlocks } from './store.ts';
import type { Cursor } from './store.ts';

/** Whose balance of what; a null token is the native coin. */
export interface BalanceOf {
  readonly address: Address;
  readonly token: Address | null;
}

/**
 * At which block: the newest that was read; the newest with its confirmations; or one of which everything that concerns us was told
 * as confirmed, and of later ones nothing. That is an older one while the watcher has read on and not told, and a newer one while
 * blocks that confirmed something are made again.
 */
export type BalancesAt = 'latest' | 'confirmed' | 'booked';

/** Balances at one block. */
export async function readBalances(
  context: ChainContext,
  of: readonly BalanceOf[],
  at: BalancesAt,
): Promise<{ readonly block: bigint; readonly balances: readonly bigint[] }> {
  const cursor = present(await readCursor(context.database, context.chainId), 'a chain that was read');
  const newest = await newestBlock(context, cursor, at);
  const number = newest > 0n ? newest : 0n;
  const block = await readBlock(context.database, context.chainId, number);
  const balances = await context.nodes.use((node) => balancesAt(node, of, number, block?.hash));
  return { block: number, balances };
}

async function newestBlock(context: ChainContext, cursor: Cursor, at: BalancesAt): Promise<bigint> {
  if (at === 'latest') return cursor.number;
  const confirmed = confirmedBlock(context, cursor);
  if (at === 'confirmed') return confirmed;
  const { told, untold } = await readToldBlocks(context.database, context.chainId);
  const before = untold === null || untold > confirmed ? confirmed : untold - 1n;
  return told === null || told < before ? before : told;
}

/** @throws NodeBehind when the node has another block there than `hash` */
export async function balancesAt(
  node: ChainNode,
  of: readonly BalanceOf[],
  number: bigint,
  hash: Hash | undefined,
): Promise<readonly bigint[]> {
  const answers =
    hash === undefined
      ? await readAt(node, of, toHexNumber(number))
      : // By its hash: of several nodes behind one address each may be on another branch, whatever the next one says (EIP-1898).
        await readAt(node, of, { blockHash: hash }).catch(async (error: unknown) => {
          if (isAway(error)) throw error;
          if (lacksBlock.test(oneLine(error)))
            throw new NodeBehind(`it is on another branch at block ${number}`, { cause: error });
          // Not every node takes a hash.
          return await readAt(node, of, toHexNumber(number));
        });
  // Asked afterwards: the node may have changed branches between the answers.
  const header = await readHeader(node, number);
  if (header === undefined || (hash !== undefined && header.hash !== hash))
    throw new NodeBehind(`it is on another branch at block ${number}`);
  return answers.map((answer) => (answer === '0x' ? 0n : BigInt(answer)));
}

/** What nodes say of the hash of a block that they do not have. */
const lacksBlock = /(header|block) not found|unknown block|not canonical|out ?of ?range/i;

const readAt = (
  node: ChainNode,
  of: readonly BalanceOf[],
  at: Hex | { readonly blockHash: Hash },
): Promise<readonly Hex[]> =>
  Promise.all(
    of.map(({ address, token }) => {
      if (token === null) return node.request<Hex>('eth_getBalance', [address, at]);
      const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'balanceOf', args: [address] });
      return node.request<Hex>('eth_call', [{ to: token, data }, at]);
    }),
  );
