import type { Route } from '../route.ts';
import { fileRoutes } from './files.ts';
import { postingRoutes } from './postings.ts';
import { sessionRoutes } from './sessions.ts';
import type { SessionDoors } from './sessions.ts';
import { statisticsRoutes } from './statistics.ts';

export type ConsoleDoors = SessionDoors &
  Parameters<typeof statisticsRoutes>[0] &
  Parameters<typeof postingRoutes>[0];

/** The web console, how one signs in there, and what it shows beyond what the other folders serve. */
export const consoleRoutes = (doors: ConsoleDoors): Route[] => [
  ...statisticsRoutes(doors),
  ...postingRoutes(doors),
  ...sessionRoutes(doors),
  ...fileRoutes(),
];
