import {
  findReferenced,
  type CardEntry,
  type CardTransaction,
  type LaterOperation,
  type Money,
  type Referenced,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { minBigint, mulDivHalfUp } from '../../kernel/money.ts';
import type { Amount, NetworkMessage } from '../meaning/types.ts';
import { originalOf } from './key.ts';
import { billingCurrency, inUsd, price } from './money.ts';
import { takeOf } from './takings.ts';
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
    return await reverse(doors, said, original);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // The company's word came while we looked: now it is known what there is to take back.
    if (error.code === 'CONFLICT') return takeBack(doors, said);
    // A presentment whose purchase was declined, a refund that never was: there is nothing to take back.
    if (error.code === 'VAL') return refused('N001');
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
): Promise<Verdict> {
  const { company } = card;
  const common = { company, traceId: arrival.traceId, key, transaction: transaction.id };
  const submit = async (operation: LaterOperation): Promise<Verdict> =>
    decided(await doors.authorizations.submit(operation));
  if (entry === undefined) {
    const asEntry = transaction.entries + 1;
    return submit({ kind: 'reverse', ...common, money: null, remaining: null, asEntry });
  }
  const remaining = await inBilling(doors, meaning, meaning.remaining, entry);
  const part = partOf(meaning, entry);
  /** Of this entry alone, whatever else there is of its purchase; as the network says it, where that is all that goes. */
  const takeOfEntry = async (book: (money: Money) => LaterOperation, most?: bigint): Promise<Verdict> =>
    decided(
      await takeOf(
        doors.database,
        entry,
        key.text,
        // Part of it is all of that part or nothing (N001).
        (left) => (part === null ? left - (remaining ?? 0n) : part.bill > left ? 0n : part.bill),
        (bill) => {
          const goes = most === undefined || most === 0n ? bill : minBigint(bill, most);
          const said = [part, entry.money].find((money) => money?.bill === goes);
          return doors.authorizations.submit(book(said ?? inUsd(goes)));
        },
      ),
    );
  if (entry.kind === 'clearing')
    return takeOfEntry((money) => ({ kind: 'reverse_clearing', ...common, money }));
  if (entry.kind === 'refund') return takeOfEntry((money) => ({ kind: 'reverse_refund', ...common, money }));
  // The first message of a purchase stands for all of it, whoever approved it then; of a later one that was declined there is nothing.
  if (entry.kind === 'decline' && entry.number > 1) return refused('N001');
  const takes = takesBack[entry.kind];
  const kind = { kind: 'reverse' as const, ...common, ...(takes && { takes }) };
  if (takes === undefined || (takes === 'hold' && !isPart(transaction, entry)))
    return submit({ ...kind, money: part, remaining });
  const { held, cleared } = transaction.totals;
  return takeOfEntry((money) => ({ ...kind, money, remaining: null }), takes === 'hold' ? held : cleared);
}

/** What a purchase has of a message of each kind. */
const takesBack: Partial<Record<CardEntry['kind'], 'hold' | 'posting'>> = {
  authorization: 'hold',
  incremental_authorization: 'hold',
  financial: 'posting',
};

/** Whether an authorization is one of several of its purchase, and only what it brought goes. The first one stands for what was added to it. */
const isPart = ({ totals }: CardTransaction, { kind, number, money }: CardEntry): boolean =>
  kind === 'incremental_authorization' || (totals.authorized > money.bill && number > 1);

/**
 * Field 4 of a reversal is the amount of the original (1987, 4.3.4). Where it is less, and no field 95 says what remains, it
 * can only be what goes; otherwise all goes that is left.
 */
function partOf({ amount, remaining }: NetworkMessage, entry: CardEntry): Money | null {
  if (remaining !== null || amount === null || amount.minor === 0n) return null;
  const { money } = entry;
  if (amount.currency.code !== money.currency || amount.minor >= money.amount) return null;
  return { ...money, bill: mulDivHalfUp(money.bill, amount.minor, money.amount), amount: amount.minor };
}

/** An amount in the transaction currency as it is billed: by the network's own conversion, the original's, or our rates. */
async function inBilling(
  doors: HandleDoors,
  { amount, billing }: NetworkMessage,
  part: Amount | null,
  entry: CardEntry,
): Promise<bigint | null> {
  if (part === null) return null;
  const { minor, currency } = part;
  if (currency.code === billingCurrency.code || minor === 0n) return minor;
  if (amount !== null && amount.minor > 0n && billing?.currency.code === billingCurrency.code)
    return mulDivHalfUp(minor, billing.minor, amount.minor);
  if (entry.money.currency === currency.code && entry.money.amount > 0n)
    return mulDivHalfUp(minor, entry.money.bill, entry.money.amount);
  const { money } = await price(doors, { amount: part, billing: null, conversionRate: null });
  return money.bill;
}
