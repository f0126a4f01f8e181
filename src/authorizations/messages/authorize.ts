import type { CardAtWork } from '../../cards/index.ts';
import { unreachable } from '../../kernel/assert.ts';
import { maxBigint, minBigint } from '../../kernel/money.ts';
import { wallClock } from '../../platform/clock.ts';
import { append, feesMoved, suspend } from './append.ts';
import { becomes, begin, joinedBy } from './begin.ts';
import { questionOf } from '../card-events.ts';
import { affordable, checkCard, checkFunds, checkLimits } from './checks.ts';
import { approved, approvedPartially, noReasonToDecline, type DeclineCode } from '../declines.ts';
import { feesToHold, feesToPost } from '../fees.ts';
import { asLookedUp } from './later.ts';
import { portionOf } from './left.ts';
import { holdDays } from './merchant-categories.ts';
import type { Authorize } from '../operations.ts';
import { refuse } from './refuse.ts';
import { checkThreeDs, useChallenge } from '../three-ds/check.ts';
import { feeSum } from '../totals.ts';
import type { CardTransaction, Money, Purpose, Undecided } from '../types.ts';
import { countApproval, velocityBreach } from './velocity.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

const dayMs = 86_400_000;

/**
 * How long a company has to decide, from the moment it is asked; how long the commit between this and that usually takes,
 * since the question names its deadline and is written down before it is asked; and how long before the network wants its
 * answer we must have the company's.
 */
const decisionMs = 1_200;
const untilAskedMs = 50;
const toAnswerMs = 300;

/** Until when a company may decide this message, by wall time. */
export function decideBy({ answerBy }: Pick<Authorize, 'answerBy'>): Date {
  const longest = wallClock.now().getTime() + untilAskedMs + decisionMs;
  return new Date(answerBy === undefined ? longest : Math.min(longest, answerBy.getTime() - toAnswerMs));
}

/**
 * Decides one authorization on what the earlier ones of this unit of work left, and appends what became of it.
 *
 * @throws Failure CONFLICT where it was looked for a purchase that it belongs to, and that has come in the meantime
 */
export function authorize(work: Work, message: Authorize): PendingOutcome {
  const card = work.card(message);
  asLookedUp(work, message);
  const joined = joinedBy(work, message);
  const transaction = joined?.deciding === null ? joined : begin(work, card, message, message.purpose);

  if (message.forced !== undefined) {
    const { code, responseCode } = message.forced;
    return refuse(work, card, transaction, message, code, message.money, { responseCode });
  }
  const refusal = checkCard(work, card, message);
  if (refusal !== undefined) return refuse(work, card, transaction, message, refusal, message.money);
  switch (message.purpose) {
    case 'verification':
      return append(work, card, transaction, {
        ...saidBy(message),
        kind: 'account_verification',
        responseCode: noReasonToDecline,
      });
    case 'balance_inquiry':
      return append(work, card, transaction, {
        ...saidBy(message),
        kind: 'balance_inquiry',
        responseCode: approved,
      });
    case 'refund':
      return append(work, card, transaction, {
        ...saidBy(message),
        kind: 'refund_authorization',
        responseCode: approved,
      });
    case 'purchase':
    case 'atm':
    case 'financial':
      becomes(transaction, message, message.purpose);
      return spendMoney(work, card, transaction, message);
    default:
      return unreachable(message.purpose);
  }
}

const saidBy = (message: Authorize) => ({
  money: message.money,
  networkKey: message.key?.text ?? null,
  traceId: message.traceId,
});

/** Limits, velocity, 3-D Secure, money; then the company, if it wants to be asked. */
function spendMoney(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  message: Authorize,
): PendingOutcome {
  const full = message.money;
  const no = (code: DeclineCode): PendingOutcome => refuse(work, card, transaction, message, code, full);
  const costs = (bill: bigint): bigint => costOf(transaction, message.purpose, bill);
  const withFees = costs(full.bill);
  const limit = checkLimits(card, withFees);
  if (limit !== undefined) return no(limit);
  if (velocityBreach(work, card) !== undefined) return no('M210');

  const unconfirmed = checkThreeDs(work, card, message);
  if (unconfirmed !== undefined) return no(unconfirmed);

  const short = checkFunds(work, card, withFees);
  const money =
    short === undefined
      ? full
      : message.partialApproval
        ? affordablePart(work, card, full, costs)
        : undefined;
  if (money === undefined) return no(short ?? 'M101');
  useChallenge(work, message, transaction);
  const undecided: Undecided = {
    until: decideBy(message),
    kind: message.purpose === 'financial' ? 'financial' : 'authorization',
    money,
    responseCode: money === full ? approved : approvedPartially,
    networkKey: message.key?.text ?? null,
    traceId: message.traceId,
    heldBefore: transaction.totals.held,
  };
  if (card.approvalMethod === 'WEBHOOK') return ask(work, card, transaction, undecided, full.bill);
  return approve(work, card, transaction, undecided);
}

/** The amount with the fees that it would be held with. */
export const priceOf = (transaction: CardTransaction, bill: bigint): bigint =>
  bill + feeSum(feesToHold(transaction, bill));

/**
 * What so much more on a purchase costs the cardholder, by how much its fees grow included: rounded on the whole amount, they may grow
 * by a cent more than those of this part alone. A single message is held so while a company is asked, and posted at once.
 */
function costOf(transaction: CardTransaction, purpose: Purpose, bill: bigint): bigint {
  const { held, cleared } = transaction.totals;
  const toHold = priceOf(transaction, held + bill) - priceOf(transaction, held);
  return purpose === 'financial'
    ? maxBigint(toHold, bill + feeSum(feesToPost(transaction, cleared + bill)))
    : toHold;
}

/** Appends what was approved, by our rules or by the company; `placed` is what the ledger holds for it already. */
export function approve(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  { kind, money, responseCode, networkKey, traceId }: Undecided,
  placed = 0n,
): PendingOutcome {
  const common = { money, responseCode, networkKey, traceId, placed };
  if (kind === 'financial') {
    countApproval(work, card, transaction);
    return append(work, card, transaction, {
      ...common,
      kind,
      post: { direction: 'charge', fees: feesToPost(transaction, transaction.totals.cleared + money.bill) },
      final: true,
      // It is money of its own: nothing was held for it, and what is held of its purchase stays.
      over: 0n,
    });
  }
  if (kind === 'authorization') countApproval(work, card, transaction);
  transaction.expiresAt = expiryOf(card, transaction);
  const { held, authorized, cleared } = transaction.totals;
  // A purchase whose clearing came first ends as if in order: what has cleared is not held again. What is authorized on top of one is.
  const stillToClear = transaction.closed ? 0n : maxBigint(0n, money.bill - cleared);
  const heldAfter = held + (authorized === 0n ? stillToClear : money.bill);
  return append(work, card, transaction, { ...common, kind, heldAfter });
}

/** When a hold that is approved or renewed now runs out. */
export const expiryOf = (card: CardAtWork, transaction: CardTransaction): Date =>
  new Date(card.now.getTime() + holdDays(transaction.merchant.mcc) * dayMs);

/** Holds the money and puts the question; the answer is settled in a unit of work of its own. */
export function ask(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  undecided: Undecided,
  requested: bigint,
): PendingOutcome {
  const before = transaction.feesHeld;
  suspend(work, card, transaction, undecided);
  const fees = feesMoved(transaction.feesHeld, before);
  const question = questionOf(card, transaction, { ...undecided, requested, fees });
  return {
    transaction: { ...transaction },
    entry: null,
    approved: false,
    responseCode: undecided.responseCode,
    approvedAmount: 0n,
    events: [question],
    undecided: true,
    asks: { requireSignedAnswer: card.decision.requireSignedAnswer },
  };
}

/** As much of the amount as there is money for, with what it `costs`; `undefined` when that is nothing. */
function affordablePart(
  work: Work,
  card: CardAtWork,
  full: Money,
  costs: (bill: bigint) => bigint,
): Money | undefined {
  const available = affordable(work, card);
  let bill = 0n;
  // What it costs grows with it, by steps where fees are rounded: the most that can be paid is found by halving.
  for (let above = minBigint(available, full.bill) + 1n; above - bill > 1n;) {
    const middle = (bill + above) / 2n;
    if (costs(middle) <= available) bill = middle;
    else above = middle;
  }
  return bill === 0n ? undefined : portionOf(full, bill);
}
