import { z } from 'zod';
import type { Cards } from '../../cards/index.ts';
import { usdAmount, usdAmountOrZero, usdNumber } from '../money.ts';
import { route, type Route } from '../route.ts';
import { cardPath } from './cards.ts';

const tag = 'Card balances';
const product = 'cards';
const newBalance = z.number().describe('What the card then has available, in USD.');

/** The balances of `TOP_UP` cards, and what cards have spent. */
export const cardBalanceRoutes = ({ cards }: { cards: Cards }): Route[] => {
  const change = (kind: 'add' | 'subtract'): Route =>
    route({
      method: 'POST',
      path: `/cards/virtual-cards/{cardId}/virtual-balance/${kind}`,
      operationId: `${kind}CardBalance`,
      summary: kind === 'add' ? 'Add to the balance of a card' : 'Take from the balance of a card',
      description: 'The holding does not change.',
      tag,
      access: { kind: 'company', level: 2, product },
      params: cardPath,
      body: z.object({ amount: usdAmount }),
      idempotency: 'required',
      answer: { status: 200, schema: newBalance },
      failures: ['VAL'],
      handle: async ({ caller, params, body }) => {
        const change = { kind, amount: body.amount };
        return usdNumber(await cards.changeBalance(caller.company, params.cardId, change, caller.traceId));
      },
    });

  return [
    route({
      method: 'GET',
      path: '/cards/virtual-cards/{cardId}/virtual-balances',
      operationId: 'getCardBalance',
      summary: 'Show what a TOP_UP card has available',
      tag,
      access: { kind: 'company', level: 1, product },
      params: cardPath,
      answer: { status: 200, schema: z.object({ available_credit: z.number() }) },
      failures: ['APP_ERROR'],
      handle: async ({ caller, params }) => ({
        available_credit: usdNumber(await cards.balance(caller.company, params.cardId)),
      }),
    }),
    route({
      method: 'PATCH',
      path: '/cards/virtual-cards/{cardId}/virtual-balance',
      operationId: 'setCardBalance',
      summary: 'Set the balance of a card',
      description:
        'Makes exactly this amount available, in addition to what is held. The balances of all cards together never exceed what the holding has available.',
      tag,
      access: { kind: 'company', level: 2, product },
      params: cardPath,
      body: z.object({ virtual_balance: usdAmountOrZero }),
      answer: { status: 200, schema: newBalance },
      failures: ['VAL'],
      handle: async ({ caller, params, body }) => {
        const change = { kind: 'set', amount: body.virtual_balance } as const;
        return usdNumber(await cards.changeBalance(caller.company, params.cardId, change, caller.traceId));
      },
    }),
    change('add'),
    change('subtract'),
    route({
      method: 'GET',
      path: '/cards/transactions/{cardId}/accumulated-spending',
      operationId: 'getCardSpending',
      summary: 'Show what counts against the limits of a card',
      description: 'Spending in the current day, week (from Monday) and month, in UTC, fees included.',
      tag,
      access: { kind: 'company', level: 1, product },
      params: cardPath,
      answer: {
        status: 200,
        schema: z.object({
          daily_spending: z.number(),
          weekly_spending: z.number(),
          monthly_spending: z.number(),
        }),
      },
      handle: async ({ caller, params }) => {
        const { day, week, month } = await cards.spending(caller.company, params.cardId);
        return {
          daily_spending: usdNumber(day),
          weekly_spending: usdNumber(week),
          monthly_spending: usdNumber(month),
        };
      },
    }),
  ];
};
