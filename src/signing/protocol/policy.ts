import type { Movement } from '../types.ts';
import type { Policy } from './bodies.ts';
import { demand } from './refusal.ts';

/** Minor units by asset. */
export type Amounts = ReadonlyMap<string, bigint>;

/** What a call would move, added up by asset. */
export function amountsOf(movements: readonly Movement[]): Amounts {
  const amounts = new Map<string, bigint>();
  for (const { asset, amount } of movements) amounts.set(asset, (amounts.get(asset) ?? 0n) + amount);
  return amounts;
}

/**
 * Throws `POLICY` unless the policy lets this signer move all of it today, after what it has signed today. A signer without
 * a policy moves nothing, an asset without a limit is not moved, and a batch is judged as a whole.
 */
export function demandAllowed(
  policy: Policy | undefined,
  movements: readonly Movement[],
  spent: Amounts,
): void {
  demand(policy !== undefined, 'POLICY', 'This signer has no policy yet, so it signs nothing.');
  const { destinations, perDay } = policy;
  for (const { amount } of movements) demand(amount >= 0n, 'POLICY', 'An amount is not negative.');
  if (destinations !== 'any') {
    const allowed = new Set(destinations.map((destination) => destination.toLowerCase()));
    for (const { destination } of movements)
      demand(allowed.has(destination.toLowerCase()), 'POLICY', `The policy does not name ${destination}.`);
  }
  for (const [asset, amount] of amountsOf(movements)) {
    if (perDay === 'any') continue;
    const limit = Object.hasOwn(perDay, asset) ? perDay[asset] : undefined;
    demand(limit !== undefined, 'POLICY', `The policy has no limit for ${asset}, so none of it is moved.`);
    const total = (spent.get(asset) ?? 0n) + amount;
    demand(
      total <= BigInt(limit),
      'POLICY',
      `The policy allows ${limit} ${asset} a day in minor units; with this it would be ${total}.`,
    );
  }
}
