import type { Challenges } from '../../authorizations/index.ts';
import type { Cards, Rates } from '../../cards/index.ts';
import type { Outgoing, Wallets } from '../../wallets/index.ts';
import type { Route } from '../route.ts';
import { cardBalanceRoutes } from './balances.ts';
import { cardRoutes } from './cards.ts';
import { cardConfigurationRoutes } from './configuration.ts';
import { cardControlRoutes } from './controls.ts';
import { depositWalletRoutes } from './deposit-wallet.ts';
import { fxRateRoutes } from './fx-rates.ts';
import { cardHoldingRoutes } from './holding.ts';
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

export interface CardWalletDoors {
  readonly cards: Pick<Cards, 'get' | 'holdingBalance'>;
  readonly wallets: Pick<Wallets, 'cards' | 'movements' | 'assets'> & {
    readonly outgoing: Pick<Outgoing, 'withdrawWarranty'>;
  };
}

/** Where the money of cards comes from and goes to, on a chain. */
export const cardWalletRoutes = (doors: CardWalletDoors): Route[] => [
  ...depositWalletRoutes(doors),
  ...cardHoldingRoutes(doors),
];
