import type { Simulator } from '../../simulator/index.ts';
import type { Route } from '../route.ts';
import { authorizationRoutes } from './authorizations.ts';
import { documentedRoutes } from './documented.ts';
import { laterRoutes } from './later.ts';
import { unlinkedRoutes } from './unlinked.ts';

/** Plays the outside world: card messages, as a network would send them. Sandbox only. */
export const simulateRoutes = ({ simulator }: { readonly simulator: Simulator }): Route[] => [
  ...authorizationRoutes(simulator),
  ...unlinkedRoutes(simulator),
  ...laterRoutes(simulator),
  ...documentedRoutes(simulator),
];
