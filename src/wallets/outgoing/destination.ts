import { getAddress, isAddress } from 'viem';
import type { Address } from 'viem';
import { contracts } from '../../chains/index.ts';
import { Failure } from '../../kernel/failures.ts';
import type { ListedWalletChain } from '../types.ts';

/** Below this number stand the contracts that are part of the chain itself, and nobody's wallet. */
const reserved = 0x10000n;

/**
 * Where something is to be sent, with its checksum. Refused is what could only be a mistake: what has no owner who could move
 * it on, and the wallet itself.
 *
 * @param own the wallet that sends, and the one that pays for it
 * @throws Failure VAL
 */
export function readDestination(to: string, chain: ListedWalletChain, own: readonly Address[]): Address {
  if (!isAddress(to, { strict: false }))
    throw new Failure('VAL', 'The destination is not an EVM address: 0x followed by 40 hexadecimal digits.');
  const address = getAddress(to);
  // Letters of one case carry no checksum (EIP-55).
  const digits = to.slice(2);
  if (to !== address && digits !== digits.toLowerCase() && digits !== digits.toUpperCase())
    throw new Failure(
      'VAL',
      'The destination address has a wrong checksum (EIP-55), so a character is mistyped.',
    );
  if (BigInt(address) < reserved)
    throw new Failure('VAL', `${address} belongs to nobody: anything sent there is lost.`);
  const token = chain.tokens.find((token) => getAddress(token.address) === address);
  if (token !== undefined)
    throw new Failure('VAL', `${address} is the contract of ${token.symbol}: anything sent there is lost.`);
  if (address === getAddress(contracts.factory) || address === getAddress(contracts.deterministicDeployer))
    throw new Failure('VAL', `${address} is the contract that creates wallets: anything sent there is lost.`);
  if (own.includes(address)) throw new Failure('VAL', 'A wallet cannot send to itself.');
  return address;
}
