import { NoNode } from '../chains/index.ts';
import type { Chain, ChainState } from '../chains/index.ts';
import { Failure } from '../kernel/failures.ts';
import { InvariantBroken } from '../kernel/assert.ts';
import type { Queries } from '../platform/database.ts';
import { operatorCompany } from './accounts.ts';
import { callKey } from './outgoing/ask.ts';
import { outgoingsWaiting } from './outgoing/store.ts';
import { findRelayer } from './store.ts';
import type { WalletChain } from './types.ts';
import type { WalletsOperator } from './wallets.ts';

/** How each chain is; one that is not reached yet has no state. */
export const chainStates = (
  queries: Queries,
  chains: readonly WalletChain[],
): ReturnType<WalletsOperator['chainStates']> =>
  Promise.all(
    chains.map(async (chain) => {
      const [of, waiting] = await Promise.all([stateOf(chain), outgoingsWaiting(queries, chain.name)]);
      const state = of && { ...of, putOff: [...waiting.map(asPutOff), ...of.putOff].slice(0, mostShown) };
      const relayer = state?.relayer ?? (await findRelayer(queries, operatorCompany, chain.name));
      return { chain: chain.name, confirmations: chain.confirmations, state, relayer };
    }),
  );

const mostShown = 100;

const asPutOff = ({ tries, reason, ...ref }: Awaited<ReturnType<typeof outgoingsWaiting>>[number]) => ({
  key: callKey(ref),
  tries,
  reason,
});

/** How a chain is; undefined of one that is not reached yet. */
export const stateOf = async (chain: WalletChain): Promise<ChainState | undefined> =>
  await chainNow(chain)?.state();

/** The chain itself, or undefined while it is not reached yet: for what can wait. */
export function chainNow(listed: WalletChain): Chain | undefined {
  try {
    return listed.open();
  } catch (error) {
    if (error instanceof Failure && error.code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}

export const cannotBeRead = (chain: string): Failure =>
  new Failure('UNAVAILABLE', `The blockchain ${chain} cannot be read right now. Try again in a moment.`);

/** See `WalletsOperator.retryStuck`. */
export const retryStuck = async (chain: WalletChain): Promise<number> => await chain.open().retryStuck();

/** See `WalletsOperator.resume`. */
export async function resumeChain(chain: WalletChain, block: bigint): Promise<void> {
  const adapter = chain.open();
  const { halted, block: newest } = await adapter.state();
  if (halted === null)
    throw new Failure('VAL', `${chain.name} is not halted, so there is nothing to resume.`);
  if (newest === undefined || block > newest)
    throw new Failure('VAL', `Block ${block} of ${chain.name} has not been read yet; give an older one.`);
  try {
    await adapter.resume(block);
  } catch (error) {
    if (error instanceof NoNode) throw cannotBeRead(chain.name);
    if (!(error instanceof InvariantBroken)) throw error;
    throw new Failure('VAL', `Block ${block} is not on ${chain.name}; give one that is.`);
  }
}
