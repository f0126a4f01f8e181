import {
  entriesOfTransaction,
  findReferenced,
  inUsd,
  isAnswered,
  type CardEntry,
  type CardTransaction,
  type Clue,
  type EntryKind,
  type MessageKey,
  type Referenced,
  type StandIn,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { approvals } from '../meaning/tables.ts';
import type { NetworkMessage } from '../meaning/types.ts';
import { dropAdvice, saveAdvice } from './advices-store.ts';
import { isDuplicate } from './answer.ts';
import { calledOffAs } from './called-off.ts';
import { firstOf } from './first.ts';
import { brings, firstOfMoney, readAdvised } from './in-our-stead.ts';
import { cluesOf, requestNamedBy, requestOfKey } from './key.ts';
import { canBeBilled, price } from './money.ts';
import { joins } from './request.ts';
import { takeBackRequest } from './reversal.ts';
import { decided, refused, type HandleDoors, type Said, type Verdict } from './types.ts';
import { wasWithdrawn } from './withdraw.ts';

/** What was declined elsewhere moves no money, nor does what is no purchase. */
export const movesNothing = ({ kind, step, advisedResponse }: NetworkMessage): boolean =>
  kind === 'verification' ||
  kind === 'balance_inquiry' ||
  (kind === 'refund' && step === 'advice') ||
  (advisedResponse !== null && !approvals.has(advisedResponse));

/** Books what was authorized or completed elsewhere: 0120. It cannot be refused. */
export async function bookAdvice(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { meaning, card, key, arrival } = said;
  if (movesNothing(meaning)) return { kind: 'noted' };
  const { money, supported } = await price(doors, meaning);
  if (!supported) return refused('N002');
  if (money.bill > 0n && !canBeBilled(money)) return refused('N003');
  const clues = cluesOf(meaning);
  const purchase = await purchaseOf(doors, said, clues);
  // Nothing, or less than a cent: only what is held can become that.
  if (money.bill === 0n && (purchase === undefined || meaning.reason !== 'completion'))
    return { kind: 'noted' };
  const { reason } = meaning;
  const standsIn = reason === 'stand_in' || (reason !== 'completion' && isOfLater(purchase, meaning));
  if (purchase !== undefined && !standsIn && wasApproved(purchase.transaction)) {
    try {
      const outcome = await doors.authorizations.submit({
        kind: 'advise',
        company: card.company,
        traceId: arrival.traceId,
        key: unlessTakenBack(key, calledOffAs(await namesOf(doors, purchase, reason), true)),
        transaction: purchase.transaction.id,
        money,
        adds: meaning.reason === 'increment',
      });
      return decided(outcome);
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'VAL')) throw error;
    }
  }
  if (money.bill === 0n) return { kind: 'noted' };
  const first = { kind: 'stand_in', ...firstOf(said, money) } as const;
  try {
    const { calledOff, ...ofRequest } = await requestOf(doors, said, purchase, money.bill);
    const outcome = await doors.authorizations.submit({
      ...first,
      key: unlessTakenBack(key, calledOff),
      ...joins(clues, purchase, true),
      ...ofRequest,
    });
    if (isDuplicate(outcome) && outcome.transaction === null) await takeBackRequest(doors, said);
    return decided(outcome);
  } catch (error) {
    // More came to the purchase while we looked, the company's word perhaps: now it is known what is held of the request.
    if (error instanceof Failure && error.code === 'CONFLICT') return bookAdvice(doors, said);
    throw error;
  }
}

/** Nothing is booked of what the network has taken back under one of these names. */
export const unlessTakenBack = (key: MessageKey, names: readonly string[]): MessageKey => ({
  ...key,
  reversedAs: [...(key.reversedAs ?? []), ...names],
});

/** What an advice of all of a purchase, or of more on it, is of. */
async function namesOf(
  { database }: HandleDoors,
  { transaction, entries, entry }: Found,
  reason: NetworkMessage['reason'],
): Promise<string[]> {
  const names = (await readAdvised(database, transaction, entries)).namesOf(entry);
  return reason === 'increment' ? [...names, transaction.id] : names;
}

/** A purchase that an advice is of, and what has happened to it. */
interface Found extends Referenced {
  readonly entries: readonly CardEntry[];
}

/**
 * The purchase of an advice, once it is known whether the network heard what was approved of it here: what is about to be taken back
 * would take with it what is advised.
 */
async function purchaseOf(
  { database }: HandleDoors,
  said: Said,
  clues: readonly Clue[],
): Promise<Found | undefined> {
  for (;;) {
    const found = await findReferenced(database, said.card, clues);
    if (found === undefined) return undefined;
    const entries = await entriesOfTransaction(database, found.transaction);
    const underWay = entries.flatMap(({ kind, networkKey }) =>
      requests.has(kind) && networkKey !== null ? (said.over(networkKey) ?? []) : [],
    );
    if (underWay.length === 0) return { ...found, entries };
    await Promise.all(underWay);
  }
}

const requested: ReadonlySet<EntryKind> = new Set(['authorization', 'incremental_authorization']);
const requests: ReadonlySet<EntryKind> = new Set([...requested, 'decline']);

/**
 * Whether an advice that does not say what it is tells of a later request of its purchase: of one that we declined, or of more; also of one
 * that it names and that never came.
 */
function isOfLater(
  purchase: Found | undefined,
  { reason, original }: Pick<NetworkMessage, 'reason' | 'original'>,
): boolean {
  if (purchase === undefined) return false;
  const { entry, byKey, entries } = purchase;
  const isMore = reason === 'increment';
  if (isMore && original !== null && !byKey) return true;
  if (entry === undefined || entry.number <= firstOfMoney(entries)) return false;
  const isAdvised = byKey && entry.kind === 'authorization_advice';
  return entry.kind === 'decline' || isAdvised || (isMore && requests.has(entry.kind));
}

interface OfRequest extends Pick<StandIn, 'inPlaceOf' | 'asEntry' | 'seen' | 'request'> {
  /** Under which it is remembered that the network has taken back what the advice tells of. */
  readonly calledOff: readonly string[];
}

/**
 * Which request of its purchase a stand-in is of, and what of that is held: nothing where we declined it, or took it back because nobody
 * heard our approval, or where it never came, but for what was advised of it before. The first one stands for the whole purchase while
 * there is no other.
 */
async function requestOf(
  { database }: HandleDoors,
  { meaning, key }: Said,
  purchase: Found | undefined,
  bill: bigint,
): Promise<OfRequest> {
  const named = requestNamedBy(meaning);
  if (purchase === undefined) return { calledOff: [], request: named };
  const { transaction, entries, byKey } = purchase;
  const { company, deciding, totals } = transaction;
  const { reason } = meaning;
  const more = await ofMore(database, meaning, purchase);
  const entry = more?.like ?? purchase.entry;
  // A repeat is of what it was of when it came first.
  const isRepeat = (): Promise<boolean> => isAnswered(database, company, key.text);
  const isOf = async (request: string): Promise<void> => {
    if (!(await isRepeat())) await saveAdvice(database, transaction, { key: key.text, request });
  };
  const isOfNone = deciding === null && !entries.some(({ kind }) => requests.has(kind) || brings.has(kind));
  const isUnseen =
    !byKey && (more === undefined ? meaning.original !== null || isOfNone : more.like === undefined);
  const {
    seen,
    first,
    requestOf: of,
    of: inOurStead,
    namesOf,
    isWrittenDown,
  } = await readAdvised(database, transaction, entries);
  // More goes with what it is on; of a request that never came nothing else is known to have been taken back.
  const calledOff = [
    ...(isUnseen ? [] : calledOffAs(namesOf(deciding === null ? entry : undefined), reason === 'completion')),
    ...(reason === 'increment' ? calledOffAs([transaction.id], true) : []),
  ];
  if (
    !isUnseen &&
    deciding !== null &&
    (reason === 'increment' || (entry === undefined && reason !== 'completion'))
  ) {
    const asEntry = transaction.entries + 1;
    if (asEntry > 1 && deciding.networkKey !== null) await isOf(requestOfKey(deciding.networkKey));
    return { calledOff, asEntry };
  }
  if (reason === 'completion') return { calledOff };
  if (isUnseen && totals.authorized === 0n) return { calledOff, request: named };
  const stands = async ({ kind, networkKey }: CardEntry): Promise<boolean> =>
    requested.has(kind) && !(networkKey !== null && (await wasWithdrawn({ database }, company, networkKey)));
  if (!isUnseen && entry !== undefined && entry.number <= first) {
    // What it is of has come since we looked first.
    if (isWrittenDown(key.text) && !(await isRepeat())) await dropAdvice(database, transaction, key.text);
    const isNamed = byKey || more?.like !== undefined;
    const advices = entries.filter(({ kind }) => kind === 'authorization_advice');
    const hasOthers =
      advices.some((each) => of(each) !== undefined) ||
      entries.some(({ kind, number }) => number > first && requested.has(kind));
    if (!isNamed || !hasOthers) return { calledOff, seen };
    // Told of before, or approved by us: no more than that is held of it beside the others.
    const isTold = advices.some((each) => of(each) === undefined);
    return { calledOff, seen, inPlaceOf: isTold ? bill : (await stands(entry)) ? entry.money.bill : 0n };
  }
  const request = isUnseen ? requestOfKey(named.key) : entry && of(entry);
  if (request === undefined) return { calledOff, seen };
  await isOf(request);
  const isHeld = !isUnseen && entry !== undefined && (await stands(entry));
  return {
    calledOff,
    inPlaceOf: (isHeld ? entry.money.bill : 0n) + (inOurStead(request)?.held ?? 0n),
    seen,
    ...(isUnseen ? { request: named } : {}),
  };
}

/**
 * Whether a stand-in that names its purchase by a reference alone, and no request, is of more on it: of a request `like` it, or of one that
 * never came. Where what stands of the purchase was another amount, and all of it is another one, too, it can be of nothing else.
 */
async function ofMore(
  database: HandleDoors['database'],
  { reason, original, amount }: NetworkMessage,
  { transaction, entries, byKey }: Found,
): Promise<{ readonly like: CardEntry | undefined } | undefined> {
  const { company, deciding, totals } = transaction;
  if (reason !== 'stand_in' || byKey || original !== null || amount === null) return undefined;
  const isLike = ({ money }: Pick<CardEntry, 'money'>): boolean =>
    money.amount === amount.minor && money.currency === amount.currency.code;
  if (deciding !== null || totals.held === 0n || isLike({ money: inUsd(totals.held) })) return undefined;
  const brought = entries.filter(({ kind }) => brings.has(kind));
  const withdrawn = await Promise.all(
    brought.map(
      async ({ networkKey }) =>
        networkKey !== null && (await wasWithdrawn({ database }, company, networkKey)),
    ),
  );
  const standing = brought.find((_, at) => withdrawn[at] !== true);
  if (standing === undefined || isLike(standing)) return undefined;
  const { requestOf: of } = await readAdvised(database, transaction, entries);
  const others = entries.filter((entry) => brings.has(entry.kind) || requests.has(entry.kind));
  return { like: others.findLast((entry) => isLike(entry) && of(entry) !== undefined) };
}

const wasApproved = ({ state, deciding }: CardTransaction): boolean =>
  deciding === null && state !== 'declined' && state !== 'verified';
