import type { Route } from './route.ts';

/** The methods that the routes at a path take; where a path stands in full, those at a pattern that fits it do not count. */
export function matchingMethods(routes: readonly Route[]): (path: string) => string[] {
  const patterns = routes.map(({ path, method }) => ({ path, method, pattern: patternOf(path) }));
  return (path) => {
    const fitting = patterns.filter(({ pattern }) => pattern.test(path));
    const exact = fitting.filter((route) => route.path === path);
    const found = new Set<string>((exact.length > 0 ? exact : fitting).map(({ method }) => method));
    if (found.size === 0) return [];
    if (found.has('GET')) found.add('HEAD');
    return [...found, 'OPTIONS'];
  };
}

/**
 * Where a path stands in full (`/cards/list`) and a pattern that fits it takes other methods (`DELETE /cards/{cardId}`):
 * those would take the path's last word for an id. They are refused instead.
 */
export function shadowedMethods(routes: readonly Route[]): { path: string; method: Route['method'] }[] {
  const full = new Map<string, Set<string>>();
  for (const { path, method } of routes)
    if (!path.includes('{')) full.set(path, (full.get(path) ?? new Set()).add(method));
  const shadowed = new Map<string, { path: string; method: Route['method'] }>();
  for (const route of routes.filter(({ path }) => path.includes('{'))) {
    const pattern = patternOf(route.path);
    for (const [path, methods] of full)
      if (!methods.has(route.method) && pattern.test(path))
        shadowed.set(`${route.method} ${path}`, { path, method: route.method });
  }
  return [...shadowed.values()];
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
