import {
  cardAccount,
  holdingAccount,
  spendingAt,
  statusOf,
  type CardAtWork,
  type CardStatus,
} from '../cards/index.ts';
import { minBigint } from '../kernel/money.ts';
import type { DeclineCode } from './declines.ts';
import { barredCategories } from './merchant-categories.ts';
import type { Authorize } from './operations.ts';
import type { Work } from './work.ts';

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
 * that fails is the reason.
 */
export function checkCard(card: CardAtWork, message: Authorize): DeclineCode | undefined {
  if (!card.program.enabled) return 'M103';
  const status = statusOf(card, card.now);
  if (status !== 'ACTIVE') return declineOfStatus[status];
  if (message.refusal !== null) return message.refusal;
  return checkMerchant(card, message);
}

function checkMerchant(card: CardAtWork, { merchant }: Authorize): DeclineCode | undefined {
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

/** What there is for one more purchase of this card, fees included, and which balance says so. USD cents. */
export function fundsFor(
  work: Work,
  card: CardAtWork,
): { readonly available: bigint; readonly short: 'M101' | 'M102' } {
  const holding = work.book.balance(holdingAccount(card.company)).available;
  if (card.approvalMethod !== 'TOP_UP') return { available: holding, short: 'M101' };
  const own = work.book.balance(cardAccount(card.company, card.id)).available;
  return own < holding ? { available: own, short: 'M102' } : { available: holding, short: 'M101' };
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
