import {
  findReferenced,
  type CardEntry,
  type CardOutcome,
  type LaterOperation,
  type Money,
  type Referenced,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { minBigint, mulDivHalfUp } from '../../kernel/money.ts';
import type { Amount, NetworkMessage } from '../meaning/types.ts';
import { originalOf } from './key.ts';
import { billingCurrency, price } from './money.ts';
import { decided, refused, type HandleDoors, type Said, type Verdict } from './types.ts';

/** Takes back what the network says, all or in part: 0400, 0420. A reversal that overtakes its original is remembered. */
export async function takeBack(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { meaning, card } = said;
  const { clues, originalKey } = originalOf(meaning, card.card);
  let original = await findReferenced(doors.database, card, clues);
  if (original === undefined) {
    await remember(doors, said, originalKey);
    // It may have been booked while we looked. From now on, it cannot be.
    original = await findReferenced(doors.database, card, clues);
  }
  if (original === undefined) return refused('N001');
  try {
    return decided(await reverse(doors, said, original));
  } catch (error) {
    // A presentment whose purchase was declined, a refund that never was: there is nothing to take back.
    if (error instanceof Failure && error.code === 'VAL') return refused('N001');
    throw error;
  }
}

/** Remembers the reversal, so that its original is declined should it still come. */
async function remember(
  { authorizations }: HandleDoors,
  { card, arrival }: Said,
  originalKey: string,
): Promise<void> {
  await authorizations.submit({
    kind: 'reverse_unseen',
    company: card.company,
    traceId: arrival.traceId,
    // Its own key is taken when it reverses something.
    key: null,
    card: card.card,
    originalKey,
  });
}

async function reverse(
  doors: HandleDoors,
  { meaning, card, key, arrival }: Said,
  { transaction, entry }: Referenced,
): Promise<CardOutcome> {
  const remaining = await inBilling(doors, meaning, meaning.remaining, entry);
  const common = {
    company: card.company,
    traceId: arrival.traceId,
    key,
    transaction: transaction.id,
  };
  const submit = (operation: LaterOperation): Promise<CardOutcome> => doors.authorizations.submit(operation);
  if (entry?.kind === 'clearing')
    return submit({ kind: 'reverse_clearing', ...common, money: lessRemaining(entry, remaining) });
  if (entry?.kind === 'refund')
    return submit({ kind: 'reverse_refund', ...common, money: lessRemaining(entry, remaining) });
  if (entry?.kind === 'incremental_authorization') {
    const money = lessRemaining(entry, remaining);
    const goes = minBigint(money.bill, transaction.totals.held);
    return submit({ kind: 'reverse', ...common, money: goes === 0n ? money : inUsd(goes), remaining: null });
  }
  return submit({ kind: 'reverse', ...common, money: partOf(meaning, entry), remaining });
}

/** What goes of one entry when so much of it remains. */
const lessRemaining = ({ money }: CardEntry, remaining: bigint | null): Money =>
  remaining === null || remaining === 0n ? money : inUsd(money.bill - remaining);

const inUsd = (bill: bigint): Money => ({
  bill,
  amount: bill,
  currency: billingCurrency.code,
  exchangeRate: null,
});

/**
 * Field 4 of a reversal is the amount of the original (1987, 4.3.4). Where it is less, and no field 95 says what remains, it
 * can only be what goes; otherwise all goes that is left.
 */
function partOf({ amount, remaining }: NetworkMessage, entry: CardEntry | undefined): Money | null {
  if (entry === undefined || remaining !== null || amount === null || amount.minor === 0n) return null;
  const { money } = entry;
  if (amount.currency.code !== money.currency || amount.minor >= money.amount) return null;
  return { ...money, bill: mulDivHalfUp(money.bill, amount.minor, money.amount), amount: amount.minor };
}

/** An amount in the transaction currency as it is billed: by the network's own conversion, the original's, or our rates. */
async function inBilling(
  doors: HandleDoors,
  { amount, billing }: NetworkMessage,
  part: Amount | null,
  entry: CardEntry | undefined,
): Promise<bigint | null> {
  if (part === null) return null;
  const { minor, currency } = part;
  if (currency.code === billingCurrency.code || minor === 0n) return minor;
  if (amount !== null && amount.minor > 0n && billing?.currency.code === billingCurrency.code)
    return mulDivHalfUp(minor, billing.minor, amount.minor);
  if (entry !== undefined && entry.money.currency === currency.code && entry.money.amount > 0n)
    return mulDivHalfUp(minor, entry.money.bill, entry.money.amount);
  const { money } = await price(doors, { amount: part, billing: null, conversionRate: null });
  return money.bill;
}
