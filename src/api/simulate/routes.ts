import type { Simulator } from '../../simulator/index.ts';
import type { Route } from '../route.ts';
import { authorizationRoutes } from './authorizations.ts';
import { clockRoutes } from './clock.ts';
import { documentedRoutes } from './documented.ts';
import { laterRoutes } from './later.ts';
import { threeDsRoutes } from './three-ds.ts';
import { unlinkedRoutes } from './unlinked.ts';

/** Plays the outside world: card messages as a network would send them, cardholders, and time. Sandbox only. */
export const simulateRoutes = ({ simulator }: { readonly simulator: Simulator }): Route[] => [
  ...authorizationRoutes(simulator),
  ...unlinkedRoutes(simulator),
  ...laterRoutes(simulator),
  ...threeDsRoutes(simulator),
  ...clockRoutes(simulator),
  ...documentedRoutes(simulator),
];
