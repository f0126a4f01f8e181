import type { Challenges } from '../../authorizations/index.ts';
import type { Cards, Rates } from '../../cards/index.ts';
import type { Route } from '../route.ts';
import { cardBalanceRoutes } from './balances.ts';
import { cardRoutes } from './cards.ts';
import { cardConfigurationRoutes } from './configuration.ts';
import { cardControlRoutes } from './controls.ts';
import { fxRateRoutes } from './fx-rates.ts';
import { cardSecretRoutes } from './reveal.ts';
import { threeDsRoutes } from './three-ds.ts';
import { velocityRuleRoutes } from './velocity-rules.ts';

export interface CardProgramDoors {
  readonly cards: Cards;
  readonly rates: Rates;
  readonly challenges: Pick<Challenges, 'decide'>;
  /** Where browsers reach this server, without a slash at its end. */
  readonly publicUrl: () => string;
}

/** All routes of the card program but those of its transactions. */
export const cardProgramRoutes = (doors: CardProgramDoors): Route[] => [
  ...cardRoutes(doors),
  ...cardControlRoutes(doors),
  ...threeDsRoutes(doors),
  ...cardBalanceRoutes(doors),
  ...cardConfigurationRoutes(doors),
  ...velocityRuleRoutes(doors),
  ...cardSecretRoutes(doors),
  ...fxRateRoutes(doors),
];
