import type { CardAtWork } from '../../cards/index.ts';
import type { DeclineCode } from '../declines.ts';
import type { Authorize } from '../operations.ts';
import type { CardTransaction, Merchant } from '../types.ts';
import type { Work } from '../batches/work.ts';
import type { Challenge } from './types.ts';

type Asked = Pick<
  Authorize,
  'company' | 'card' | 'channel' | 'initiatedBy' | 'challenge' | 'merchant' | 'money'
>;

/** What a merchant charges on its own (recurring payments too) and what is ordered by mail or telephone finds nobody to ask. */
const hasCardholder = ({ channel, initiatedBy }: Asked): boolean =>
  channel === 'ECOMMERCE' && initiatedBy === 'cardholder';

/**
 * Whether a purchase over the internet is confirmed by its cardholder, where the company wants that. What a cardholder has
 * refused is refused whatever the amount.
 */
export function checkThreeDs(work: Work, card: CardAtWork, message: Asked): DeclineCode | undefined {
  if (!hasCardholder(message)) return undefined;
  const { threeDsThreshold } = card.program;
  const needed = threeDsThreshold !== null && message.money.bill > threeDsThreshold;
  if (!needed && message.challenge === null) return undefined;
  if (needed && card.threeDs === 'DISABLED') return 'C301';
  const challenge = namedBy(work, message);
  if (challenge?.state === 'failed') return 'C302';
  if (!needed || (challenge !== undefined && confirms(challenge, message))) return undefined;
  if (challenge === undefined) return 'C301';
  const isOver =
    challenge.state === 'expired' || (challenge.state === 'pending' && card.now >= challenge.expiresAt);
  return isOver ? 'C303' : 'C301';
}

/** An outcome confirms one authorization: the first whose money is held. */
export function useChallenge(work: Work, message: Asked, transaction: CardTransaction): void {
  if (message.challenge === null || !hasCardholder(message)) return;
  const challenge = namedBy(work, message);
  if (challenge === undefined || !confirms(challenge, message)) return;
  challenge.usedBy = transaction.id;
  work.changeChallenge(challenge);
}

/** The challenge that a purchase names, if it is of the same card. */
function namedBy(work: Work, { company, card, challenge: id }: Asked): Challenge | undefined {
  const challenge = id === null ? undefined : work.challenge(company, id);
  return challenge?.card === card ? challenge : undefined;
}

const confirms = (challenge: Challenge, { merchant, money }: Asked): boolean =>
  challenge.state === 'passed' &&
  challenge.usedBy === null &&
  sameMerchant(challenge.merchant, merchant) &&
  challenge.currency === money.currency &&
  challenge.amount >= money.amount;

const sameMerchant = (a: Merchant, b: Merchant): boolean =>
  a.id === b.id && a.name === b.name && a.country === b.country;
