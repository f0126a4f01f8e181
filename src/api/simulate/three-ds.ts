import { z } from 'zod';
import { merchantData, mostTries, type Challenge } from '../../authorizations/index.ts';
import { findCurrency } from '../../kernel/currencies.ts';
import { formatInstant } from '../../kernel/time.ts';
import type { Simulator } from '../../simulator/index.ts';
import { cursorOf, exampleId, idText, instantText, pageSize, queryText } from '../fields.ts';
import { moneyNumber } from '../money.ts';
import { pageOf, pageSchema } from '../page.ts';
import { route, type Route } from '../route.ts';
import { merchantSchema } from '../transactions/views.ts';
import { amountText, firstFields, merchantOf, messageFields, simulated } from './fields.ts';

const challengeSchema = z
  .object({
    id: idText('challenge'),
    card_id: idText('card'),
    state: z.enum(['pending', 'passed', 'failed', 'expired']),
    amount: z.number().describe('The largest amount it confirms, in `currency`.'),
    currency: z.string(),
    merchant_data: merchantSchema,
    tries_left: z.int(),
    created_at: instantText,
    expires_at: instantText,
    decided_at: instantText.nullable(),
  })
  .meta({ id: 'ThreeDsChallenge' });

/** A challenge in an answer: all but its code, which stands in the event, and in a sandbox on the cardholder's phone. */
const showChallenge = (challenge: Challenge) => ({
  id: challenge.id,
  card_id: challenge.card,
  state: challenge.state,
  amount: moneyNumber(challenge.amount, findCurrency(challenge.currency)?.decimals ?? 2),
  currency: challenge.currency,
  merchant_data: merchantData(challenge.merchant),
  tries_left: challenge.state === 'pending' ? mostTries - challenge.tries : 0,
  created_at: formatInstant(challenge.createdAt),
  expires_at: formatInstant(challenge.expiresAt),
  decided_at: challenge.decidedAt && formatInstant(challenge.decidedAt),
});

const answer = {
  status: 200,
  schema: z.object({ challenge: challengeSchema, event_ids: z.array(z.string()) }),
} as const;

/** The merchant and the cardholder of a 3-D Secure challenge, played. */
export const threeDsRoutes = (simulator: Simulator): Route[] => [
  route({
    ...simulated,
    method: 'POST',
    path: '/simulate/3ds-challenges',
    operationId: 'simulateThreeDsChallenge',
    summary: 'Ask the cardholder to confirm a purchase',
    description:
      'What an online shop does before it asks for the money. The code is sent in `NOTIFICATION_3DS_AUTHORIZATION/PENDING`; once it is confirmed, pass the challenge as `three_ds_challenge_id` of the authorization.',
    body: z
      .object({
        card_id: z.string(),
        amount: amountText,
        currency: messageFields.currency,
        merchant: firstFields.merchant,
      })
      .meta({
        examples: [{ card_id: exampleId('card'), amount: '89.90', merchant: { name: 'Book Shop' } }],
      }),
    answer,
    failures: ['NOT_FOUND', 'VAL'],
    async handle({ caller, body }) {
      const { challenge, eventIds } = await simulator.challenge({
        company: caller.company,
        traceId: caller.traceId,
        card: body.card_id,
        amount: body.amount,
        currency: body.currency,
        merchant: merchantOf(body.merchant),
      });
      return { challenge: showChallenge(challenge), event_ids: eventIds };
    },
  }),
  route({
    ...simulated,
    method: 'GET',
    path: '/simulate/3ds-challenges',
    operationId: 'listThreeDsChallenges',
    summary: 'List challenges',
    description: 'Newest first, for all cards or one.',
    query: z.object({
      card_id: queryText(100).optional().describe('Only challenges of this card.'),
      cursor: cursorOf('challenge'),
      size: pageSize(),
    }),
    answer: { status: 200, schema: pageSchema(challengeSchema) },
    async handle({ caller, query: { card_id: card, cursor: after, size } }) {
      const found = await simulator.challenges(caller.company, { card, after, size: size + 1 });
      return pageOf(found, size, showChallenge);
    },
  }),
  route({
    ...simulated,
    method: 'GET',
    path: '/simulate/3ds-challenges/{challengeId}',
    operationId: 'getThreeDsChallenge',
    summary: 'Look at the cardholder’s phone',
    description:
      'What the phone shows of a challenge: the merchant, the amount, the attempts and time left, and the code while the challenge is open. In a sandbox you play the cardholder; in production only the endpoint gets the code.',
    params: z.object({ challengeId: z.string() }),
    answer: {
      status: 200,
      schema: z.object({
        challenge: challengeSchema,
        code: z.string().nullable().describe('Six digits; null once it is decided or expired.'),
        seconds_left: z.int().describe('By your company’s clock; 0 once it is decided or expired.'),
      }),
    },
    failures: ['NOT_FOUND'],
    async handle({ caller, params }) {
      const { challenge, code, leftMs } = await simulator.phone(caller.company, params.challengeId);
      return {
        challenge: showChallenge(challenge),
        code: code?.reveal() ?? null,
        seconds_left: Math.ceil(leftMs / 1000),
      };
    },
  }),
  route({
    ...simulated,
    method: 'POST',
    path: '/simulate/3ds-challenges/{challengeId}/answer',
    operationId: 'simulateThreeDsAnswer',
    summary: 'Answer a challenge as its cardholder',
    description:
      'The cardholder has three attempts and five minutes. With `approve` false, the cardholder denies the purchase.',
    // An ill-formed id is an unknown one: the door below answers 404 for both.
    params: z.object({ challengeId: z.string() }),
    body: z.object({ code: z.string().max(20), approve: z.boolean().default(true) }),
    answer,
    failures: ['NOT_FOUND', 'VAL', 'CHALLENGE_DECISION_CONFLICT'],
    handle: async ({ caller, params, body }) => ({
      challenge: showChallenge(await simulator.answerChallenge(caller.company, params.challengeId, body)),
      event_ids: [],
    }),
  }),
];
