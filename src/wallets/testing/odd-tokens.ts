import { createPublicClient, createWalletClient, encodeFunctionData, getContractAddress, http } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { foundry } from 'viem/chains';
import feeArtifact from '../../../contracts/artifacts/FeeToken.json' with { type: 'json' };
import lyingArtifact from '../../../contracts/artifacts/LyingToken.json' with { type: 'json' };
import { testTokenAbi } from '../../chains/abi.ts';
import { developer } from '../../chains/testing/node.ts';
import type { Asset } from '../../kernel/assets.ts';
import type { WalletsRig } from './rig.ts';

const owner = developer(5);
const listed = { decimals: 18, usdPrice: 1_000_000n, forCards: true } as const;
export const one = 10n ** 18n;

/** A token that keeps one percent of each transfer, and logs truly what it moves. */
export const FEE: Address = getContractAddress({ from: owner.address, nonce: 0n });
/** POLYGON:FEE/18 */
export const fee: Asset = 'POLYGON:FEE/18';
export const feeToken = { ...listed, symbol: 'FEE', name: 'Fee Token', address: FEE } as const;

/** Another one that keeps one percent, and logs that it moved all. */
export const LIE: Address = getContractAddress({ from: owner.address, nonce: 1n });
/** POLYGON:LIE/18 */
export const lie: Asset = 'POLYGON:LIE/18';
export const lyingToken = { ...listed, symbol: 'LIE', name: 'Lying Token', address: LIE } as const;

/** Puts both on the chain; answers how to pay with one, without a block on top. */
export async function mintOddTokens(
  t: WalletsRig,
): Promise<(token: Address, to: Address, amount: bigint) => Promise<Hash>> {
  const shared = { chain: foundry, transport: http(t.sandbox.url) };
  const client = createWalletClient({ ...shared, account: owner });
  const reader = createPublicClient({ ...shared, cacheTime: 0 });
  await t.sandbox.deposit(owner.address, null, 10n ** 18n);
  const send = async (to: Address | undefined, data: Hex): Promise<Hash> => {
    const hash = await client.sendTransaction({ ...(to && { to }), data, gas: 3_000_000n });
    await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 });
    return hash;
  };
  for (const { bytecode } of [feeArtifact, lyingArtifact]) await send(undefined, bytecode as Hex);
  const call = (
    token: Address,
    functionName: 'mint' | 'transfer',
    to: Address,
    amount: bigint,
  ): Promise<Hash> =>
    send(token, encodeFunctionData({ abi: testTokenAbi, functionName, args: [to, amount] }));
  for (const token of [FEE, LIE]) await call(token, 'mint', owner.address, 1_000_000n * one);
  return (token, to, amount) => call(token, 'transfer', to, amount);
}
