import {
  cardAccount,
  endFreeClaim,
  holdAccounts,
  holdingAccount,
  purchasePostings,
  refundPostings,
  spend,
  type CardAtWork,
} from '../../cards/index.ts';
import type { PurchaseState } from '../../events/index.ts';
import { maxBigint } from '../../kernel/money.ts';
import type { Balance, Operation } from '../../ledger/index.ts';
import { newId } from '../../platform/ids.ts';
import { randomInt } from '../../platform/random.ts';
import { eventOf } from '../card-events.ts';
import { recount } from '../counted.ts';
import type { Decline } from '../declines.ts';
import { addFees, feesToHold } from '../fees.ts';
import { addEntry, approvedAmountOf, countsNow, feeSum, movesNoMoney, noFees, stateOf } from '../totals.ts';
import {
  holdOf,
  type CardEntry,
  type CardTransaction,
  type EntryKind,
  type Fees,
  type Money,
  type Purpose,
  type Undecided,
} from '../types.ts';
import type { PendingOutcome, Work } from '../batches/work.ts';

/** One more line in the life of a purchase, before it is booked. */
export interface Draft {
  readonly kind: EntryKind;
  readonly money: Money;
  /** What shall be held after it, USD cents without fees; the fees to hold follow. Default: as before. */
  readonly heldAfter?: bigint;
  /** What the ledger holds for it already, fees included: it was placed when the company was asked. */
  readonly placed?: bigint;
  /** What it posts: a charge takes from the cardholder, a credit gives back. Fees are posted with it. */
  readonly post?: { readonly direction: 'charge' | 'credit'; readonly fees: Fees };
  readonly final?: boolean;
  /** By how much it goes beyond what there was to go by, where that is not the hold. */
  readonly over?: bigint;
  readonly decline?: Decline;
  /** What is declined, where it is no authorization. */
  readonly asked?: EntryKind;
  readonly responseCode: string;
  readonly reason?: string;
  readonly networkKey: string | null;
  readonly traceId: string;
  /** By default now; an expiry happened when it was due. */
  readonly at?: Date;
}

/**
 * Appends one entry to a card transaction and makes everything that follows from it true in memory: totals, hold and
 * postings, fees, what counts against the limits, the event. The one place where the life of a purchase moves on.
 */
export function append(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  draft: Draft,
): PendingOutcome {
  const placed = draft.placed ?? 0n;
  const before = cardholderBalance(work, card).available + placed;
  const number = transaction.entries + 1;
  const heldAfter = draft.heldAfter ?? transaction.totals.held;
  const heldChange = heldAfter - transaction.totals.held;
  const heldBefore = transaction.totals.held + feeSum(transaction.feesHeld) + placed;

  const posted = draft.post?.fees ?? noFees;
  transaction.feesPosted = addFees(transaction.feesPosted, posted);
  const feesHeldBefore = transaction.feesHeld;
  transaction.feesHeld = feesToHold(transaction, heldAfter);
  const holdChange = heldAfter + feeSum(transaction.feesHeld) - heldBefore;
  const overPosted = book(work, card, transaction, draft, { number, holdChange, heldBefore });

  transaction.totals = addEntry(transaction.totals, { kind: draft.kind, money: draft.money, heldChange });
  transaction.entries = number;
  if (draft.final === true) transaction.closed = true;
  transaction.approvalCode ??= draft.decline === undefined ? approvalCode() : null;
  transaction.state = stateAfter(transaction, draft);
  countSpending(work, card, transaction);

  const entry: CardEntry = {
    id: newId('cardEntry'),
    company: transaction.company,
    transaction: transaction.id,
    card: transaction.card,
    number,
    kind: draft.kind,
    money: draft.money,
    fees: draft.post === undefined ? feesMoved(transaction.feesHeld, feesHeldBefore) : posted,
    heldChange,
    decline: draft.decline ?? null,
    asked: draft.asked ?? null,
    responseCode: draft.responseCode,
    final: draft.final ?? false,
    overPosted: draft.over ?? overPosted,
    originalBalance: before,
    newBalance: cardholderBalance(work, card).available,
    networkKey: draft.networkKey,
    traceId: draft.traceId,
    createdAt: draft.at ?? card.now,
  };
  work.addEntry(transaction, entry);
  const event = eventOf(card, transaction, entry, draft.reason);
  return {
    transaction: { ...transaction },
    entry,
    approved: draft.decline === undefined,
    responseCode: draft.responseCode,
    approvedAmount: approvedAmountOf(entry),
    events: event === undefined ? [] : [event],
  };
}

/**
 * What is refused leaves a purchase as it stood, and what moves no money one that was to move some; only what was still to be decided, or just
 * begun, is settled by it.
 */
const stateAfter = (transaction: CardTransaction, { kind }: Draft): PurchaseState =>
  (kind === 'decline' || (movesNoMoney.has(kind) && !asksOnly.has(transaction.purpose))) &&
  transaction.entries > 1 &&
  transaction.state !== 'deciding'
    ? transaction.state
    : stateOf(transaction, kind);

/** What such a purpose comes to is told by its latest message. */
const asksOnly: ReadonlySet<Purpose> = new Set(['verification', 'balance_inquiry', 'refund']);

/** Field 38: six digits that the terminal prints on the receipt. */
const approvalCode = (): string => randomInt(0, 1_000_000).toString().padStart(6, '0');

/**
 * Holds the money of a purchase that the company is to decide, before it is asked: an approval can then never overspend.
 * It belongs to no entry yet, and shows in what is held only.
 */
export function suspend(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  undecided: Undecided,
): void {
  const before = transaction.totals.held + feeSum(transaction.feesHeld);
  const held = undecided.heldBefore + undecided.money.bill;
  transaction.totals = { ...transaction.totals, held };
  transaction.feesHeld = feesToHold(transaction, held);
  transaction.deciding = undecided;
  transaction.state = 'deciding';
  changeHold(work, card, transaction, held + feeSum(transaction.feesHeld) - before, {
    company: transaction.company,
    key: `${transaction.id}:deciding:${transaction.entries + 1}`,
    reference: transaction.id,
    kind: 'deciding',
    at: card.now,
  });
  countSpending(work, card, transaction);
  work.changeTransaction(transaction);
}

/** What the cardholder may spend: the card's own balance for a `TOP_UP` card, else the company's holding. */
export const cardholderBalance = (work: Work, card: CardAtWork): Balance =>
  work.book.balance(
    card.approvalMethod === 'TOP_UP' ? cardAccount(card.company, card.id) : holdingAccount(card.company),
  );

interface Movement {
  readonly number: number;
  /** By how much the hold changes, fees included. */
  readonly holdChange: bigint;
  readonly heldBefore: bigint;
}

/** Tells the ledger; answers what a posting took beyond the hold. */
function book(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  draft: Draft,
  movement: Movement,
): bigint {
  const operation = {
    company: transaction.company,
    key: `${transaction.id}:${movement.number}`,
    reference: transaction.id,
    kind: draft.kind,
    at: draft.at ?? card.now,
  };
  const hold = holdOf(transaction.id);
  if (draft.post !== undefined) {
    const { direction, fees } = draft.post;
    const amount = draft.money.bill + feeSum(fees);
    const released = maxBigint(-movement.holdChange, 0n);
    work.book.post({
      ...operation,
      postings:
        direction === 'charge'
          ? purchasePostings(card, draft.money.bill, feeSum(fees))
          : refundPostings(card, draft.money.bill, -feeSum(fees)),
      ...(released > 0n ? { take: { hold, amount: released, final: movement.heldBefore === released } } : {}),
    });
    // A clearing that is taken back gives its flat fee back, too: it is held again with what remains authorized.
    if (movement.holdChange > 0n)
      work.book.change({ ...operation, key: `${operation.key}:fees`, hold, change: movement.holdChange });
    endFreeClaim(work.book, card, { ...operation, key: `${operation.key}:claim`, kind: 'claim_ended' });
    // What a card owes stands in its row, also where nothing of it counts against the limits: a refund, or one taken back.
    work.changeCard(card);
    return direction === 'charge' && movement.heldBefore > 0n
      ? maxBigint(amount - movement.heldBefore, 0n)
      : 0n;
  }
  if (movement.holdChange !== 0n) changeHold(work, card, transaction, movement.holdChange, operation);
  return 0n;
}

function changeHold(
  work: Work,
  card: CardAtWork,
  transaction: CardTransaction,
  change: bigint,
  operation: Operation,
): void {
  const hold = holdOf(transaction.id);
  if (work.book.hold(transaction.company, hold) === undefined) {
    work.book.place({ ...operation, hold, accounts: holdAccounts(card), amount: change });
  } else {
    work.book.change({ ...operation, hold, change });
  }
  endFreeClaim(work.book, card, { ...operation, key: `${operation.key}:claim`, kind: 'claim_ended' });
}

function countSpending(work: Work, card: CardAtWork, transaction: CardTransaction): void {
  const { counted, changes } = recount(transaction.counted, countsNow(transaction), card.now);
  if (changes.length === 0) return;
  transaction.counted = counted;
  for (const change of changes) card.spending = spend(card.spending, change.at, change.amount);
  work.changeCard(card);
}

/** The fees that a step without a posting tells of: those it added to the hold, or freed from it. */
export function feesMoved(after: Fees, before: Fees): Fees {
  const change = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);
  return { atm: change(after.atm, before.atm), fx: change(after.fx, before.fx) };
}
