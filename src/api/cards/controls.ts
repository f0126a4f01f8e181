import { z } from 'zod';
import type { Cards, ThreeDsType } from '../../cards/index.ts';
import { redacted } from '../../kernel/redacted.ts';
import { route, type Route } from '../route.ts';
import { cardPath } from './cards.ts';
import { cardEmail, decisionFields, phoneCountryCode, phoneNumber } from './new-card.ts';
import { briefCard, cardShape, saysOnce, showBrief, showCard } from './shapes.ts';

const tag = 'Cards';
const product = 'cards';

const threeDsTypes: Readonly<Record<string, ThreeDsType>> = {
  AUTOMATIC: 'AUTOMATIC',
  SMS: 'AUTOMATIC',
  FORWARDED: 'FORWARDED',
  WEBHOOK: 'FORWARDED',
  DISABLED: 'DISABLED',
};

const threeDsType = z
  .string()
  .transform((text) => threeDsTypes[text.toUpperCase()])
  .refine((type) => type !== undefined, 'must be one of AUTOMATIC, FORWARDED, DISABLED')
  .describe(
    'AUTOMATIC (also `sms`) or FORWARDED (also `webhook`): you relay the code to the cardholder. DISABLED: purchases that need a challenge are declined with C301.',
  )
  .meta({ enum: ['AUTOMATIC', 'FORWARDED', 'DISABLED', 'sms', 'webhook'] });

/** Unblocking, reissuing, PIN, contact, and the terms of decisions and 3-D Secure. */
export const cardControlRoutes = ({ cards }: { cards: Cards }): Route[] => [
  route({
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/unblock',
    operationId: 'unblockCard',
    summary: 'Unblock a card that the system blocked',
    description:
      'Resets the velocity counts and the counts of wrong CVV and PIN attempts. To lift a freeze, use `frozen`.',
    tag,
    access: { kind: 'company', level: 2, product },
    params: cardPath,
    answer: { status: 200, schema: z.object({ blocked: z.boolean() }) },
    failures: ['VAL'],
    handle: async ({ caller, params }) => {
      await cards.unblock(caller.company, params.cardId);
      return { blocked: false };
    },
  }),
  route({
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/reissue',
    operationId: 'reissueCard',
    summary: 'Give a card a new number',
    description:
      'Also issues a new CVV and expiry date; the old number stops working at once. Id, balance, limits, PIN and status stay, and held or uncleared purchases are unaffected.',
    tag,
    access: { kind: 'company', level: 2, product },
    params: cardPath,
    answer: { status: 200, schema: briefCard },
    failures: ['VAL'],
    handle: async ({ caller, params }) => showBrief(await cards.reissue(caller.company, params.cardId)),
  }),
  route({
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/pin',
    operationId: 'setCardPin',
    summary: 'Set the PIN of a card',
    description: 'Resets the count of wrong attempts. The response does not repeat the PIN.',
    tag,
    access: { kind: 'company', level: 3, product },
    params: cardPath,
    body: z.object({
      pin: z
        .string()
        .regex(/^\d{4,12}$/, 'must have 4 to 12 digits')
        .meta({ format: 'password', examples: ['4711'] }),
    }),
    answer: { status: 200, schema: z.object({ pin: z.literal('****') }) },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) => {
      await cards.setPin(caller.company, params.cardId, redacted(body.pin));
      return { pin: '****' };
    },
  }),
  route({
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/email',
    operationId: 'changeCardEmail',
    summary: "Change the cardholder's e-mail address",
    description: 'null removes the address.',
    tag,
    access: { kind: 'company', level: 2, product },
    params: cardPath,
    body: z
      .object({ business_email: cardEmail.nullish(), email: cardEmail.nullish() })
      .refine((body) => body.business_email !== undefined || body.email !== undefined, {
        path: ['business_email'],
        message: 'is required',
      })
      .refine((body) => saysOnce(body.business_email, body.email), {
        path: ['email'],
        message: 'must equal business_email if both are sent',
      }),
    answer: { status: 200 },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) => {
      const email = body.business_email ?? body.email ?? null;
      await cards.changeContact(caller.company, params.cardId, { email });
    },
  }),
  route({
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/phone',
    operationId: 'changeCardPhone',
    summary: "Change the cardholder's phone number",
    description: 'Fields left out stay as they are.',
    tag,
    access: { kind: 'company', level: 2, product },
    params: cardPath,
    body: z.object({ phone_country_code: phoneCountryCode.optional(), phone: phoneNumber.optional() }),
    answer: { status: 200 },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) => {
      await cards.changeContact(caller.company, params.cardId, {
        ...(body.phone_country_code !== undefined && { phoneCountryCode: body.phone_country_code }),
        ...(body.phone !== undefined && { phone: body.phone }),
      });
    },
  }),
  route({
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/3ds-configuration',
    operationId: 'configureCardThreeDs',
    summary: 'Set who asks the cardholder in 3-D Secure',
    tag,
    access: { kind: 'company', level: 2, product },
    params: cardPath,
    body: z.object({ type: threeDsType }),
    answer: { status: 200, schema: z.object({ type: z.enum(['AUTOMATIC', 'FORWARDED', 'DISABLED']) }) },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) => {
      const card = await cards.changeTerms(caller.company, params.cardId, { threeDs: body.type });
      return { type: card.threeDs };
    },
  }),
  route({
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/decision',
    operationId: 'changeCardDecision',
    summary: 'Set what happens when your decision endpoint does not answer',
    description: 'Fields left out stay as they are.',
    tag,
    access: { kind: 'company', level: 3, product },
    params: cardPath,
    body: z.object(decisionFields),
    answer: { status: 200, schema: cardShape },
    failures: ['VAL'],
    handle: async ({ caller, params, body }) => {
      const decision = {
        ...(typeof body.fallback_decision === 'string' && { fallback: body.fallback_decision }),
        ...(body.fallback_limit !== undefined && { fallbackLimit: body.fallback_limit }),
        ...(typeof body.require_signed_answer === 'boolean' && {
          requireSignedAnswer: body.require_signed_answer,
        }),
      };
      return showCard(await cards.changeTerms(caller.company, params.cardId, { decision }));
    },
  }),
];
