import { Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

/** Counts one answered request. */
export type CountRequest = (method: string, route: string | undefined, status: number, ms: number) => void;

/** How many requests were answered, by route and status, and how long they took. */
export function httpMetrics(registry: Registry): CountRequest {
  const seconds = new Histogram({
    name: 'cardwright_http_request_seconds',
    help: 'From the arrival of a request to its answer. Requests that match no route have the route "none".',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return (method, route, status, ms) => {
    // Methods outside of the routes are whatever a client makes up.
    const known = route === undefined ? 'other' : method;
    seconds.observe({ method: known, route: route ?? 'none', status }, ms / 1_000);
  };
}
