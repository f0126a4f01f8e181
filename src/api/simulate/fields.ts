import { z } from 'zod';
import {
  decline,
  declines,
  isDeclineCode,
  responseCodesOf,
  type Decline,
  type DeclineCode,
} from '../../authorizations/index.ts';
import { findCurrency } from '../../kernel/currencies.ts';
import { wrongField } from '../../kernel/failures.ts';
import { redacted, type Redacted } from '../../kernel/redacted.ts';
import type { Played, PlayedMessage } from '../../simulator/index.ts';
import { countryCode } from '../fields.ts';
import { isRawNumber } from '../json.ts';
import { usdNumber } from '../money.ts';
import type { Caller } from '../route.ts';
import { entrySchema, showEntry, showTransaction, transactionSchema } from '../transactions/views.ts';

/** An amount in a currency that another field names: a number or a decimal string, kept as text and read exactly later. */
export const amountText = z
  .unknown()
  .transform((value, context): string => {
    if (typeof value === 'string' && value.length <= 40 && value !== '') return value;
    if (typeof value === 'number') return String(value);
    if (isRawNumber(value) && value.rawJSON.length <= 40) return value.rawJSON;
    context.issues.push({
      code: 'custom',
      message: value === undefined ? 'is required' : 'must be an amount: a number or a decimal string',
      input: value,
    });
    return z.NEVER;
  })
  .meta({
    type: ['number', 'string'],
    minimum: 0,
    maximum: 9_999_999_999.99,
    pattern: '^\\d{1,10}(\\.\\d{1,4})?$',
    description: 'An amount with no more decimals than its currency has, as a number or a decimal string.',
    examples: [12.5],
  });

const noCurrency = 'must be an ISO 4217 currency code, such as USD';
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, noCurrency)
  // Events have its number, and networks know no others.
  .refine((code) => findCurrency(code) !== undefined, noCurrency)
  .default('USD');

/** What every played message may say. */
export const messageFields = {
  currency,
  network_key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A message with the same id again is a duplicate, as on a real network.'),
};

const merchant = z
  .object({
    id: z.string().max(64),
    name: z.string().min(1).max(200),
    city: z.string().max(100).nullable(),
    post_code: z.string().max(20).nullable(),
    state: z.string().max(50).nullable(),
    country: countryCode.nullable(),
    mcc_code: z.string().regex(/^\d{4}$/, 'must be a four-digit merchant category code'),
  })
  .partial()
  .describe('Fields left out default to those of a corner shop in New York.');

/** What a message about a card says, beside its amount. */
export const firstFields = {
  card_id: z.string().optional(),
  pan: z
    .string()
    .regex(/^\d{12,19}$/, 'must be 12 to 19 digits')
    .optional()
    .describe('The card number, instead of `card_id`.'),
  merchant: merchant.optional(),
  channel: z.enum(['POS', 'ATM', 'ECOMMERCE', 'MOTO']).optional(),
  network_transaction_id: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Links the messages of one purchase, in whatever order they arrive.'),
};

/** The card that a request names. @throws Failure VALIDATION_ERROR */
export function cardOf(body: {
  card_id?: string | undefined;
  pan?: string | undefined;
}): { id: string } | { pan: Redacted<string> } {
  if (body.pan === undefined && body.card_id !== undefined) return { id: body.card_id };
  if (body.pan !== undefined && body.card_id === undefined) return { pan: redacted(body.pan) };
  throw wrongField(
    'card_id',
    body.pan === undefined ? 'is required unless pan is given' : 'must not be given together with pan',
  );
}

/** Who sends a message, and under which key it is known again. */
export const messageOf = (
  caller: Caller,
  { network_key }: { network_key?: string | undefined },
): PlayedMessage => ({
  company: caller.company,
  traceId: caller.traceId,
  networkKey: network_key,
  idempotencyKey: caller.idempotencyKey,
});

/** What all simulate routes have in common. */
export const simulated = {
  tag: 'Simulate',
  access: { kind: 'company', level: 2, product: 'simulate' },
  sandboxOnly: true,
} as const;

/** The merchant of a request in our own words; only what was said. */
export function merchantOf(said: z.infer<typeof merchant> | undefined) {
  if (said === undefined) return {};
  const { post_code: postCode, mcc_code: mcc, ...same } = said;
  return {
    ...defined(same),
    ...(postCode === undefined ? {} : { postCode }),
    ...(mcc === undefined ? {} : { mcc }),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;

export const forceDecline = z
  .string()
  .refine((code): code is DeclineCode => isDeclineCode(code), 'must be a decline code, such as M101')
  .meta({ type: 'string', enum: Object.keys(declines) });

/** The decline that a request forces. @throws Failure VALIDATION_ERROR for a response code that it cannot have */
export function forcedBy(body: {
  readonly force_decline?: DeclineCode | undefined;
  readonly force_response_code?: string | undefined;
}): Decline | undefined {
  const { force_decline: code, force_response_code: responseCode } = body;
  if (code === undefined) return undefined;
  const possible = responseCodesOf(code);
  if (responseCode === undefined || possible.includes(responseCode)) return decline(code, responseCode);
  throw wrongField('force_response_code', `must be ${possible.join(' or ')} with ${code}`);
}

/** What every played card message answers. */
export const playedSchema = z
  .object({
    transaction: transactionSchema
      .nullable()
      .describe('Null if nothing is stored because the card does not exist.'),
    entry: entrySchema.nullable(),
    event_ids: z.array(z.string()),
    approved: z.boolean(),
    response_code: z.string().describe('ISO 8583 field 39.'),
    approved_amount: z.number().describe('USD'),
  })
  .meta({ id: 'PlayedMessage' });

export const showPlayed = (played: Played) => ({
  transaction: played.transaction && showTransaction(played.transaction),
  entry: played.entry && showEntry(played.entry),
  event_ids: played.eventIds,
  approved: played.approved,
  response_code: played.responseCode,
  approved_amount: usdNumber(played.approvedAmount),
});
