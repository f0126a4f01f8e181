import { keccak256 } from 'viem';
import type { Hex } from 'viem';

/** What of a log goes into the bloom filter of its block. */
export interface Bloomed {
  readonly address: Hex;
  readonly topics: readonly Hex[];
}

/** The bloom filter of these logs (Yellow Paper 4.3.1): three bits for each address and topic. */
export function bloomOf(logs: readonly Bloomed[]): Buffer {
  const filter = Buffer.alloc(256);
  const items = new Set(logs.flatMap(({ address, topics }) => [address, ...topics]));
  for (const item of items) {
    const hash = keccak256(item, 'bytes');
    for (const at of [0, 2, 4]) {
      const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047;
      const byte = 255 - (bit >> 3);
      filter[byte] = (filter[byte] ?? 0) | (1 << (bit & 7));
    }
  }
  return filter;
}

/**
 * Whether these logs can be all logs of a block with this bloom filter: every bit that is set must come from one of them.
 * Bits beyond are allowed, because some chains have logs that their header does not count (Polygon's state syncs). An
 * answer with logs missing fails unless the others happen to set all of the same bits.
 */
export function coversBloom(logs: readonly Bloomed[], bloom: Hex): boolean {
  const covered = bloomOf(logs);
  return Buffer.from(bloom.slice(2), 'hex').every((byte, at) => (byte & ~(covered[at] ?? 0)) === 0);
}
