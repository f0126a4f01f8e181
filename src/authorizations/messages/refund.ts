import { Failure } from '../../kernel/failures.ts';
import { maxBigint } from '../../kernel/money.ts';
import { append } from './append.ts';
import { begin, joinedBy } from './begin.ts';
import { approved } from '../declines.ts';
import { asLookedUp, saidBy, underWay } from './later.ts';
import { leftOf } from './left.ts';
import type { Refund, RefundUnlinked, ReverseRefund } from '../operations.ts';
import { refuse } from './refuse.ts';
import { noFees } from '../totals.ts';
import type { CardTransaction, Money } from '../types.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

/** Gives money back for a purchase, more than was cleared too (then it is marked). Fees are not returned. */
export function refund(work: Work, message: Refund): PendingOutcome {
  const { transaction } = underWay(work, message);
  const money = message.money ?? leftOf(work, transaction, ({ cleared, refunded }) => cleared - refunded);
  if (money.bill <= 0n)
    throw new Failure('VAL', 'Nothing is left to refund on this transaction: give the `amount`.');
  return giveBack(work, transaction, message, money);
}

/** Gives money back where there was no purchase: a transaction of its own. @throws Failure CONFLICT where its purchase has come meanwhile */
export function refundUnlinked(work: Work, message: RefundUnlinked): PendingOutcome {
  const card = work.card(message);
  asLookedUp(work, message);
  const joined = joinedBy(work, message);
  const transaction = joined?.deciding === null ? joined : begin(work, card, message, 'refund');
  return giveBack(work, transaction, message, message.money);
}

function giveBack(
  work: Work,
  transaction: CardTransaction,
  message: Refund | RefundUnlinked,
  money: Money,
): PendingOutcome {
  const card = work.card({ company: transaction.company, card: transaction.card });
  const { cleared, refunded } = transaction.totals;
  return append(work, card, transaction, {
    ...saidBy(message),
    kind: 'refund',
    money,
    post: { direction: 'credit', fees: noFees },
    over: transaction.purpose === 'refund' ? 0n : maxBigint(0n, refunded + money.bill - cleared),
    responseCode: approved,
  });
}

/** The merchant takes a refund back. */
export function reverseRefund(work: Work, message: ReverseRefund): PendingOutcome {
  const { transaction, card } = underWay(work, message);
  const { refunded } = transaction.totals;
  const money = message.money ?? leftOf(work, transaction, (totals) => totals.refunded);
  if (money.bill <= 0n || money.bill > refunded)
    return refuse(work, card, transaction, message, 'N001', money, { asked: 'refund_reversal' });
  return append(work, card, transaction, {
    ...saidBy(message),
    kind: 'refund_reversal',
    money,
    post: { direction: 'charge', fees: noFees },
    // What is still held of the purchase waits for its clearing: this takes nothing of it.
    over: 0n,
    responseCode: approved,
    reason: 'The merchant took its refund back.',
  });
}
