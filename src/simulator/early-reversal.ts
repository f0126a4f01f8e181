import { notFound } from '../kernel/failures.ts';
import { findCard } from './card.ts';
import type { Doors } from './doors.ts';
import { playLater } from './later.ts';
import { keyOfMessage, positive, priceOrRefuse } from './message.ts';
import type { Asked, Played, PlayedFirst, PlayedMessage } from './types.ts';

/** A reversal that names its original by the network's key, since the terminal has had no answer to it. */
export interface PlayedEarlyReversal extends PlayedMessage, Pick<PlayedFirst, 'card'> {
  readonly originalNetworkKey: string;
  readonly asked: Asked | undefined;
}

/** Reverses the purchase of that key; where it has not come, it will be declined when it does. */
export async function playEarlyReversal(doors: Doors, message: PlayedEarlyReversal): Promise<Played> {
  const card = await findCard(doors, message);
  if (card === undefined) throw notFound('card');
  const { company, traceId, originalNetworkKey: originalKey, asked } = message;
  // What is wrong with it is said before anything is remembered that would decline the purchase.
  if (asked !== undefined) await priceOrRefuse(doors, positive(asked), asked.currency);
  const outcome = await doors.authorizations.submit({
    kind: 'reverse_unseen',
    company,
    traceId,
    key: keyOfMessage(message, ['reverse_unseen', card, originalKey]),
    card,
    originalKey,
  });
  if (outcome.transaction === null) return outcome;
  return playLater(doors, { ...message, kind: 'reverse', transaction: outcome.transaction.id });
}
