import { statusOf } from '../../cards/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { maxBigint, minBigint } from '../../kernel/money.ts';
import { approve, ask, decideBy, expiryOf, priceOf } from './authorize.ts';
import { becomes, begin, joinedBy } from './begin.ts';
import { checkCard, checkFunds, checkLimits } from './checks.ts';
import { approved } from '../declines.ts';
import { asLookedUp, asSeen, movedOn, underWay } from './later.ts';
import { leftOf, lessOf, portionOf } from './left.ts';
import type { Advise, Increment, StandIn } from '../operations.ts';
import { appendUnrefused, refuse } from './refuse.ts';
import { overrule } from './settle.ts';
import { rememberForRequest } from './unseen-request.ts';
import type { CardTransaction, Money, Undecided } from '../types.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

/** More on top of an approved purchase. Refused, it leaves the hold as it was; approved, it renews the expiry. */
export function increment(work: Work, message: Increment): PendingOutcome {
  const { transaction, card } = underWay(work, message);
  const { money } = message;
  if (transaction.totals.held === 0n) {
    throw new Failure('VAL', 'Nothing is held on this transaction any more: authorize a new purchase.');
  }
  const heldBefore = transaction.totals.held;
  const more = priceOf(transaction, heldBefore + money.bill) - priceOf(transaction, heldBefore);
  const refusal =
    checkCard(work, card, {
      merchant: transaction.merchant,
      cardData: { cvv: null, expiry: null },
      refusal: null,
    }) ??
    checkLimits(card, more, priceOf(transaction, heldBefore)) ??
    checkFunds(work, card, more);
  if (refusal !== undefined) return refuse(work, card, transaction, message, refusal, money);
  const undecided: Undecided = {
    until: decideBy(message),
    kind: 'incremental_authorization',
    money,
    responseCode: approved,
    networkKey: message.key?.text ?? null,
    traceId: message.traceId,
    heldBefore,
  };
  return card.approvalMethod === 'WEBHOOK'
    ? ask(work, card, transaction, undecided, money.bill)
    : approve(work, card, transaction, undecided);
}

/** What a purchase came to, or came to in addition: what is held follows, up or down. It is never refused. */
export function advise(work: Work, message: Advise): PendingOutcome {
  const { transaction } = underWay(work, message);
  const { money, adds } = message;
  becomes(transaction, { money }, 'purchase');
  const heldAfter = adds === true ? heldOnTop(transaction, money.bill) : heldOfAll(transaction, money.bill);
  return holdAsAdvised(work, transaction, message, heldAfter, adds === true ? money.bill : undefined);
}

/**
 * The network approved in our stead. It attaches to the request that we answered late or declined: one hold, never
 * two. Alone it begins a purchase of its own.
 *
 * @throws Failure CONFLICT where it is of a question that was settled, of a purchase that moved on, or of another one, in the meantime
 */
export function standIn(work: Work, message: StandIn): PendingOutcome {
  const card = work.card(message);
  asLookedUp(work, message);
  const joined = joinedBy(work, message);
  const { asEntry, money } = message;
  const asked = joined?.deciding ?? null;
  if (asEntry !== undefined && (asked === null || joined?.entries !== asEntry - 1)) throw movedOn();
  if (joined !== undefined) asSeen(joined, message);
  const settled = joined === undefined ? [] : overrule(work, joined, message.traceId);
  const transaction = joined ?? begin(work, card, message, 'purchase');
  becomes(transaction, message, 'purchase');
  transaction.decision = {
    by: 'network',
    detail: `The card is ${statusOf(card, card.now)}; the network approved in our stead.`,
  };
  const isMore = asEntry !== undefined && asked !== null && asked.heldBefore > 0n;
  const inPlaceOf = isMore ? 0n : message.inPlaceOf;
  const more = inPlaceOf === undefined ? undefined : money.bill - inPlaceOf;
  const heldAfter =
    more === undefined
      ? transaction.closed
        ? transaction.totals.held
        : heldOfAll(transaction, money.bill)
      : heldOnTop(transaction, more);
  const advised = holdAsAdvised(work, transaction, message, heldAfter, more);
  rememberForRequest(work, message, advised);
  return { ...advised, events: [...settled, ...advised.events] };
}

/** What is held when all of a purchase comes to this. What was cleared before its advice came is not held again. */
function heldOfAll({ closed, totals }: CardTransaction, bill: bigint): bigint {
  // Of a purchase that has cleared for good, what is held is of something else that was authorized: that can come to less.
  return closed ? minBigint(totals.held, bill) : maxBigint(0n, bill - totals.cleared);
}

/** What is held with so much more, or less; of a purchase that has cleared for good, where anything is still held. */
const heldOnTop = ({ closed, totals: { held } }: CardTransaction, more: bigint): bigint =>
  closed && held === 0n ? 0n : maxBigint(0n, held + more);

/** @param more how much more than was known the advice tells of; `undefined` where it tells of all of the purchase */
function holdAsAdvised(
  work: Work,
  transaction: CardTransaction,
  message: Advise | StandIn,
  heldAfter: bigint,
  more: bigint | undefined,
): PendingOutcome {
  const card = work.card({ company: transaction.company, card: transaction.card });
  const { money } = message;
  const { held, authorized, reversed } = transaction.totals;
  // What cleared for good before its advice came ends as if in order: what had not been authorized of it is now.
  const late = maxBigint(0n, more ?? money.bill - (authorized - reversed));
  const change = transaction.closed && heldAfter === held ? late : heldAfter - held;
  if (held === 0n) transaction.expiresAt = expiryOf(card, transaction);
  return appendUnrefused(work, card, transaction, {
    kind: 'authorization_advice',
    money: moneyOfAdvice(work, transaction, money, change, more),
    heldAfter,
    responseCode: approved,
    networkKey: message.key?.text ?? null,
    traceId: message.traceId,
  });
}

/** By how much what is held goes up or down, as it is at the merchant; `more` as for {@link holdAsAdvised}. */
function moneyOfAdvice(
  work: Work,
  transaction: CardTransaction,
  money: Money,
  change: bigint,
  more: bigint | undefined,
): Money {
  const size = change < 0n ? -change : change;
  if (size === money.bill) return money;
  // It says what all of the purchase comes to.
  if (change < 0n && more === undefined && transaction.totals.cleared === 0n)
    return lessOf(
      leftOf(work, transaction, ({ held }) => held),
      size,
      money,
    );
  return portionOf(money, size);
}
