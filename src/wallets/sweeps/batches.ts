import type { Due } from './store.ts';

/**
 * Divides what is to be swept into chain transactions of at most so many tokens: each costs gas, and a transaction that wants more than
 * a block has would wait for ever, and all in it. What is on one address goes together, as the address is made once.
 */
export function batchesOf<Row extends Pick<Due, 'address'>>(
  rows: readonly Row[],
  most: number,
): readonly (readonly Row[])[] {
  const batches: Row[][] = [];
  for (const ofOne of Map.groupBy(rows, ({ address }) => address).values()) {
    const last = batches.at(-1);
    if (last !== undefined && last.length + ofOne.length <= most) last.push(...ofOne);
    else batches.push([...ofOne]);
  }
  return batches;
}
