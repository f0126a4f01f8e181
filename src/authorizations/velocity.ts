import { brokenRule, type CardAtWork, type VelocityRule } from '../cards/index.ts';
import type { CardTransaction } from './types.ts';
import type { Work } from './work.ts';

/** The rule that one more approval now would break. Approvals before the card was unblocked do not count. */
export function velocityBreach(work: Work, card: CardAtWork): VelocityRule | undefined {
  const { velocityRules } = card.program;
  if (velocityRules.length === 0) return undefined;
  return brokenRule(velocityRules, work.approvals(card), card.now);
}

/** Counts an approval, an advice or a force post of a purchase that happened now. */
export function countApproval(work: Work, card: CardAtWork, transaction: CardTransaction): void {
  if (card.program.velocityRules.length === 0) return;
  work.approvals(card).push(card.now);
  work.approved.add(transaction.id);
}
