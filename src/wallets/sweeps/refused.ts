import type { Chain } from '../../chains/index.ts';
import { batchesOf } from './batches.ts';
import type { Due } from './store.ts';

/** A batch that could not be sent so often, some 15 s, is refused as it is, and no node was away for a moment. */
const triesToBeRefused = 4;

type Send = Awaited<ReturnType<Chain['readOutgoing']>>['send'];

/** Why a batch that no relayer has signed is tried again and again, or undefined of any other. */
export const refusalOf = (send: Send): string | undefined =>
  send?.state === 'queued' && send.tries >= triesToBeRefused ? (send.lastError ?? undefined) : undefined;

/**
 * Divides a batch that was given up, or that reverted, in two, and so, by and by, what the chain refuses from everything else: first by
 * addresses, and one address by its tokens.
 */
export function halvesOf<Row extends Pick<Due, 'address'>>(
  rows: readonly Row[],
): readonly (readonly Row[])[] {
  const half = Math.ceil(rows.length / 2);
  const batches = batchesOf(rows, half);
  return batches.length > 1 || rows.length < 2 ? batches : [rows.slice(0, half), rows.slice(half)];
}
