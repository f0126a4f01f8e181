import {
  findReferenced,
  isAnswered,
  standsFor,
  type CardEntry,
  type Referenced,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { movesNothing } from './advice.ts';
import { saveAdvice } from './advices-store.ts';
import { firstOf } from './first.ts';
import { readAdvised } from './in-our-stead.ts';
import { cluesOf, requestNamedBy, requestOfKey } from './key.ts';
import { canBeBilled, price } from './money.ts';
import { joins } from './request.ts';
import { takeAll } from './reversal.ts';
import { readTakings } from './takings-store.ts';
import { decided, refused, type HandleDoors, type Said, type Verdict } from './types.ts';
import { stands } from './withdraw.ts';

/**
 * Posts a presentment: 0220. The network is owed it, whatever became of the purchase and whether there was one; a refund
 * is owed to the cardholder alike. Of a single message that it approved in our stead it is posted once.
 */
export async function postPresentment(doors: HandleDoors, said: Said): Promise<Verdict> {
  const { meaning, card } = said;
  if (movesNothing(meaning)) return { kind: 'noted' };
  const { money, supported } = await price(doors, meaning);
  if (!supported) return refused('N002');
  // Less than a cent: there is nothing to post.
  if (money.bill === 0n) return { kind: 'noted' };
  if (!canBeBilled(money)) return refused('N003');
  const purchase = await findReferenced(doors.database, card, cluesOf(meaning));
  const first = { ...firstOf(said, money), ...joins(purchase) };
  if (meaning.kind === 'refund')
    return decided(await doors.authorizations.submit({ kind: 'refund_unlinked', ...first }));
  const standsIn = meaning.reason === 'stand_in';
  if (standsIn && purchase !== undefined) {
    if (await isNoted(doors, said)) return { kind: 'noted' };
    const posted = await postedFor(doors, said, purchase);
    if (posted !== undefined) return noteOn(doors, said, posted);
  }
  const isUnseen = purchase === undefined || (!purchase.byKey && meaning.original !== null);
  const inOurStead = !standsIn
    ? {}
    : isUnseen
      ? { request: requestNamedBy(meaning) }
      : { seen: purchase.transaction.entries };
  if (standsIn && purchase?.byKey === true) await noteOf(doors, said, purchase);
  try {
    const operation = { kind: 'force_post', ...first, ...inOurStead, final: meaning.isFinal } as const;
    return decided(await doors.authorizations.submit(operation));
  } catch (error) {
    // Its single message came while we looked, or more to the purchase.
    if (error instanceof Failure && error.code === 'CONFLICT') return postPresentment(doors, said);
    throw error;
  }
}

/** Writes down of which single message it is, which stays unposted here or was taken back: a reversal of that is one of this. */
async function noteOf({ database }: HandleDoors, { key }: Said, purchase: Referenced): Promise<void> {
  const { transaction, entry } = purchase;
  const { kind } = entry ?? transaction.deciding ?? {};
  if (transaction.purpose !== 'financial' && kind !== 'financial') return;
  const request = keyOf(purchase);
  if (request === null || (await isAnswered(database, transaction.company, key.text))) return;
  await saveAdvice(database, transaction, { key: key.text, request: requestOfKey(request) });
}

/** The key of the message that is named: one that its company is still being asked about has no entry yet. */
const keyOf = ({ transaction, entry }: Referenced): string | null =>
  entry === undefined ? (transaction.deciding?.networkKey ?? null) : entry.networkKey;

/** Whether it has come before, and told of what was posted: whatever became of that since, a repeat tells nothing new. */
async function isNoted({ database }: HandleDoors, { card, key }: Said): Promise<boolean> {
  const named = await findReferenced(database, card, [{ keyBegins: [key.text], preferably: '' }]);
  return named?.entry !== undefined && named.entry.networkKey !== key.text;
}

/**
 * Notes that it tells of what is posted, so that a reversal that names it takes that back. One that came first had nothing to take: it is done
 * now.
 */
async function noteOn(doors: HandleDoors, said: Said, posted: CardEntry): Promise<Verdict> {
  const { key, card, arrival } = said;
  const { transaction } = await doors.authorizations.submit({
    kind: 'note',
    company: card.company,
    traceId: arrival.traceId,
    key: { ...key, fingerprint: `${standsFor}${posted.networkKey}` },
    transaction: posted.transaction,
    money: null,
  });
  if (transaction === null) await takeAll(doors, said, posted);
  return { kind: 'noted' };
}

/**
 * What was posted here of the single message that it is of, and stays: the network, which heard no answer, posted the same in our stead, or has
 * told of it before, under another trace number.
 */
async function postedFor(
  doors: HandleDoors,
  { arrival, key }: Said,
  purchase: Referenced,
): Promise<CardEntry | undefined> {
  const { transaction, entry, byKey } = purchase;
  const request = keyOf(purchase);
  if (!byKey || request === null || request === key.text) return undefined;
  const { database } = doors;
  const stays = async (posted: CardEntry): Promise<CardEntry | undefined> =>
    posted.networkKey !== key.text && (await readTakings(database, posted)).length === 0 ? posted : undefined;
  if (entry?.kind === 'clearing') return stays(entry);
  if (entry?.kind === 'financial' && (await stands(doors, entry, arrival.traceId, request)))
    return stays(entry);
  const posted = (await readAdvised(database, transaction)).posted(requestOfKey(request));
  return posted && stays(posted);
}
