import { isAddressEqual } from 'viem';
import type { Address } from 'viem';
import { invariant, present } from '../../kernel/assert.ts';
import type { ChainContext } from '../context.ts';
import type { Observation } from '../store.ts';
import { coinAsset, tokenAsset } from '../token.ts';
import type { Transfer, TransferAsset } from '../types.ts';

/** A transfer as listeners get it. `head` is the newest block that was read. */
export function transferOf(
  chain: ChainContext,
  seen: Omit<Observation, 'state'> & { readonly head: bigint },
): Transfer {
  invariant(seen.kind !== 'executed', 'a used nonce is no transfer');
  return {
    chain: chain.name,
    chainId: chain.chainId,
    of: assetOf(chain, seen.contract),
    from: seen.from,
    to: present(seen.to, 'the recipient of a transfer'),
    amount: present(seen.amount, 'the amount of a transfer'),
    fromOurs: seen.fromOurs,
    toOurs: seen.toOurs,
    transactionHash: seen.transactionHash,
    kind: seen.kind,
    ordinal: seen.ordinal,
    logIndex: seen.logIndex,
    blockNumber: seen.blockNumber,
    blockHash: seen.blockHash,
    minedAt: seen.minedAt,
    confirmations: Number(seen.head - seen.blockNumber) + 1,
  };
}

/** The asset of a token's address, or of the native coin (null). */
export function assetOf(chain: ChainContext, address: Address | null): TransferAsset {
  if (address === null)
    return {
      asset: coinAsset(chain),
      symbol: chain.coin.symbol,
      name: chain.coin.name,
      address,
      decimals: 18,
      exact: true,
    };
  const token = present(
    chain.everListed.find((token) => isAddressEqual(token.address, address)),
    `token ${address} among those of ${chain.name}`,
  );
  const { symbol, name, decimals, exact } = token;
  return { asset: tokenAsset(chain, token), symbol, name, address, decimals, exact };
}

/** The name of one stay of a transfer on the chain. */
export const creditKey = (
  chainId: number,
  {
    transactionHash,
    kind,
    ordinal,
    round,
  }: { transactionHash: string; kind: string; ordinal: number; round: number },
): string => `${chainId}:${transactionHash}:${kind}:${ordinal}:${round}`;
