import { stateOf } from './chain-states.ts';
import type { WalletChain, WalletMovement } from './types.ts';

/**
 * Movements as they are now: of a deposit that waits, the blocks that it has by what was read of its chain, its own
 * included. Others keep what they had when they were decided, and so does one whose chain cannot be asked.
 */
export async function countConfirmations(
  chains: readonly WalletChain[],
  movements: readonly WalletMovement[],
): Promise<readonly WalletMovement[]> {
  const names = new Set(movements.filter(isWaiting).map(({ chain }) => chain));
  if (names.size === 0) return movements;
  const heights = new Map(
    await Promise.all(
      chains
        .filter(({ name }) => names.has(name))
        .map(async (chain) => [chain.name, (await stateOf(chain))?.block] as const),
    ),
  );
  return movements.map((movement) => {
    const height = heights.get(movement.chain);
    if (!isWaiting(movement) || height === undefined) return movement;
    // A chain that is walked back meanwhile is shorter than where the deposit was; it is about to be cancelled.
    const blocks = height - (movement.blockNumber ?? height) + 1n;
    return Object.assign({}, movement, { confirmations: blocks < 0n ? 0 : Number(blocks) });
  });
}

const isWaiting = ({ operation, state, blockNumber }: WalletMovement): boolean =>
  operation === 'DEPOSIT' && state === 'PENDING' && blockNumber !== null;
