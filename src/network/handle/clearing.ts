import {
  findReferenced,
  isAnswered,
  standsFor,
  type CardEntry,
  type Referenced,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { movesNothing, unlessTakenBack } from './advice.ts';
import { saveAdvice } from './advices-store.ts';
import { isDuplicate } from './answer.ts';
import { calledOffAs } from './called-off.ts';
import { firstOf } from './first.ts';
import { readAdvised } from './in-our-stead.ts';
import { cluesOf, requestNamedBy, requestOfKey } from './key.ts';
import { canBeBilled, price } from './money.ts';
import { bookRefund, joins } from './request.ts';
import { takeBackRequest } from './reversal.ts';
import { readTakings } from './takings-store.ts';
import type { NetworkMessage } from '../meaning/types.ts';
import { decided, refused, type HandleDoors, type Said, type Verdict } from './types.ts';
import { isSetAside, stands } from './withdraw.ts';

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
  if (meaning.kind === 'refund') return bookRefund(doors, said, money);
  const standsIn = meaning.reason === 'stand_in';
  const clues = cluesOf(meaning);
  const purchase = await findReferenced(doors.database, card, clues);
  if (standsIn && purchase !== undefined) {
    if (await isNoted(doors, said)) return { kind: 'noted' };
    const isRepeat = await isAnswered(doors.database, card.company, said.key.text);
    const posted = isRepeat ? undefined : await postedFor(doors, said, purchase);
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
    const outcome = await doors.authorizations.submit({
      kind: 'force_post',
      ...firstOf(said, money),
      ...(standsIn && !isUnseen && { key: unlessTakenBack(said.key, await calledOffOf(doors, purchase)) }),
      ...joins(clues, purchase, purchase === undefined || standsIn),
      ...inOurStead,
      final: meaning.isFinal,
    });
    if (standsIn && isDuplicate(outcome) && outcome.transaction === null) await takeBackRequest(doors, said);
    // Another copy of it, at the same moment, found that it was posted.
    if (standsIn && isDuplicate(outcome) && (await isNoted(doors, said))) return { kind: 'noted' };
    return decided(outcome);
  } catch (error) {
    // Its single message came while we looked, or more to the purchase.
    if (error instanceof Failure && error.code === 'CONFLICT') return postPresentment(doors, said);
    throw error;
  }
}

/** Under which it is remembered that the network has taken back what is posted in our stead. */
async function calledOffOf({ database }: HandleDoors, { transaction, entry }: Referenced): Promise<string[]> {
  const { namesOf } = await readAdvised(database, transaction);
  return calledOffAs(namesOf(entry), false);
}

/** Writes down of which single message it is, which stays unposted here or was taken back: a reversal of that is one of this. */
async function noteOf(
  { database }: HandleDoors,
  { meaning, key }: Said,
  purchase: Referenced,
): Promise<void> {
  const { transaction, entry } = purchase;
  const { kind } = entry ?? transaction.deciding ?? {};
  if (transaction.purpose !== 'financial' && kind !== 'financial' && kind !== 'clearing') return;
  const request = requestOf(meaning, purchase);
  if (request === undefined || (await isAnswered(database, transaction.company, key.text))) return;
  await saveAdvice(database, transaction, { key: key.text, request });
}

/** The request of the single message that is named: of one that never came, what was posted in our stead bears the name. */
function requestOf(meaning: NetworkMessage, purchase: Referenced): string | undefined {
  const key = purchase.entry?.kind === 'clearing' ? requestNamedBy(meaning).key : keyOf(purchase);
  return key === null ? undefined : requestOfKey(key);
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
  const { transaction, approved } = await doors.authorizations.submit({
    kind: 'note',
    company: card.company,
    traceId: arrival.traceId,
    key: { ...key, fingerprint: `${standsFor}${posted.networkKey}` },
    transaction: posted.transaction,
    money: null,
  });
  if (transaction === null) await takeBackRequest(doors, said);
  // Or another copy of it has posted it at the same moment: it gets the answer of that.
  else if (!approved) return postPresentment(doors, said);
  return { kind: 'noted' };
}

/**
 * What was posted here of the single message that it is of, and stays: the network, which heard no answer, posted the same in our stead, or has
 * told of it before, under another trace number. Of what it has reversed nothing stays, nor is it posted again.
 */
async function postedFor(
  doors: HandleDoors,
  { meaning, arrival, key }: Said,
  purchase: Referenced,
): Promise<CardEntry | undefined> {
  const { transaction, entry, byKey } = purchase;
  const request = keyOf(purchase);
  if (!byKey || request === null || request === key.text) return undefined;
  const { database } = doors;
  const stays = async (posted: CardEntry): Promise<CardEntry | undefined> => {
    // Set aside by us and not booked: it stands, and will not be.
    const taken = (await readTakings(database, posted)).filter((each) => !isSetAside(request, each.key));
    return posted.networkKey !== key.text && taken.length === 0 ? posted : undefined;
  };
  const isPosted =
    entry?.kind === 'clearing' ||
    (entry?.kind === 'financial' && (await stands(doors, entry, arrival.traceId, request)));
  const own = isPosted ? await stays(entry) : undefined;
  if (own !== undefined) return own;
  const posted = (await readAdvised(database, transaction)).posted(requestOf(meaning, purchase));
  return posted && stays(posted);
}
