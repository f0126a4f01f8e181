import { getAddress } from 'viem';
import type { Address, Hash } from 'viem';
import type { WalletsParts } from '../parts.ts';
import type { WalletAsset, WalletChain } from '../types.ts';
import type { Assets } from '../wallets.ts';
import { dropTrial, noteTrial, proveToken } from './proofs-store.ts';
import { readTokenStates } from './states.ts';

/**
 * Makes a real transfer of a token, of an account that is none of a company's, and answers when it is mined. Throws where
 * it has none of it.
 */
export type SendTrial = (
  token: Address,
  amount: bigint,
) => Promise<{ readonly transactionHash: Hash; readonly from: Address; readonly to: Address }>;

/** Of each token one whole one is sent, and what it did is compared with the balances at once: blocks of the sandbox are our own. */
export async function proveTokens(
  { plain, clock, log, assets }: Pick<WalletsParts, 'plain' | 'clock' | 'log'> & { readonly assets: Assets },
  listed: WalletChain,
  send: SendTrial,
): Promise<number> {
  const states = await readTokenStates(plain);
  const proved = await Promise.all(
    assets.list(listed.name).map(async (asset) => {
      const { address } = asset;
      if (address === null || !asset.exact || states(asset) !== 'unproved') return 0;
      try {
        return await prove({ ...asset, address });
      } catch (error) {
        log.debug({ err: error, asset: asset.asset }, 'a token was not tried at the start');
        return 0;
      }
    }),
  );
  return proved.reduce((sum, count) => sum + count, 0);

  async function prove({
    asset,
    address,
    decimals,
  }: WalletAsset & { readonly address: Address }): Promise<number> {
    const { transactionHash, from, to } = await send(address, 10n ** BigInt(decimals));
    const [sender, recipient] = [getAddress(from), getAddress(to)];
    const at = clock.now();
    await plain.work((tx) =>
      noteTrial(tx, { asset, address, transactionHash, sender, recipient, at, confirmed: false }),
    );
    const of = { transactionHash, token: address, from: sender, to: recipient };
    const trial = await listed.open().readTrial(of);
    return await plain.work(async (tx) => {
      if (trial?.exact === true) return await proveToken(tx, { asset, address, transactionHash, at });
      await dropTrial(tx, asset, transactionHash);
      return 0;
    });
  }
}
