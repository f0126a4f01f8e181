import { invariant } from '../kernel/assert.ts';
import type { Asset } from '../kernel/assets.ts';
import type { Id } from '../kernel/ids.ts';
import type { Posting } from './types.ts';

/** @throws InvariantBroken unless debits equal credits in each asset, in positive amounts, inside one company */
export function assertBalanced(company: Id<'company'>, postings: readonly Posting[]): void {
  invariant(postings.length >= 2, 'an entry has two postings at least');
  const sums = new Map<Asset, bigint>();
  for (const { account, side, amount } of postings) {
    invariant(account.company === company, 'an entry stays inside one company');
    invariant(amount > 0n, 'a posting has a positive amount');
    sums.set(account.asset, (sums.get(account.asset) ?? 0n) + (side === 'debit' ? amount : -amount));
  }
  for (const [asset, sum] of sums) invariant(sum === 0n, `an entry balances in ${asset}`);
}
