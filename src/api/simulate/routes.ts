import type { Scenarios, Simulator } from '../../simulator/index.ts';
import type { Route } from '../route.ts';
import { authorizationRoutes } from './authorizations.ts';
import { chainRoutes } from './chain.ts';
import { clockRoutes } from './clock.ts';
import { documentedRoutes } from './documented.ts';
import { faultRoutes } from './faults.ts';
import { laterRoutes } from './later.ts';
import { resetRoutes } from './reset.ts';
import { scenarioRoutes } from './scenarios.ts';
import { threeDsRoutes } from './three-ds.ts';
import { unlinkedRoutes } from './unlinked.ts';

/** Plays the outside world: card messages as a network would send them, cardholders, and time. Sandbox only. */
export const simulateRoutes = ({
  simulator,
  scenarios,
  webhooks,
  chainSimulator,
  wallets,
}: {
  readonly simulator: Simulator;
  readonly scenarios: Scenarios;
} & Pick<Parameters<typeof faultRoutes>[0], 'webhooks'> &
  Parameters<typeof chainRoutes>[0]): Route[] => [
  ...authorizationRoutes(simulator),
  ...unlinkedRoutes(simulator),
  ...laterRoutes(simulator),
  ...threeDsRoutes(simulator),
  ...chainRoutes({ chainSimulator, wallets }),
  ...clockRoutes(simulator),
  ...resetRoutes(simulator),
  ...faultRoutes({ webhooks, simulator }),
  ...scenarioRoutes(scenarios),
  ...documentedRoutes(simulator),
];
