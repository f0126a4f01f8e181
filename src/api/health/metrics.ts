import type { Registry } from 'prom-client';
import { plain } from '../answer.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

/** What an operator watches, in the text format of Prometheus. */
export const metricsRoutes = ({ registry }: { readonly registry: Registry }): Route[] => [
  route({
    method: 'GET',
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Show the metrics of this process',
    description: 'In the Prometheus format. Each process reports only itself.',
    tag: 'Health',
    access: { kind: 'operator' },
    unlimited: true,
    answer: { status: 200, contentType: 'text/plain' },
    handle: async () => plain({ 'content-type': registry.contentType }, await registry.metrics()),
  }),
];
