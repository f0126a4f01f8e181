import { Failure } from '../../kernel/failures.ts';
import { append } from './append.ts';
import { approved, decline } from '../declines.ts';
import { feesToPost } from '../fees.ts';
import { found, movedOn, saidBy, underWay } from './later.ts';
import { inUsd, leftOf, lessOf } from './left.ts';
import { holdDays } from './merchant-categories.ts';
import type { Cancel, Expire, Reverse, ReverseUnseen } from '../operations.ts';
import { refuse } from './refuse.ts';
import { settle } from './settle.ts';
import { withTeller } from './tellers.ts';
import type { Money, Totals } from '../types.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

/**
 * The network releases all or part of what is held; of a single message it takes back what was posted. What matches no
 * hold, or asks for more than is held, moves no money and is answered N001. Whatever the company is being asked about ends with
 * it: the terminal gave up, and nobody will take an approval any more.
 *
 * @throws Failure CONFLICT where it is of a question that was settled in the meantime
 */
export function reverse(work: Work, message: Reverse): PendingOutcome {
  const { transaction, card } = found(work, message);
  const { asEntry, takes = transaction.purpose === 'financial' ? 'posting' : 'hold' } = message;
  const isAsked = transaction.deciding !== null;
  if (asEntry !== undefined && !(isAsked && asEntry === transaction.entries + 1)) throw movedOn();
  const settled = isAsked
    ? settle(work, { ...message, kind: 'settle', answer: 'abandoned', key: null })
    : undefined;
  const of = ({ cleared, held }: Totals): bigint => (takes === 'posting' ? cleared : held);
  const left = of(transaction.totals);
  if (settled !== undefined && (asEntry !== undefined || left === 0n))
    return { ...settled, approved: true, responseCode: approved };

  const kind = takes === 'posting' ? 'financial_reversal' : 'reversal';
  const money =
    message.remaining === null && message.money !== null
      ? message.money
      : restOf(message, leftOf(work, transaction, of));
  const isThere = money.bill > 0n && money.bill <= left;
  const reversed = !isThere
    ? refuse(work, card, transaction, message, 'N001', money.bill < 0n ? inUsd(0n) : money, { asked: kind })
    : append(work, card, transaction, {
        ...saidBy(message),
        money,
        responseCode: approved,
        kind,
        ...(takes === 'posting'
          ? { post: { direction: 'credit' as const, fees: feesToPost(transaction, left - money.bill) } }
          : { heldAfter: left - money.bill }),
      });
  return settled === undefined ? reversed : { ...reversed, events: [...settled.events, ...reversed.events] };
}

/** Field 95 states what remains; without it, the amount is what goes; without both, everything does. */
function restOf({ remaining, remainsAt }: Reverse, left: Money): Money {
  const bill = left.bill - (remaining ?? 0n);
  if (bill <= 0n) return inUsd(bill);
  return lessOf(left, bill, remainsAt);
}

/**
 * A reversal whose original has not come (yet): remembered, so that the original is declined when it does. Where it came
 * in the meantime its transaction is answered, for the caller to reverse.
 */
export function reverseUnseen(work: Work, message: ReverseUnseen): PendingOutcome {
  const { company, originalKey, teller } = message;
  const original = work.answered(company, originalKey);
  if (original === undefined || (original.outcome === null && teller !== undefined)) {
    const fingerprint = teller === undefined ? '' : withTeller(original?.fingerprint, teller);
    work.remember({ company, key: originalKey, fingerprint, transaction: null }, null);
  }
  return {
    transaction: original?.outcome?.transaction ?? null,
    entry: null,
    approved: false,
    responseCode: decline('N001').responseCode,
    approvedAmount: 0n,
    events: [],
  };
}

/** A hold ran out without a clearing: what is held is released. Does nothing where nothing is held any more. */
export function expire(work: Work, message: Expire): PendingOutcome {
  const { transaction, card } = underWay(work, message);
  const { held } = transaction.totals;
  if (held === 0n)
    throw new Failure('VAL', 'Nothing is held on this transaction any more: there is nothing to expire.');
  if (message.due !== null && transaction.expiresAt?.getTime() !== message.due.getTime())
    throw new Failure('VAL', 'The hold was extended, so it is not due to expire yet.');
  return append(work, card, transaction, {
    ...saidBy(message),
    kind: 'expiry',
    money: leftOf(work, transaction, (totals) => totals.held),
    heldAfter: 0n,
    responseCode: approved,
    reason: `The hold expired after ${holdDays(transaction.merchant.mcc)} days without a clearing.`,
    ...(message.due === null ? {} : { at: message.due }),
  });
}

/** Releases all that is held on an approved purchase of which nothing has cleared yet. */
export function cancel(work: Work, message: Cancel): PendingOutcome {
  const { transaction, card } = underWay(work, message);
  const { held, cleared } = transaction.totals;
  if (held === 0n)
    throw new Failure('VAL', 'Nothing is held on this transaction any more: there is nothing to cancel.');
  if (cleared > 0n)
    throw new Failure('VAL', 'Part of this transaction has cleared: reverse what is left, or refund it.');
  return append(work, card, transaction, {
    ...saidBy(message),
    kind: 'cancellation',
    money: leftOf(work, transaction, (totals) => totals.held),
    heldAfter: 0n,
    responseCode: approved,
    reason: message.reason,
  });
}
