import type { Route } from './route.ts';

/** The methods that the routes at a path take; where one has a word, those with a parameter in its place do not count. */
export function matchingMethods(routes: readonly Route[]): (path: string) => string[] {
  return (path) => {
    const fitting = routes.filter((route) => patternOf(route.path).test(path));
    const found = new Set<string>();
    for (const route of fitting)
      if (!fitting.some((other) => isCloser(other.path, route.path))) found.add(route.method);
    if (found.size === 0) return [];
    if (found.has('GET')) found.add('HEAD');
    return [...found, 'OPTIONS'];
  };
}

/**
 * Where a path has a word (`/cards/list`, `/accounts/{accountId}/wallets/create`) and a pattern with a parameter in its
 * place takes other methods (`DELETE /cards/{cardId}`): those would take the word for an id. They are refused instead.
 */
export function shadowedMethods(
  routes: readonly Route[],
): { path: string; method: Route['method'] | 'HEAD' }[] {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of routes)
    methods.set(path, (methods.get(path) ?? new Set<string>()).add(method));
  const shadowed = new Map<string, { path: string; method: Route['method'] | 'HEAD' }>();
  for (const route of routes.filter(({ path }) => path.includes('{')))
    for (const [path, own] of methods)
      if (!own.has(route.method) && isCloser(path, route.path))
        for (const method of route.method === 'GET' ? (['GET', 'HEAD'] as const) : [route.method])
          shadowed.set(`${method} ${path}`, { path, method });
  return [...shadowed.values()];
}

/** Whether all that fits the first path fits the second one, and not the other way round. */
const isCloser = (path: string, than: string): boolean =>
  patternOf(than).test(path) && !patternOf(path).test(than);

const patterns = new Map<string, RegExp>();

/** What fits a path of a route; each is asked for thousands of times. */
function patternOf(path: string): RegExp {
  const known = patterns.get(path);
  if (known !== undefined) return known;
  const made = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  patterns.set(path, made);
  return made;
}
