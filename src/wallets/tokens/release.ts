import { present } from '../../kernel/assert.ts';
import { custodyAccount } from '../accounts.ts';
import { chainNow } from '../chain-states.ts';
import { creditFromSuspense } from '../deposits/credit-suspended.ts';
import { lockMovement } from '../movements/movements-store.ts';
import { isForwarder } from '../addresses/make-wallets.ts';
import { findWallets } from '../store.ts';
import type { WalletAsset, WalletChain, WalletMovement } from '../types.ts';
import { lockState, waitingForProof } from './proofs-store.ts';
import type { TokenState } from './proofs-store.ts';
import type { TryParts } from './try-tokens.ts';

const mostAtOnce = 200;

/** What a deposit would be credited for is not so any more: it waits for the next round. */
class NotNow extends Error {
  override readonly name = 'NotNow';
}

/**
 * Credits deposits that wait for the proof of their token: all when it is proved; of an unproved one what came straight to a
 * threshold account that has on the chain just what the logs have brought it, as nothing of it will be swept. Answers
 * how many.
 */
export async function release(
  parts: TryParts,
  listed: WalletChain,
  asset: WalletAsset,
  state: Exclude<TokenState, 'mismatched'>,
): Promise<number> {
  let released = 0;
  let after: WalletMovement | undefined;
  for (;;) {
    const waiting = await waitingForProof(parts.plain, asset.asset, after, mostAtOnce);
    for (const movement of waiting)
      if (
        state === 'proved'
          ? await creditProved(parts, asset, movement)
          : await creditThere(parts, listed, asset, movement)
      )
        released += 1;
    after = waiting.at(-1);
    if (waiting.length < mostAtOnce) return released;
  }
}

const creditProved = (parts: TryParts, asset: WalletAsset, movement: WalletMovement): Promise<boolean> =>
  credit(parts, movement, async (tx) => {
    const address = present(asset.address, 'the contract of a token');
    if ((await lockState(tx, asset.asset, address)) !== 'proved') throw new NotNow();
  });

/** Where the account has just what the books say, the whole deposit is there. */
async function creditThere(
  parts: TryParts,
  listed: WalletChain,
  asset: WalletAsset,
  movement: WalletMovement,
): Promise<boolean> {
  const { plain, ledger } = parts;
  const chain = chainNow(listed);
  if (chain === undefined || isForwarder(movement.kind)) return false;
  const [wallet] = await findWallets(plain, [movement]);
  const { address } = present(wallet, 'the wallet of a movement');
  const account = custodyAccount(movement.company, movement.wallet, asset.asset);
  const custody = async (queries: Parameters<typeof ledger.balances>[0]): Promise<bigint> =>
    present((await ledger.balances(queries, [account]))[0], 'a balance').posted;
  const before = await custody(plain);
  const { balances } = await chain.readBalances([{ address, token: asset.address }]);
  if (balances[0] !== before) return false;
  return await credit(parts, movement, async (tx) => {
    // Something came or went between the two readings: they say nothing of one another then.
    if ((await custody(tx)) !== before) throw new NotNow();
  });
}

async function credit(
  parts: TryParts,
  { company, id }: WalletMovement,
  check: (tx: Parameters<typeof creditFromSuspense>[0]) => Promise<void>,
): Promise<boolean> {
  try {
    return await parts.plain.work(async (tx) => {
      const movement = await lockMovement(tx, company, id);
      const waits =
        movement?.state === 'PROCESSING' && (movement.reason === 'unproved' || movement.reason === 'halted');
      if (movement === undefined || !waits) return false;
      await creditFromSuspense(tx, parts, movement, () => check(tx));
      return true;
    });
  } catch (error) {
    if (!(error instanceof NotNow))
      parts.log.error({ err: error, movement: id }, 'a deposit whose token was proved could not be credited');
    return false;
  }
}
