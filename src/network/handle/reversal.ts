import {
  entriesOfTransaction,
  findReferenced,
  isReversedFirst,
  portionOf,
  type CardEntry,
  type CardOutcome,
  type CardTransaction,
  type LaterOperation,
  type Money,
  type Referenced,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { minBigint, mulDivHalfUp } from '../../kernel/money.ts';
import type { NetworkMessage } from '../meaning/types.ts';
import { callOff } from './called-off.ts';
import { brings, firstOfMoney, readAdvised } from './in-our-stead.ts';
import { namesOfAdvice, originalOf, requestAsOriginal, requestNamedBy, requestOfKey } from './key.ts';
import { billingCurrency, price } from './money.ts';
import { isTaken, takeOf } from './takings.ts';
import { decided, refused, type HandleDoors, type Said, type Verdict } from './types.ts';
import { isSetAside, stands, wasWithdrawn } from './withdraw.ts';

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
  await callOff(doors, said, original, isOfPart(meaning, original.entry));
  // An advice may have been booked while we looked. From now on, none can be.
  original = (await findReferenced(doors.database, card, clues)) ?? original;
  try {
    const inOurStead = await approvedInStead(doors, said, original);
    if (inOurStead !== undefined) return await takeInStead(doors, said, original, inOurStead);
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

/**
 * What the network approved, or posted, in our stead of the message that is reversed, where that is a later one of its purchase, or a single
 * message, that we declined, or took back because nobody heard of it, or that never came; of a single message also where it
 * was reversed before.
 */
async function approvedInStead(
  doors: HandleDoors,
  { meaning, key }: Said,
  { transaction, entry }: Referenced,
): Promise<CardEntry | undefined> {
  if (entry === undefined) return undefined;
  const { company, kind, networkKey, number } = entry;
  const isWithdrawn = async (): Promise<boolean> =>
    networkKey !== null && (await wasWithdrawn(doors, company, networkKey));
  const isGone =
    kind === 'decline' ||
    kind === 'authorization_advice' ||
    (takesBack[kind] === 'hold' && (await isWithdrawn())) ||
    ((kind === 'financial' || kind === 'clearing') && (await isTaken(doors.database, entry, key.text))) ||
    (kind === 'financial' && (await isWithdrawn()));
  if (!isGone) return undefined;
  const { first, of, posted, requestOf } = await readAdvised(doors.database, transaction);
  // Of a single message that never came, what was posted first bears the name.
  const request = kind === 'clearing' ? requestOfKey(requestNamedBy(meaning).key) : requestOf(entry);
  const clearing = posted(request);
  if (clearing !== undefined || kind === 'clearing' || number <= first) return clearing;
  const advised = of(request);
  if (advised === undefined) return undefined;
  const { advice, held } = advised;
  return { ...advice, money: portionOf(advice.money, held) };
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

async function reverse(doors: HandleDoors, said: Said, { transaction, entry }: Referenced): Promise<Verdict> {
  const common = commonOf(said, transaction);
  const submit = async (operation: LaterOperation): Promise<Verdict> =>
    decided(await doors.authorizations.submit(operation));
  if (entry === undefined) {
    const asEntry = transaction.entries + 1;
    return submit({ kind: 'reverse', ...common, money: null, remaining: null, asEntry });
  }
  const { kind, number } = entry;
  const { cleared } = transaction.totals;
  const takeIt = (of: (money: Money) => LaterOperation, most?: bigint): Promise<Verdict> =>
    takeOfEntry(doors, said, entry, of, most);
  if (kind === 'clearing') return takeIt((money) => ({ kind: 'reverse_clearing', ...common, money }));
  if (kind === 'refund') return takeIt((money) => ({ kind: 'reverse_refund', ...common, money }));
  if (kind === 'financial') {
    const operation = { kind: 'reverse', ...common, remaining: null, takes: 'posting' } as const;
    return takeIt((money) => ({ ...operation, money }), cleared);
  }
  // The first message of a purchase stands for all of it, whoever approved it then; of a later one that was declined there is nothing.
  if (kind === 'decline' && number > firstOfMoney(await entriesOfTransaction(doors.database, transaction)))
    return refused('N001');
  const takes = takesBack[kind];
  if (takes !== undefined && (await isPart(doors, transaction, entry)))
    return takeHoldOf(doors, said, transaction, entry);
  return submit({
    kind: 'reverse',
    ...common,
    money: await restOf(doors, transaction, entry, partOf(said.meaning, entry)),
    remaining: await inBilling(doors, said.meaning, entry),
    ...remainsAt(said.meaning),
    ...(takes && { takes }),
  });
}

const commonOf = ({ card, key, arrival }: Said, { id }: CardTransaction) => ({
  company: card.company,
  traceId: arrival.traceId,
  key,
  transaction: id,
});

const takeInStead = (
  doors: HandleDoors,
  said: Said,
  { transaction, entry }: Referenced,
  inOurStead: CardEntry,
): Promise<Verdict> =>
  inOurStead.kind === 'clearing'
    ? takeOfEntry(doors, said, inOurStead, (money) => ({
        kind: 'reverse_clearing',
        ...commonOf(said, transaction),
        money,
      }))
    : takeHoldOf(doors, said, transaction, inOurStead, entry);

/** Takes back the request that an advice is of, where a reversal that named this very advice came before it. */
export async function takeBackRequest(doors: HandleDoors, said: Said): Promise<void> {
  const { meaning, card, key } = said;
  if (!(await isReversedFirst(doors.database, card.company, namesOfAdvice(meaning, card.card)))) return;
  await takeBack(doors, {
    ...said,
    meaning: {
      ...meaning,
      original: requestAsOriginal(meaning),
      amount: null,
      billing: null,
      remaining: null,
    },
    key: { text: `reversed ${key.text}`, fingerprint: '' },
  });
}

/** Of what is held, what one of several messages brought. */
const takeHoldOf = (
  doors: HandleDoors,
  said: Said,
  transaction: CardTransaction,
  entry: CardEntry,
  request = entry,
): Promise<Verdict> => {
  const operation = {
    kind: 'reverse',
    ...commonOf(said, transaction),
    remaining: null,
    takes: 'hold',
  } as const;
  const { held } = transaction.totals;
  return takeOfEntry(doors, said, entry, (money) => ({ ...operation, money }), held, request);
};

/**
 * Of one entry alone, whatever else there is of its purchase; as the network says it, where that is all that goes. What it says is of the
 * request: the network may have approved more or less of that in our stead.
 */
async function takeOfEntry(
  doors: HandleDoors,
  { meaning, key, arrival }: Said,
  entry: CardEntry,
  operation: (money: Money) => LaterOperation,
  most?: bigint,
  request = entry,
): Promise<Verdict> {
  const part = partOf(meaning, request);
  const remaining = (await inBilling(doors, meaning, request)) ?? 0n;
  // Part of it is all of that part or nothing (N001), but for what each part is rounded by at most: half a cent.
  const wants = (left: bigint, before: number): bigint => {
    if (part === null) return left - remaining;
    const rounded = part.currency === billingCurrency.code ? 0n : BigInt(before + 1) / 2n;
    return part.bill > left + rounded ? 0n : minBigint(part.bill, left);
  };
  const book = (bill: bigint): Promise<CardOutcome> => {
    const goes = most === undefined || most === 0n ? bill : minBigint(bill, most);
    const said = [part, entry.money].find((money) => money?.bill === goes);
    return doors.authorizations.submit(operation(said ?? portionOf(entry.money, goes)));
  };
  // We may be about to take it back, and cannot where another process has told a repeat of it: whichever of us is first does.
  const { networkKey } = entry;
  const isVoid = async (by: string): Promise<boolean> =>
    networkKey !== null &&
    isSetAside(networkKey, by) &&
    (await stands(doors, entry, arrival.traceId, networkKey));
  const outcome = await takeOf(doors.database, entry, key.text, wants, book, isVoid);
  return decided(outcome);
}

/** What a purchase has of a message of each kind. */
const takesBack: Partial<Record<CardEntry['kind'], 'hold'>> = {
  authorization: 'hold',
  incremental_authorization: 'hold',
};

/** Whether an authorization is one of several of its purchase, and only what it brought goes. The first one stands for what was added to it. */
async function isPart(
  { database }: HandleDoors,
  transaction: CardTransaction,
  { kind, number, money }: CardEntry,
): Promise<boolean> {
  if (kind === 'incremental_authorization') return true;
  if (number === 1 || transaction.totals.authorized === money.bill) return false;
  const entries = await entriesOfTransaction(database, transaction);
  return entries.some((each) => each.number < number && brings.has(each.kind));
}

/**
 * Field 4 of a reversal is the amount of the original (1987, 4.3.4). Where it is less, and no field 95 says what remains, it
 * can only be what goes, as the network bills that, or in proportion; otherwise all goes that is left.
 */
function partOf({ amount, billing, remaining }: NetworkMessage, entry: CardEntry): Money | null {
  if (remaining !== null || amount === null || amount.minor === 0n) return null;
  const { money } = entry;
  if (amount.currency.code !== money.currency || amount.minor >= money.amount) return null;
  const isBilled =
    billing?.currency.code === billingCurrency.code && billing.minor > 0n && billing.minor < money.bill;
  const bill = isBilled ? billing.minor : mulDivHalfUp(money.bill, amount.minor, money.amount);
  return { ...money, bill, amount: amount.minor };
}

/** Whether something is to remain of what is reversed. */
const isOfPart = (meaning: NetworkMessage, entry: CardEntry | undefined): boolean =>
  (meaning.remaining ?? nothing).minor > 0n || (entry !== undefined && partOf(meaning, entry) !== null);

const nothing = { minor: 0n };

/** The last part of an authorization is what is left of it: parts that are rounded each come to some cents more, or less, than all of it. */
async function restOf(
  { database }: HandleDoors,
  transaction: CardTransaction,
  { money }: CardEntry,
  part: Money | null,
): Promise<Money | null> {
  if (part === null || part.currency === billingCurrency.code) return part;
  const entries = await entriesOfTransaction(database, transaction);
  const reversed = entries
    .filter((entry) => entry.kind === 'reversal' && entry.money.currency === part.currency)
    .reduce((sum, entry) => sum + entry.money.amount, part.amount);
  const { held } = transaction.totals;
  const off = held > part.bill ? held - part.bill : part.bill - held;
  return reversed === money.amount && held > 0n && off <= entries.length ? { ...part, bill: held } : part;
}

/** What is to remain, as it is at the merchant. */
const remainsAt = ({ remaining }: NetworkMessage) =>
  remaining === null ? {} : { remainsAt: { amount: remaining.minor, currency: remaining.currency.code } };

/** What is to remain as it is billed, by the network's own conversion, the original's, or our rates; null where field 95 says nothing. */
async function inBilling(
  doors: HandleDoors,
  { amount, billing, remaining }: NetworkMessage,
  entry: CardEntry,
): Promise<bigint | null> {
  if (remaining === null) return null;
  const { minor, currency } = remaining;
  if (currency.code === billingCurrency.code || minor === 0n) return minor;
  if (amount !== null && amount.minor > 0n && billing?.currency.code === billingCurrency.code)
    return mulDivHalfUp(minor, billing.minor, amount.minor);
  if (entry.money.currency === currency.code && entry.money.amount > 0n)
    return mulDivHalfUp(minor, entry.money.bill, entry.money.amount);
  const { money } = await price(doors, { amount: remaining, billing: null, conversionRate: null });
  return money.bill;
}
