import { z } from 'zod';
import type { CardNow, Limits } from '../../cards/index.ts';
import { formatInstant } from '../../kernel/time.ts';
import { idText, instantText } from '../fields.ts';
import { usdAmountOrZero, usdNumber } from '../money.ts';
import type { RawNumber } from '../json.ts';

const usdOrNull = (cents: bigint | null): RawNumber | null => (cents === null ? null : usdNumber(cents));

const limitText = z.number().nullable().describe('In USD; null means no limit.');

/** The limits of a card in an answer. */
export const limitMembers = {
  daily_limit: limitText,
  weekly_limit: limitText,
  monthly_limit: limitText,
  per_transaction_limit: limitText,
};

export const showLimits = ({ daily, weekly, monthly, perTransaction }: Limits) => ({
  daily_limit: usdOrNull(daily),
  weekly_limit: usdOrNull(weekly),
  monthly_limit: usdOrNull(monthly),
  per_transaction_limit: usdOrNull(perTransaction),
});

const limit = (window: string) =>
  usdAmountOrZero
    .nullish()
    .describe(`The most the card may spend ${window}, fees included, in USD; no limit if null or left out.`);

/** The limits of a card in a request. Windows are in UTC, weeks start on Monday. */
export const limitFields = {
  daily_limit: limit('in a day'),
  weekly_limit: limit('in a week'),
  monthly_limit: limit('in a month'),
  per_transaction_limit: limit('at once'),
};

type LimitFields = { readonly [Member in keyof typeof limitFields]?: bigint | null | undefined };

export const limitsOf = (body: LimitFields): Limits => ({
  perTransaction: body.per_transaction_limit ?? null,
  daily: body.daily_limit ?? null,
  weekly: body.weekly_limit ?? null,
  monthly: body.monthly_limit ?? null,
});

const statuses = ['ACTIVE', 'INACTIVE', 'FROZEN', 'BLOCKED', 'EXPIRED', 'DELETED'] as const;
export const cardStatus = z
  .enum(statuses)
  .describe('FROZEN is set by the company, BLOCKED by the system; only ACTIVE cards can make purchases.');

/** A card in an answer. */
export const cardShape = z
  .object({
    id: idText('card'),
    card_holder_name: z.string(),
    type: z.literal('VIRTUAL'),
    last4: z.string(),
    status: cardStatus,
    approval_method: z.enum(['TOP_UP', 'WEBHOOK', 'NONE']),
    ...limitMembers,
    forwarded_3ds_type: z.enum(['AUTOMATIC', 'FORWARDED', 'DISABLED']),
    fallback_decision: z.enum(['DECLINE', 'APPROVE']),
    fallback_limit: z.number().nullable(),
    require_signed_answer: z.boolean(),
    meta: z.object({
      email: z.string().nullable(),
      otp_phone_number: z.object({ dial_code: z.int(), phone_number: z.string() }),
    }),
    metadata: z.record(z.string(), z.unknown()).describe('Your own data, as you gave it.'),
    created_at: instantText,
  })
  .meta({ id: 'Card' });

export const showCard = (card: CardNow) => ({
  id: card.id,
  card_holder_name: card.holderName,
  type: 'VIRTUAL',
  last4: card.last4,
  status: card.status,
  approval_method: card.approvalMethod,
  ...showLimits(card.limits),
  forwarded_3ds_type: card.threeDs,
  fallback_decision: card.decision.fallback,
  fallback_limit: usdOrNull(card.decision.fallbackLimit),
  require_signed_answer: card.decision.requireSignedAnswer,
  meta: {
    email: card.email,
    otp_phone_number: { dial_code: Number(card.phoneCountryCode), phone_number: card.phone },
  },
  metadata: card.metadata,
  created_at: formatInstant(card.createdAt),
});

/** Whether a member with two names was sent under one of them, or under both alike. */
export const saysOnce = (one: unknown, other: unknown): boolean =>
  one === undefined || other === undefined || one === other;

/** What identifies a card, where an answer says no more. */
export const briefCard = z.object({
  id: idText('card'),
  card_holder_name: z.string(),
  last4: z.string(),
  status: cardStatus,
});

export const showBrief = (card: CardNow) => ({
  id: card.id,
  card_holder_name: card.holderName,
  last4: card.last4,
  status: card.status,
});
