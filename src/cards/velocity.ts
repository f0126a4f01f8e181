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
 * The rule that one more approval at `now` would break, the shortest window first. `approvals` are the moments
 * of the approvals, advices and force posts that count (later than the card's `velocityResetAt`), in any order. The window is half open:
 * an approval exactly `timeWindowSeconds` ago no longer counts.
 */
export function brokenRule(
  rules: readonly VelocityRule[],
  approvals: readonly Date[],
  now: Date,
): VelocityRule | undefined {
  const byWindow = [...rules].sort((a, b) => a.timeWindowSeconds - b.timeWindowSeconds);
  return byWindow.find((rule) => {
    const from = now.getTime() - rule.timeWindowSeconds * 1000;
    const counted = approvals.filter((at) => at.getTime() > from).length;
    return counted + 1 > rule.maxAuthorizations;
  });
}
