import { z } from 'zod';
import type { NewCard } from '../../cards/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { line } from '../fields.ts';
import { usdAmountOrZero } from '../money.ts';
import { limitFields, limitsOf } from './shapes.ts';

const notCountryCode = 'must be a country code such as 44';

/** An integer or digits, with or without the plus. */
export const phoneCountryCode = z
  .union([z.int().min(1).max(9999), z.string().regex(/^\+?[1-9]\d{0,3}$/, notCountryCode)], {
    error: (issue) => (issue.input === undefined ? 'is required' : notCountryCode),
  })
  .transform((code) => String(code).replace('+', ''))
  .describe('An integer or digits: `44`.');

/** Kept as its digits. */
export const phoneNumber = z
  .string()
  .regex(/^[\d ().-]{4,30}$/, 'must be a phone number without its country code')
  .transform((text) => text.replaceAll(/\D/g, ''))
  .refine((digits) => /^\d{4,14}$/.test(digits), 'must have 4 to 14 digits')
  .meta({ examples: ['7700900123'] });

export const cardEmail = z.email().max(320);

const mostMetadataBytes = 4096;

export const decisionFields = {
  fallback_decision: z
    .enum(['DECLINE', 'APPROVE'])
    .nullish()
    .describe('What happens to a purchase if the decision endpoint does not answer; default DECLINE.'),
  fallback_limit: usdAmountOrZero
    .nullish()
    .describe('The largest amount that fallback APPROVE approves, in USD; null means no limit.'),
  require_signed_answer: z
    .boolean()
    .nullish()
    .describe('Whether answers of the decision endpoint must be signed to count; default false.'),
};

export const newCardBody = z
  .object({
    card_holder_name: line(100),
    email: cardEmail.nullish(),
    approval_method: z
      .enum(['TOP_UP', 'TOPUP', 'WEBHOOK', 'NONE', 'DEFI'])
      .describe(
        'Fixed for the life of the card. TOP_UP: pays from its own balance, which is a claim on the holding. WEBHOOK: your endpoint decides, the holding pays. NONE: the holding pays. TOPUP is accepted as TOP_UP; DEFI is not offered.',
      ),
    phone_country_code: phoneCountryCode,
    phone: phoneNumber,
    ...limitFields,
    ...decisionFields,
    metadata: z
      .record(z.string(), z.unknown())
      .refine((metadata) => JSON.stringify(metadata).length <= mostMetadataBytes, {
        message: `must be at most ${mostMetadataBytes} characters of JSON`,
      })
      .nullish()
      .describe("Your own data; returned in the card's webhooks."),
  })
  .meta({
    examples: [
      {
        card_holder_name: 'Ada Lovelace',
        approval_method: 'TOP_UP',
        phone_country_code: 44,
        phone: '7700900123',
        daily_limit: '200.00',
        metadata: { employee: 'e-1024' },
      },
    ],
  });

/** @throws Failure VAL for an approval method that is not offered */
export function newCardOf(body: z.output<typeof newCardBody>): NewCard {
  if (body.approval_method === 'DEFI') {
    throw new Failure('VAL', 'Cards with DEFI approval are not offered. Use TOP_UP, WEBHOOK or NONE.');
  }
  return {
    holderName: body.card_holder_name,
    approvalMethod: body.approval_method === 'TOPUP' ? 'TOP_UP' : body.approval_method,
    email: body.email ?? null,
    phoneCountryCode: body.phone_country_code,
    phone: body.phone,
    limits: limitsOf(body),
    decision: {
      fallback: body.fallback_decision ?? 'DECLINE',
      fallbackLimit: body.fallback_limit ?? null,
      requireSignedAnswer: body.require_signed_answer ?? false,
    },
    metadata: body.metadata ?? {},
  };
}
