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
    summary: 'Reset your company',
    description:
      'Removes cards, purchases, clients, wallets, events and deliveries. The card program is that of a new company again, the clock shows real time, and the holding has its starting balance. API keys, webhook endpoints, the audit log and the books stay: closing entries are added to the ledger, and `cardwright ledger verify` still finds it sound. Coins stay on the chain, and a removed address is still watched.',
    answer: {
      status: 200,
      schema: z.object({
        now: instantText,
        holding: z.number().describe('The balance of the holding, in USD.'),
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
