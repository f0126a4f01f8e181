import type { Challenge, Merchant } from '../authorizations/index.ts';
import { notFound } from '../kernel/failures.ts';
import { isId, type Id } from '../kernel/ids.ts';
import type { Doors } from './doors.ts';
import { merchantOf, positive, priceOrRefuse } from './message.ts';
import type { Asked } from './types.ts';

/** A merchant's page that wants a purchase confirmed by its cardholder. */
export interface PlayedChallenge extends Asked {
  readonly company: Id<'company'>;
  readonly traceId: string;
  readonly card: string;
  readonly merchant: Partial<Merchant>;
}

/** Begins a 3-D Secure challenge, as a merchant does before it asks for the money. */
export async function playChallenge(
  doors: Pick<Doors, 'challenges' | 'convert'>,
  { company, traceId, card, merchant, ...asked }: PlayedChallenge,
): Promise<{ readonly challenge: Challenge; readonly eventIds: readonly Id<'event'>[] }> {
  if (!isId('card', card)) throw notFound('card');
  const { amount, currency } = await priceOrRefuse(doors, positive(asked), asked.currency);
  return doors.challenges.begin({ company, traceId, card, merchant: merchantOf(merchant), amount, currency });
}
