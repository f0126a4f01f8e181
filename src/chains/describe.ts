import { decodeFunctionData, encodeFunctionData, hexToBytes, isAddressEqual } from 'viem';
import type { Address } from 'viem';
import { invariant, present } from '../kernel/assert.ts';
import type { Asset } from '../kernel/assets.ts';
import { testTokenAbi } from './abi.ts';
import { decodeExecute, executeDigest, executeKind } from './sending/execute.ts';
import type { AccountCall } from './sending/execute.ts';
import { coinAsset, tokenAsset } from './token.ts';
import type { ListedChain } from './token.ts';

/** One thing that a signed call would move: `amount` minor units of `asset` to `destination`. */
export interface DescribedMovement {
  readonly destination: Address;
  readonly asset: Asset;
  readonly amount: bigint;
}

export interface Described {
  readonly digest: Uint8Array;
  readonly movements: readonly DescribedMovement[];
}

/**
 * Makes the function by which a signer reads what it is asked to sign, from the chains and tokens of the signer's own
 * configuration. It recomputes the digest, and throws for every call that is not a plain transfer of a listed token or of
 * the chain's coin: what it cannot describe in full is not signed.
 */
export function createDescribe(
  chains: readonly ListedChain[],
): (kind: string, bytes: Uint8Array) => Described {
  const byId = new Map(chains.map((chain) => [chain.chainId, chain]));
  return (kind, bytes) => {
    invariant(kind === executeKind, `a signer knows calls of kind ${executeKind}, not ${kind}`);
    const execute = decodeExecute(bytes);
    const chain = present(
      byId.get(execute.chainId),
      `chain ${execute.chainId} in the signer's configuration`,
    );
    return {
      digest: hexToBytes(executeDigest(execute)),
      movements: execute.calls.map((call) => describeCall(chain, call)),
    };
  };
}

function describeCall(chain: ListedChain, call: AccountCall): DescribedMovement {
  if (call.data === '0x') return { destination: call.to, asset: coinAsset(chain), amount: call.value };
  const token = chain.tokens.find(({ address }) => isAddressEqual(address, call.to));
  invariant(token !== undefined, `${call.to} is a listed token of ${chain.name}`);
  invariant(call.value === 0n, 'a token transfer carries no native coin');
  const { functionName, args } = decodeFunctionData({ abi: testTokenAbi, data: call.data });
  invariant(functionName === 'transfer', `a signer knows transfer, not ${functionName}`);
  // Encoded again it must be the same: whatever else it may have, nobody has described.
  const again = encodeFunctionData({ abi: testTokenAbi, functionName, args });
  invariant(again === call.data.toLowerCase(), 'a transfer is written in its one form');
  return { destination: args[0], asset: tokenAsset(chain, token), amount: args[1] };
}
