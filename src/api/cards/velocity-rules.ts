import { z } from 'zod';
import type { Cards, VelocityRule } from '../../cards/index.ts';
import { route, type Route } from '../route.ts';

const tag = 'Card program';
const product = 'cards';
const path = '/cards/account/configuration/velocity-rules';

const mostAuthorizations = 10_000;
/** 31 days. */
const longestWindowSeconds = 2_678_400;

const rule = z.object({
  max_authorizations: z.int().min(1).max(mostAuthorizations),
  time_window_seconds: z.int().min(1).max(longestWindowSeconds),
});

const answer = z.object({ rules: z.array(rule) });

const show = (rules: readonly VelocityRule[]) => ({
  rules: rules.map((rule) => ({
    max_authorizations: rule.maxAuthorizations,
    time_window_seconds: rule.timeWindowSeconds,
  })),
});

/** How often a card may buy before it is blocked. */
export const velocityRuleRoutes = ({ cards }: { cards: Cards }): Route[] => [
  route({
    method: 'GET',
    path,
    operationId: 'getVelocityRules',
    summary: 'Show the velocity rules',
    tag,
    access: { kind: 'company', level: 1, product },
    answer: { status: 200, schema: answer },
    handle: async ({ caller }) => show((await cards.program(caller.company)).velocityRules),
  }),
  route({
    method: 'PUT',
    path,
    operationId: 'replaceVelocityRules',
    summary: 'Replace the velocity rules',
    description:
      'At most five, each with a different window. Each card’s approvals are counted in a sliding window; one more than a rule allows is declined with M210 and blocks the card until it is unblocked.',
    tag,
    access: { kind: 'company', level: 2, product },
    body: z.object({ rules: z.array(rule).max(1000) }),
    answer: { status: 200, schema: answer },
    failures: ['VELOCITY_RULES_LIMIT_EXCEEDED', 'VELOCITY_RULES_DUPLICATE_WINDOW'],
    handle: async ({ caller, body }) => {
      const rules = body.rules.map((rule) => ({
        maxAuthorizations: rule.max_authorizations,
        timeWindowSeconds: rule.time_window_seconds,
      }));
      return show(await cards.replaceVelocityRules(caller.company, rules));
    },
  }),
  route({
    method: 'DELETE',
    path,
    operationId: 'removeVelocityRules',
    summary: 'Remove all velocity rules',
    tag,
    access: { kind: 'company', level: 2, product },
    answer: { status: 200 },
    handle: async ({ caller }) => {
      await cards.replaceVelocityRules(caller.company, []);
    },
  }),
];
