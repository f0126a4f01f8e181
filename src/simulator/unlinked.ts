import { notFound } from '../kernel/failures.ts';
import { findCard } from './card.ts';
import type { Doors } from './doors.ts';
import { firstMessage, positive, priceOrRefuse } from './message.ts';
import type { Played, PlayedUnlinked } from './types.ts';

/** Sends a presentment or a refund of which no authorization came before. */
export async function playUnlinked(doors: Doors, message: PlayedUnlinked): Promise<Played> {
  const card = await findCard(doors, message);
  if (card === undefined) throw notFound('card');
  const money = await priceOrRefuse(doors, positive(message), message.currency);
  const common = firstMessage(message, card, money, [message.kind]);
  return doors.authorizations.submit(
    message.kind === 'force_post'
      ? { kind: 'force_post', ...common, final: true }
      : { kind: message.kind, ...common },
  );
}
