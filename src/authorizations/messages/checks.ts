import {
  cardAccount,
  countTry,
  holdingAccount,
  spendingAt,
  statusOf,
  type CardAtWork,
  type CardStatus,
} from '../../cards/index.ts';
import { minBigint } from '../../kernel/money.ts';
import type { DeclineCode } from '../declines.ts';
import { barredCategories } from './merchant-categories.ts';
import type { Authorize, CardDataFound } from '../operations.ts';
import type { Work } from '../batches/work.ts';

/** Why a card of this status buys nothing. */
const declineOfStatus: Record<Exclude<CardStatus, 'ACTIVE'>, DeclineCode> = {
  INACTIVE: 'C201',
  FROZEN: 'C202',
  BLOCKED: 'C203',
  EXPIRED: 'C204',
  DELETED: 'C205',
};

/**
 * The checks that need no money, in the order of the rules: company and program, card, card data, merchant. The first
 * that fails is the reason. Wrong card data is counted, verifications too.
 */
export function checkCard(
  work: Work,
  card: CardAtWork,
  message: Pick<Authorize, 'merchant' | 'cardData' | 'refusal'>,
): DeclineCode | undefined {
  if (!card.program.enabled) return 'M103';
  const status = statusOf(card, card.now);
  if (status !== 'ACTIVE') return declineOfStatus[status];
  return checkCardData(work, card, message.cardData) ?? message.refusal ?? checkMerchant(card, message);
}

/** CVV and expiry date share their tries: the third wrong one in a row blocks the card, a right CVV starts anew. */
function checkCardData(
  work: Work,
  card: CardAtWork,
  { cvv, expiry }: CardDataFound,
): DeclineCode | undefined {
  if (cvv === 'wrong' || expiry === 'wrong') {
    work.changeCard(card);
    if (countTry(card, false) === 'blocked') return 'C101';
    return expiry === 'wrong' ? 'C211' : 'C102';
  }
  if (cvv === 'right' && card.cvvTries > 0) {
    countTry(card, true);
    work.changeCard(card);
  }
  return undefined;
}

function checkMerchant(card: CardAtWork, { merchant }: Pick<Authorize, 'merchant'>): DeclineCode | undefined {
  if (card.program.mccBlocked.has(merchant.mcc)) return 'C011';
  if (merchant.country !== null && card.program.countriesBlocked.has(merchant.country)) return 'C012';
  if (barredCategories.has(merchant.mcc)) return 'C103';
  return undefined;
}

/**
 * The spending limits, the amount counted with its fees. `alreadyHeld` is what an increment adds to: the
 * per-transaction limit holds for the sum.
 */
export function checkLimits(card: CardAtWork, amount: bigint, alreadyHeld = 0n): DeclineCode | undefined {
  const perTransaction = lowest(card.limits.perTransaction, card.program.perTransactionLimit);
  const spent = spendingAt(card.spending, card.now);
  const { daily, weekly, monthly } = card.limits;
  if (perTransaction !== null && amount + alreadyHeld > perTransaction) return 'M204';
  if (daily !== null && spent.day + amount > daily) return 'M201';
  if (weekly !== null && spent.week + amount > weekly) return 'M202';
  if (monthly !== null && spent.month + amount > monthly) return 'M203';
  return undefined;
}

const lowest = (a: bigint | null, b: bigint | null): bigint | null =>
  a === null ? b : b === null ? a : minBigint(a, b);

/** What there is for one more purchase of this card with its fees, USD cents. */
export function affordable(work: Work, card: CardAtWork): bigint {
  const holding = work.book.balance(holdingAccount(card.company)).available;
  if (card.approvalMethod !== 'TOP_UP') return holding;
  return minBigint(holding, work.book.balance(cardAccount(card.company, card.id)).available);
}

/** The card's own balance is looked at first, then the holding: against amount and fees. */
export function checkFunds(work: Work, card: CardAtWork, amount: bigint): DeclineCode | undefined {
  if (
    card.approvalMethod === 'TOP_UP' &&
    work.book.balance(cardAccount(card.company, card.id)).available < amount
  )
    return 'M102';
  return work.book.balance(holdingAccount(card.company)).available < amount ? 'M101' : undefined;
}
