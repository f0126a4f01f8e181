import type { Address } from 'viem';
import type {
  ConfirmedTransfer,
  GasSpent,
  Listeners,
  OrphanedTransfer,
  SettledCall,
  Transfer,
} from '../types.ts';

/** Listeners that remember what they were told, and for whom everything in `ours` is ours. */
export interface Recorder extends Listeners {
  readonly ours: Set<Address>;
  readonly seen: Transfer[];
  readonly credited: ConfirmedTransfer[];
  readonly gone: OrphanedTransfer[];
  readonly calls: SettledCall[];
  readonly gas: GasSpent[];
}

export function recorder(): Recorder {
  const ours = new Set<Address>();
  const seen: Transfer[] = [];
  const credited: ConfirmedTransfer[] = [];
  const gone: OrphanedTransfer[] = [];
  const calls: SettledCall[] = [];
  const gas: GasSpent[] = [];
  return {
    ours,
    seen,
    credited,
    gone,
    calls,
    gas,
    watched: async (_tx, _chain, addresses) => new Set(addresses.filter((address) => ours.has(address))),
    allWatched: async () => [...ours].map((address) => ({ address, since: null })),
    observed: async (_tx, transfers) => void seen.push(...transfers),
    confirmed: async (_tx, transfers) => void credited.push(...transfers),
    orphaned: async (_tx, transfers) => void gone.push(...transfers),
    settled: async (_tx, settled) => void calls.push(...settled),
    spentGas: async (_tx, spent) => void gas.push(...spent),
  };
}
