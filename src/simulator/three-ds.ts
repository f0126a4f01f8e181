import type { Challenge, Merchant } from '../authorizations/index.ts';
import { notFound } from '../kernel/failures.ts';
import { isId, type Id } from '../kernel/ids.ts';
import type { Redacted } from '../kernel/redacted.ts';
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

/** What a cardholder's phone shows of a challenge. */
export interface PhoneView {
  readonly challenge: Challenge;
  /** While there is time to type it. */
  readonly code: Redacted<string> | undefined;
  /** By the company's clock. */
  readonly leftMs: number;
}

/**
 * Looks at the phone of the cardholder, whose part is played here. A challenge whose time is over is shown as expired, whether or
 * not that was written down yet.
 *
 * @throws Failure NOT_FOUND
 */
export async function lookAtPhone(
  { challenges, companies, database }: Pick<Doors, 'challenges' | 'companies' | 'database'>,
  company: Id<'company'>,
  id: string,
): Promise<PhoneView> {
  const [found, now] = await Promise.all([challenges.find(company, id), companies.now(database, company)]);
  const challenge = asOf(found, now);
  if (challenge.state !== 'pending') return { challenge, code: undefined, leftMs: 0 };
  const leftMs = challenge.expiresAt.getTime() - now.getTime();
  return { challenge, code: await challenges.codeOf(challenge), leftMs };
}

/** A challenge at a moment of its company's clock. */
export const asOf = (challenge: Challenge, now: Date): Challenge =>
  challenge.state === 'pending' && now >= challenge.expiresAt
    ? { ...challenge, state: 'expired', decidedAt: challenge.expiresAt }
    : challenge;
