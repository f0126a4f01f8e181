import type { Counted } from './types.ts';

/** A change of what counts against the spending limits: `amount` more (or less) in the windows of `at`. */
export interface Recount {
  readonly counted: readonly Counted[];
  readonly changes: readonly Counted[];
}

/**
 * Makes what a purchase counts equal `target` (posted plus held, with fees). What is more counts now; what is less is
 * given back, the latest first, in the windows where it was counted and in no other.
 */
export function recount(counted: readonly Counted[], target: bigint, now: Date): Recount {
  let difference = target - counted.reduce((sum, part) => sum + part.amount, 0n);
  if (difference === 0n) return { counted, changes: [] };
  if (difference > 0n) {
    const added = { at: now, amount: difference };
    return { counted: [...counted, added], changes: [added] };
  }
  const left = [...counted];
  const changes: Counted[] = [];
  while (difference < 0n) {
    const last = left.pop();
    if (last === undefined) break;
    const given = last.amount < -difference ? last.amount : -difference;
    difference += given;
    changes.push({ at: last.at, amount: -given });
    if (given < last.amount) left.push({ at: last.at, amount: last.amount - given });
  }
  return { counted: left, changes };
}
