import type { Queries } from '../../platform/database.ts';
import type { WalletAsset } from '../types.ts';
import { listProofs } from './proofs-store.ts';
import type { TokenState } from './proofs-store.ts';

/** How each asset stands that is listed as exact. The native coin has no contract that could do otherwise. */
export type TokenStates = (asset: Pick<WalletAsset, 'asset' | 'address'>) => TokenState;

/** Reads how tokens stand. A token that is listed with another contract than the one that was tried is unproved. */
export async function readTokenStates(queries: Queries): Promise<TokenStates> {
  const proofs = new Map((await listProofs(queries)).map((proof) => [proof.asset, proof]));
  return ({ asset, address }) => {
    if (address === null) return 'proved';
    const proof = proofs.get(asset);
    return proof?.address === address ? proof.state : 'unproved';
  };
}
