import { z } from 'zod';
import type { Challenges } from '../../authorizations/index.ts';
import { route, type Route } from '../route.ts';
import { cardPath } from './cards.ts';

const fields = z.object({ code: z.string(), approve: z.boolean() });

/** The company passes on what its cardholder said to a 3-D Secure challenge. */
export const threeDsRoutes = ({
  challenges,
}: {
  readonly challenges: Pick<Challenges, 'decide'>;
}): Route[] => [
  route({
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/3ds-authorization',
    operationId: 'answerThreeDsChallenge',
    summary: "Pass on the cardholder's answer to a 3-D Secure challenge",
    description:
      'The code from the event identifies the challenge. A challenge is decided once: the same answer again changes nothing, the opposite one gets 409.',
    tag: 'Cards',
    access: { kind: 'company', level: 2, product: 'cards' },
    params: cardPath,
    body: z.object({
      code: z.string().max(20).describe('Six digits, as in the event.'),
      approve: z.boolean().default(true).describe('Whether the cardholder confirms the purchase.'),
    }),
    answer: { status: 200, schema: fields, secrets: ['code'] },
    failures: ['NOT_FOUND', 'VAL', 'CHALLENGE_DECISION_CONFLICT'],
    async handle({ caller, params, body }) {
      await challenges.decide({ company: caller.company, card: params.cardId, ...body });
      return { code: body.code, approve: body.approve };
    },
  }),
];
