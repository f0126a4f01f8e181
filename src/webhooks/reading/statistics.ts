import { momentOf } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Queries } from '../../platform/database.ts';
import { selectStatistics } from './statistics-store.ts';
import type { DeliveryStatistics, EndpointStatistics } from './statistics-store.ts';

export type { DeliveryStatistics, EndpointStatistics } from './statistics-store.ts';

/** How a company's deliveries since a moment went, in stretches of so many seconds of wall time, and what waits now. */
export async function readDeliveryStatistics(
  queries: Queries,
  company: Id<'company'>,
  since: Date,
  bucketSeconds: number,
): Promise<DeliveryStatistics> {
  const { sent, waiting } = await selectStatistics(queries, company, since, bucketSeconds);
  const times = sent.find(({ what }) => what === 'times');
  const endpoints = new Map<Id<'endpoint'>, EndpointStatistics>();
  for (const { what, endpoint, delivered, failed } of sent)
    if (what === 'endpoint') endpoints.set(endpoint, { endpoint, delivered, failed, waiting: 0 });
  for (const row of waiting) {
    const known = endpoints.get(row.endpoint) ?? { endpoint: row.endpoint, delivered: 0, failed: 0 };
    endpoints.set(row.endpoint, { ...known, waiting: row.waiting });
  }
  const oldest = waiting.map((row) => row.oldest).sort()[0];
  return {
    buckets: sent
      .filter(({ what }) => what === 'slot')
      .map(({ at, delivered, failed }) => ({ at, delivered, failed })),
    p50: times?.p50 ?? null,
    p99: times?.p99 ?? null,
    endpoints: [...endpoints.values()],
    oldestWaiting: oldest === undefined ? null : momentOf(oldest),
  };
}
