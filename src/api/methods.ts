import type { Route } from './route.ts';

/** The methods that routes at a path take; for the answers 405 and OPTIONS. */
export function matchingMethods(routes: readonly Route[]): (path: string) => string[] {
  const patterns = routes.map(({ path, method }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  return (path) => {
    const found = new Set<string>(
      patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method),
    );
    if (found.size === 0) return [];
    if (found.has('GET')) found.add('HEAD');
    return [...found, 'OPTIONS'];
  };
}
