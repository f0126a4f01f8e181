import {
  entriesOfTransaction,
  findReferenced,
  type CardTransaction,
  type EntryKind,
  type Referenced,
  type StandIn,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { approvals } from '../meaning/tables.ts';
import type { NetworkMessage } from '../meaning/types.ts';
import { firstOf } from './first.ts';
import { advisedAfter } from './in-our-stead.ts';
import { cluesOf } from './key.ts';
import { canBeBilled, price } from './money.ts';
import { joins } from './request.ts';
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
  const purchase = await purchaseOf(doors, said);
  // Nothing, or less than a cent: only what is held can become that.
  if (money.bill === 0n && (purchase === undefined || meaning.reason !== 'completion'))
    return { kind: 'noted' };
  const standsIn = meaning.reason === 'stand_in' || (meaning.reason === null && isLaterDecline(purchase));
  if (purchase !== undefined && !standsIn && wasApproved(purchase.transaction)) {
    try {
      const outcome = await doors.authorizations.submit({
        kind: 'advise',
        company: card.company,
        traceId: arrival.traceId,
        key,
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
    const ofRequest = purchase === undefined ? {} : await requestOf(doors, meaning, purchase);
    return decided(await doors.authorizations.submit({ ...first, ...joins(purchase), ...ofRequest }));
  } catch (error) {
    // The company's word came while we looked: now it is known what is held of it.
    if (error instanceof Failure && error.code === 'CONFLICT') return bookAdvice(doors, said);
    throw error;
  }
}

/**
 * The purchase of an advice, once it is known whether the network heard what was approved of it here: what is about to be taken back
 * would take with it what is advised.
 */
async function purchaseOf({ database }: HandleDoors, said: Said): Promise<Referenced | undefined> {
  const find = () => findReferenced(database, said.card, cluesOf(said.meaning));
  const found = await find();
  if (found === undefined) return undefined;
  const entries = await entriesOfTransaction(database, found.transaction);
  const underWay = entries.flatMap(({ kind, networkKey }) =>
    requests.has(kind) && networkKey !== null ? (said.over(networkKey) ?? []) : [],
  );
  if (underWay.length === 0) return found;
  await Promise.all(underWay);
  return find();
}

const isLaterDecline = (purchase: Referenced | undefined): boolean =>
  purchase?.entry?.kind === 'decline' && purchase.entry.number > 1;

const requests: ReadonlySet<EntryKind> = new Set(['authorization', 'incremental_authorization', 'decline']);

/**
 * Which of several requests of its purchase a stand-in is of, and what of that is held: nothing where we declined it, or took it back
 * because nobody heard our approval. The first one stands for the whole purchase.
 */
async function requestOf(
  doors: HandleDoors,
  { reason }: NetworkMessage,
  { transaction, entry }: Referenced,
): Promise<Pick<StandIn, 'inPlaceOf' | 'asEntry'>> {
  if (
    transaction.deciding !== null &&
    (reason === 'increment' || (entry === undefined && reason !== 'completion'))
  )
    return { asEntry: transaction.entries + 1 };
  if (reason === 'completion' || entry === undefined || entry.number === 1 || !requests.has(entry.kind))
    return {};
  const { company, kind, networkKey, number, money } = entry;
  const isHeld =
    kind !== 'decline' && !(networkKey !== null && (await wasWithdrawn(doors, company, networkKey)));
  if (isHeld) return { inPlaceOf: money.bill };
  const advised = advisedAfter(await entriesOfTransaction(doors.database, transaction), number);
  return { inPlaceOf: advised?.money.bill ?? 0n };
}

const wasApproved = ({ state, deciding }: CardTransaction): boolean =>
  deciding === null && state !== 'declined' && state !== 'verified';
