/** At most `maxAuthorizations` approvals of a card in any `timeWindowSeconds` that slide with the clock. */
export interface VelocityRule {
  readonly maxAuthorizations: number;
  readonly timeWindowSeconds: number;
}

export const mostVelocityRules = 5;

/** The first moment that any of the rules still counts at `now`; `undefined` when there are no rules. */
export function velocityHorizon(rules: readonly VelocityRule[], now: Date): Date | undefined {
  if (rules.length === 0) return undefined;
  return new Date(now.getTime() - Math.max(...rules.map((rule) => rule.timeWindowSeconds)) * 1000);
}

/**
 * The rule that one more approval at `now` would break, the shortest window first. `approvals` are the moments (ms since 1970,
 * ascending) of the approvals, advices and force posts that count, later than the card's `velocityResetAt`; of more than any rule
 * allows the latest are enough. The window is half open: an approval exactly `timeWindowSeconds` ago no longer counts.
 */
export function brokenRule(
  rules: readonly VelocityRule[],
  approvals: readonly number[],
  now: Date,
): VelocityRule | undefined {
  const byWindow = [...rules].sort((a, b) => a.timeWindowSeconds - b.timeWindowSeconds);
  return byWindow.find((rule) => {
    const from = now.getTime() - rule.timeWindowSeconds * 1000;
    return approvals.length - countUntil(approvals, from) + 1 > rule.maxAuthorizations;
  });
}

/** How many of these ascending moments are not later than `until`. */
function countUntil(moments: readonly number[], until: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? Infinity) <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}
