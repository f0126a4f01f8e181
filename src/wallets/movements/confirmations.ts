import type { CallUse, Chain } from '../../chains/index.ts';
import { chainNow } from '../chain-states.ts';
import { callKey } from '../outgoing/ask.ts';
import type { WalletChain, WalletMovement } from '../types.ts';

/** A chain as it is now: its newest block that was read, and which calls are in blocks and wait for confirmations. */
interface Now {
  readonly height: bigint | undefined;
  readonly calls: ReadonlyMap<string, CallUse>;
}

/**
 * Movements as they are now: of a deposit that waits, the blocks that it has by what was read of its chain, its own
 * included; of what leaves, the same once it is in a block, with the chain transaction and the block. Others keep what they
 * had when they were decided, and so does one whose chain cannot be asked.
 */
export async function countConfirmations(
  chains: readonly WalletChain[],
  movements: readonly WalletMovement[],
): Promise<readonly WalletMovement[]> {
  const waiting = Map.groupBy(
    movements.filter((movement) => isArriving(movement) || isLeaving(movement)),
    ({ chain }) => chain,
  );
  if (waiting.size === 0) return movements;
  const found = new Map(
    await Promise.all(
      chains.flatMap((chain) => {
        const here = waiting.get(chain.name);
        const adapter = chainNow(chain);
        if (here === undefined || adapter === undefined) return [];
        return [look(adapter, here).then((now) => [chain.name, now] as const)];
      }),
    ),
  );
  return movements.map((movement) => {
    const now = found.get(movement.chain);
    if (now === undefined) return movement;
    if (isArriving(movement)) return arriving(movement, now);
    return isLeaving(movement) ? leaving(movement, now) : movement;
  });
}

async function look(chain: Chain, movements: readonly WalletMovement[]): Promise<Now> {
  const keys = movements.filter(isLeaving).map(keyOf);
  const [state, calls] = await Promise.all([
    movements.some(isArriving) ? chain.state() : undefined,
    keys.length === 0 ? new Map<string, CallUse>() : chain.waitingCalls(keys),
  ]);
  return { height: state?.block, calls };
}

function arriving(movement: WalletMovement, { height }: Now): WalletMovement {
  if (height === undefined) return movement;
  // A chain that is walked back meanwhile is shorter than where the deposit was; it is about to be cancelled.
  const blocks = height - (movement.blockNumber ?? height) + 1n;
  return { ...movement, confirmations: blocks < 0n ? 0 : Number(blocks) };
}

function leaving(movement: WalletMovement, { calls }: Now): WalletMovement {
  const use = calls.get(keyOf(movement));
  return use === undefined ? { ...movement, confirmations: 0 } : { ...movement, ...use };
}

const keyOf = ({ company, id }: WalletMovement): string => callKey({ company, movement: id });

const isArriving = ({ operation, state, blockNumber }: WalletMovement): boolean =>
  operation === 'DEPOSIT' && state === 'PENDING' && blockNumber !== null;

/** What goes nowhere but into the books is over at once. */
const isLeaving = ({ operation, state }: WalletMovement): boolean =>
  operation !== 'DEPOSIT' && (state === 'PENDING' || state === 'PROCESSING');
