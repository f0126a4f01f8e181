import type { Cards } from '../../cards/index.ts';
import type { Route } from '../route.ts';
import { cardBalanceRoutes } from './balances.ts';
import { cardRoutes } from './cards.ts';

/** All routes of the card program but those of its transactions. */
export const cardProgramRoutes = (doors: { cards: Cards }): Route[] => [
  ...cardRoutes(doors),
  ...cardBalanceRoutes(doors),
];
