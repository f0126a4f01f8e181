import type { Address } from 'viem';
import type { Transfer } from '../../chains/index.ts';
import type { Asset } from '../../kernel/assets.ts';
import type { CompanyId, WalletId } from '../types.ts';

/** Coins of one asset that came to a deposit address, or were swept from it. */
export interface Moved {
  readonly transfer: Pick<
    Transfer,
    'blockNumber' | 'logIndex' | 'amount' | 'transactionHash' | 'of' | 'kind'
  >;
  readonly company: CompanyId;
  readonly wallet: WalletId;
}

/** A sweep that moved other than was there by the logs. */
export interface Mismatch {
  readonly asset: Asset;
  /** The token's contract. */
  readonly address: Address;
  readonly wallet: WalletId;
  readonly transactionHash: string;
  /** Minor units. */
  readonly expected: bigint;
  readonly moved: bigint;
}

/**
 * A sweep sends all that an address has. So what it moves must be what all logs before it have brought there; otherwise the
 * token moves other than its logs say, and its deposits were credited wrongly. The native coin has no logs, and inexact tokens
 * are known for it.
 *
 * @param custody what the books say that an address has before any of these
 */
export function mismatches(
  { deposits, sweeps }: { readonly deposits: readonly Moved[]; readonly sweeps: readonly Moved[] },
  custody: (company: CompanyId, wallet: WalletId, asset: Asset) => bigint,
): readonly Mismatch[] {
  const all = [
    ...deposits.map((moved) => ({ ...moved, sign: 1n })),
    ...sweeps.map((moved) => ({ ...moved, sign: -1n })),
  ]
    .filter(({ transfer }) => transfer.kind === 'token' && transfer.of.exact)
    .sort((one, other) => inOrder(one.transfer, other.transfer));
  const there = new Map<string, bigint>();
  const found: Mismatch[] = [];
  for (const { transfer, company, wallet, sign } of all) {
    const { amount, transactionHash } = transfer;
    const { asset, address } = transfer.of;
    const key = `${company} ${wallet} ${asset}`;
    const expected = there.get(key) ?? custody(company, wallet, asset);
    there.set(key, expected + sign * amount);
    if (sign < 0n && amount !== expected && address !== null)
      found.push({ asset, address, wallet, transactionHash, expected, moved: amount });
  }
  return found;
}

function inOrder(one: Moved['transfer'], other: Moved['transfer']): number {
  if (one.blockNumber !== other.blockNumber) return one.blockNumber < other.blockNumber ? -1 : 1;
  return (one.logIndex ?? 0) - (other.logIndex ?? 0);
}
