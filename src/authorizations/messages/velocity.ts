import { brokenRule, velocityHorizon, type CardAtWork, type VelocityRule } from '../../cards/index.ts';
import { present } from '../../kernel/assert.ts';
import type { CountedSince } from '../store/velocity-store.ts';
import type { CardTransaction } from '../types.ts';
import type { Work } from '../batches/work.ts';

export const hasVelocityRules = ({ program }: CardAtWork): boolean => program.velocityRules.length > 0;

/** Which approvals of a card count against its velocity rules; it must have some. Those before it was unblocked do not. */
export function countedSince(card: CardAtWork): CountedSince {
  const { velocityRules } = card.program;
  const horizon = present(velocityHorizon(velocityRules, card.now), 'a velocity rule');
  const most = Math.max(...velocityRules.map(({ maxAuthorizations }) => maxAuthorizations));
  const ref = { company: card.company, card: card.id, most };
  return horizon > card.velocityResetAt
    ? { ...ref, since: horizon, after: null }
    : { ...ref, since: card.velocityResetAt, after: card.velocityResetAfter };
}

/** The rule that one more approval now would break. */
export function velocityBreach(work: Work, card: CardAtWork): VelocityRule | undefined {
  const { velocityRules } = card.program;
  if (!hasVelocityRules(card)) return undefined;
  return brokenRule(velocityRules, work.approvals(card), card.now);
}

/** Counts an approval, an advice or a force post of a purchase that happened now. */
export function countApproval(work: Work, card: CardAtWork, transaction: CardTransaction): void {
  if (!hasVelocityRules(card)) return;
  work.approvals(card).push(card.now.getTime());
  work.approved.add(transaction.id);
  // What is remembered of a card's approvals holds as long as its row stays as it is.
  work.changeCard(card);
}
