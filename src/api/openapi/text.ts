import { InvariantBroken } from '../../kernel/assert.ts';
import { allRoutes } from '../routes.ts';
import type { RouteDoors } from '../routes.ts';
import { openApiOf } from './index.ts';

/** Routes say what they are without their doors; only a call goes through one. */
const noDoors = new Proxy({} as RouteDoors, {
  get: () => new Proxy(() => undefined, { apply: refuse, get: () => refuse }),
});

function refuse(): never {
  throw new InvariantBroken('routes are described, not called');
}

/** All routes, to be read and not to be called. */
export const describedRoutes = () => allRoutes(noDoors);

/** The text of `openapi.json`. */
export const openApiText = (): string => `${JSON.stringify(openApiOf(describedRoutes()), null, 2)}\n`;
