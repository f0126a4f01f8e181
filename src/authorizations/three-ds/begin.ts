import { cardKey, lockMany, statusOf, type CardAtWork, type CardRef } from '../../cards/index.ts';
import type { Events, NewEvent } from '../../events/index.ts';
import { present } from '../../kernel/assert.ts';
import { findCurrency } from '../../kernel/currencies.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import { formatAmount } from '../../kernel/money.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Merchant } from '../types.ts';
import { drawCode, hashesOfCode } from './codes.ts';
import { insertChallenge, readTakenCodes } from './store.ts';
import { answerMs, type Challenge } from './types.ts';

/** A purchase that a merchant wants its cardholder to confirm. */
export interface ChallengeWish extends CardRef {
  readonly merchant: Merchant;
  /** ISO 4217 alpha code. */
  readonly currency: string;
  /** In minor units of `currency`; more than nothing. */
  readonly amount: bigint;
  readonly traceId: string;
}

export interface BeginDoors {
  readonly secrets: Secrets;
  readonly events: Pick<Events, 'appendMany'>;
}

/**
 * Asks the cardholder: draws a code that no other challenge of the card has, or had, and tells it by an event whose body is
 * sealed.
 *
 * @throws Failure NOT_FOUND for an unknown card; VAL where nobody may be asked
 */
export async function begin(
  tx: Tx,
  { secrets, events }: BeginDoors,
  wish: ChallengeWish,
): Promise<{ readonly challenge: Challenge; readonly eventIds: readonly Id<'event'>[] }> {
  const card = await lockAskable(tx, wish);
  const { code, hash } = await freeCode(tx, secrets, wish);
  const { company, merchant, currency, amount } = wish;
  const id = newId('challenge');
  const expiresAt = new Date(card.now.getTime() + answerMs);
  const [event] = await events.appendMany(tx, [eventOf(wish, { id, code, now: card.now, expiresAt })]);
  const challenge: Challenge = {
    company,
    id,
    card: card.id,
    merchant,
    currency,
    amount,
    state: 'pending',
    tries: 0,
    event: present(event, 'the event that tells the code').id,
    createdAt: card.now,
    expiresAt,
    decidedAt: null,
    usedBy: null,
  };
  await insertChallenge(tx, challenge, hash);
  return { challenge, eventIds: [challenge.event] };
}

async function lockAskable(tx: Tx, ref: CardRef): Promise<CardAtWork> {
  const card = (await lockMany(tx, [ref])).get(cardKey(ref));
  if (card === undefined) throw notFound('card');
  const status = statusOf(card, card.now);
  if (status !== 'ACTIVE')
    throw new Failure('VAL', `The card is ${status}: there is no purchase to confirm.`);
  if (card.threeDs === 'DISABLED') {
    const advice = 'Set `3ds-configuration` to AUTOMATIC or FORWARDED.';
    throw new Failure(
      'VAL',
      `3-D Secure is disabled for this card, so its cardholder cannot be asked. ${advice}`,
    );
  }
  return card;
}

const draws = 8;

/** With a thousand challenges of a card, one draw in a thousand meets a code that is taken. */
async function freeCode(
  tx: Tx,
  secrets: Secrets,
  { company, card }: CardRef,
): Promise<{ readonly code: string; readonly hash: Buffer }> {
  const drawn = Array.from({ length: draws }, () => {
    const code = drawCode();
    return { code, hashes: hashesOfCode(secrets, { company, card, code }) };
  });
  const taken = await readTakenCodes(
    tx,
    company,
    card,
    drawn.flatMap(({ hashes }) => hashes),
  );
  const free = drawn.find(({ hashes }) => !hashes.some((hash) => taken.some((other) => other.equals(hash))));
  const [hash] = free?.hashes ?? [];
  if (free === undefined || hash === undefined)
    throw new Failure('VAL', 'This card has used up nearly all possible codes: issue another card.');
  return { code: free.code, hash };
}

interface Drawn {
  readonly id: Id<'challenge'>;
  readonly code: string;
  readonly now: Date;
  readonly expiresAt: Date;
}

const eventOf = (
  { company, card, merchant, currency, amount, traceId }: ChallengeWish,
  { id, code, now, expiresAt }: Drawn,
): NewEvent => ({
  company,
  operation: 'CARDS',
  subOperation: 'NOTIFICATION_3DS_AUTHORIZATION',
  status: 'PENDING',
  data: {
    challenge_id: id,
    code,
    card_id: card,
    merchant_name: merchant.name,
    merchant_country: merchant.country,
    transaction_amount: formatAmount(amount, findCurrency(currency)?.decimals ?? 2),
    transaction_currency: currency,
    transaction_timestamp: formatInstant(now),
    expires_at: formatInstant(expiresAt),
  },
  subject: id,
  traceId,
  createdAt: now,
});
