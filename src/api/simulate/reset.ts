import { z } from 'zod';
import { formatInstant } from '../../kernel/time.ts';
import type { Simulator } from '../../simulator/index.ts';
import { instantText } from '../fields.ts';
import { usdNumber } from '../money.ts';
import { route, type Route } from '../route.ts';
import { simulated } from './fields.ts';

/** A sandbox company back to its first state. */
export const resetRoutes = (simulator: Simulator): Route[] => [
  route({
    ...simulated,
    method: 'POST',
    path: '/simulate/reset',
    operationId: 'resetCompany',
    summary: 'Empty your company to its first state',
    description:
      'Cards, purchases, clients, wallets, events and deliveries go; the card program is that of a new company, the clock runs with the wall again, the holding has what it started with. API keys, webhook endpoints, the audit log and the books stay: the ledger is closed by entries of its own, and `cardwright ledger verify` finds it sound. Coins stay on the chain; a deleted address is still watched.',
    answer: {
      status: 200,
      schema: z.object({
        now: instantText,
        holding: z.number().describe('What the holding has, USD.'),
        removed: z.object({
          cards: z.int(),
          card_transactions: z.int(),
          clients: z.int(),
          events: z.int(),
        }),
      }),
    },
    async handle({ caller }) {
      const { now, holding, removed } = await simulator.reset(caller.company);
      const { cards, card_transactions, clients, events } = removed;
      return {
        now: formatInstant(now),
        holding: usdNumber(holding),
        removed: { cards, card_transactions, clients, events },
      };
    },
  }),
];
