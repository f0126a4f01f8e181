import { cardKey, lockMany, type CardRef } from '../../cards/index.ts';
import type { Events } from '../../events/index.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import type { Tx } from '../../platform/database.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { hashesOfCode } from './codes.ts';
import {
  findByCode,
  findChallenge,
  isCodeOf,
  updateAnswered,
  updateExpired,
  type ChallengeRef,
} from './store.ts';
import { mostTries, type Challenge } from './types.ts';

export interface DecideDoors {
  readonly secrets: Secrets;
  readonly events: Pick<Events, 'eraseSecret'>;
}

/** What became of an answer; a failure is thrown once what it found has been written down. */
export type Decided = Challenge | Failure;

/** The company passes the cardholder's answer on; the code says which challenge it is of. */
export async function decideByCode(
  tx: Tx,
  doors: DecideDoors,
  { company, card, code, approve }: CardRef & { readonly code: string; readonly approve: boolean },
): Promise<Decided> {
  const now = await lockForTime(tx, { company, card });
  const challenge = await findByCode(tx, company, card, hashesOfCode(doors.secrets, { company, card, code }));
  if (challenge === undefined) return notFound('challenge with this code on this card');
  return settle(tx, doors, challenge, approve, now);
}

/** The cardholder answers on the page of the challenge: a wrong code is counted, the third one ends it. */
export async function decideByCardholder(
  tx: Tx,
  doors: DecideDoors,
  ref: ChallengeRef,
  { code, approve }: { readonly code: string; readonly approve: boolean },
): Promise<Decided> {
  const { company } = ref;
  const found = await findChallenge(tx, ref);
  if (found === undefined) return notFound('challenge');
  const { card } = found;
  const now = await lockForTime(tx, { company, card });
  const [challenge = found, isRight] = await Promise.all([
    findChallenge(tx, ref),
    isCodeOf(tx, ref, hashesOfCode(doors.secrets, { company, card, code })),
  ]);
  if (isRight) return settle(tx, doors, challenge, approve, now);
  if (challenge.state !== 'pending' || now >= challenge.expiresAt)
    return settle(tx, doors, challenge, false, now);
  const tries = challenge.tries + 1;
  return write(tx, doors, { ...challenge, tries, ...(tries < mostTries ? {} : ended('failed', now)) });
}

const ended = (state: 'passed' | 'failed', now: Date) => ({ state, decidedAt: now });

/** The card's lock is that of its challenges, too. */
async function lockForTime(tx: Tx, ref: CardRef): Promise<Date> {
  const card = (await lockMany(tx, [ref])).get(cardKey(ref));
  if (card === undefined) throw notFound('card');
  return card.now;
}

/** Decides once: the same answer again changes nothing, the opposite one is refused. */
async function settle(
  tx: Tx,
  doors: DecideDoors,
  challenge: Challenge,
  approve: boolean,
  now: Date,
): Promise<Decided> {
  if (challenge.state === 'pending') {
    if (now < challenge.expiresAt)
      return write(tx, doors, { ...challenge, ...ended(approve ? 'passed' : 'failed', now) });
    await timeOut(tx, doors, [challenge]);
    return tooLate();
  }
  if (challenge.state === 'expired') return tooLate();
  if ((challenge.state === 'passed') === approve) return challenge;
  const sentence = `This challenge was already ${challenge.state === 'passed' ? 'approved' : 'declined'}, and that cannot be changed.`;
  return new Failure('CHALLENGE_DECISION_CONFLICT', sentence);
}

const tooLate = (): Failure =>
  new Failure('VAL', 'This challenge has expired: the cardholder must start the purchase again.');

async function write(tx: Tx, { events }: DecideDoors, challenge: Challenge): Promise<Decided> {
  if (!(await updateAnswered(tx, challenge))) return tooLate();
  if (challenge.state !== 'pending') await events.eraseSecret(tx, challenge.company, challenge.event);
  return challenge;
}

/** Ends challenges that nobody has answered, and erases their codes. Answers how many were still open. */
export async function timeOut(
  tx: Tx,
  { events }: Pick<DecideDoors, 'events'>,
  challenges: readonly ChallengeRef[],
): Promise<number> {
  const ended = await updateExpired(tx, challenges);
  await Promise.all(ended.map(({ company, event }) => events.eraseSecret(tx, company, event)));
  return ended.length;
}
