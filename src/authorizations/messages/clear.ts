import { Failure } from '../../kernel/failures.ts';
import { maxBigint } from '../../kernel/money.ts';
import { append } from './append.ts';
import { becomes, begin, joinedBy } from './begin.ts';
import { approved } from '../declines.ts';
import { feesToPost } from '../fees.ts';
import { asLookedUp, asSeen, saidBy, underWay } from './later.ts';
import { leftOf } from './left.ts';
import type { Clear, ForcePost, ReverseClearing } from '../operations.ts';
import { appendUnrefused, refuse } from './refuse.ts';
import { overrule } from './settle.ts';
import type { CardTransaction, Money } from '../types.ts';
import { rememberForRequest } from './unseen-request.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

/**
 * Posts a presentment. It posts whatever the card's status is: the network is owed it. What exceeds the hold is taken
 * from available, which may go below zero; a final one releases what is left of the hold.
 */
export function clear(work: Work, message: Clear): PendingOutcome {
  const { transaction } = underWay(work, message);
  const money = message.money ?? leftOf(work, transaction, ({ held }) => held);
  if (money.bill <= 0n)
    throw new Failure('VAL', 'Nothing is held on this transaction any more: give the `amount` that clears.');
  becomes(transaction, { money }, 'purchase');
  return post(work, transaction, message, money);
}

/**
 * Posts a presentment that no authorization came before; it joins the purchase of its network transaction id, if there is one.
 *
 * @throws Failure CONFLICT where more has come to its purchase, or what makes it one of another, in the meantime
 */
export function forcePost(work: Work, message: ForcePost): PendingOutcome {
  const card = work.card(message);
  asLookedUp(work, message);
  const joined = joinedBy(work, message);
  if (joined !== undefined) asSeen(joined, message);
  const settled = joined === undefined ? [] : overrule(work, joined, message.traceId);
  const transaction = joined ?? begin(work, card, message, 'purchase');
  becomes(transaction, message, 'purchase');
  const posted = post(work, transaction, message, message.money);
  rememberForRequest(work, message, posted);
  return { ...posted, events: [...settled, ...posted.events] };
}

function post(
  work: Work,
  transaction: CardTransaction,
  message: Clear | ForcePost,
  money: Money,
): PendingOutcome {
  const card = work.card({ company: transaction.company, card: transaction.card });
  const { held, cleared } = transaction.totals;
  return appendUnrefused(work, card, transaction, {
    ...saidBy(message),
    kind: 'clearing',
    money,
    heldAfter: message.final ? 0n : maxBigint(0n, held - money.bill),
    post: { direction: 'charge', fees: feesToPost(transaction, cleared + money.bill) },
    final: message.final,
    responseCode: approved,
  });
}

/** Takes a posted clearing back, with its share of the fees. */
export function reverseClearing(work: Work, message: ReverseClearing): PendingOutcome {
  const { transaction, card } = underWay(work, message);
  const { cleared } = transaction.totals;
  const money = message.money ?? leftOf(work, transaction, (totals) => totals.cleared);
  if (money.bill <= 0n || money.bill > cleared)
    return refuse(work, card, transaction, message, 'N001', money, { asked: 'clearing_reversal' });
  return append(work, card, transaction, {
    ...saidBy(message),
    kind: 'clearing_reversal',
    money,
    post: { direction: 'credit', fees: feesToPost(transaction, cleared - money.bill) },
    responseCode: approved,
  });
}
