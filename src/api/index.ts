export { createServer } from './server.ts';
export type { ApiServer, ServerOptions } from './server.ts';
export { operatorRoutes } from './operator/companies.ts';
export { healthRoutes } from './health/routes.ts';
export type { Route } from './route.ts';
export { allRoutes } from './routes.ts';
export type { RouteDoors } from './routes.ts';
export { openApiText } from './openapi/text.ts';
export { plain } from './answer.ts';
