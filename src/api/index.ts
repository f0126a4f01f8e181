export { createServer } from './server.ts';
export type { ApiServer, ServerOptions } from './server.ts';
export { operatorRoutes } from './operator/companies.ts';
export { healthRoutes } from './health/routes.ts';
export type { Route } from './route.ts';
