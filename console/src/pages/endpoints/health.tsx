import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { linkClass } from '../../ui/button.tsx';
import { countWaiting, percent } from '../../ui/format.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import type { Endpoint } from './queries.ts';

export type Statistics = Answer<'getDeliveryStatistics'>;

/** How endpoints did in the last ten minutes, and what waits for them. */
export const useStatistics = (): Statistics | undefined =>
  useQuery({
    queryKey: ['statistics', 'deliveries', 600],
    queryFn: () => api.getDeliveryStatistics({ seconds: 600 }),
    refetchInterval: 10_000,
  }).data;

const of = (id: string, statistics: Statistics | undefined) =>
  statistics?.endpoints.find(({ endpoint_id: it }) => it === id);

/** How many of what was sent to an endpoint it has accepted. */
export function Health({
  endpoint: { id, enabled },
  statistics,
}: {
  readonly endpoint: Pick<Endpoint, 'id' | 'enabled'>;
  readonly statistics: Statistics | undefined;
}): JSX.Element {
  const counted = of(id, statistics);
  if (!enabled) return <Status state="disabled" />;
  if (statistics === undefined) return <Badge>…</Badge>;
  if (counted === undefined || counted.delivered + counted.failed === 0)
    return <Badge>{counted !== undefined && counted.waiting > 0 ? 'waiting' : 'quiet'}</Badge>;
  const share = counted.delivered / (counted.delivered + counted.failed);
  return (
    <Badge tone={share > 0.99 ? 'good' : share > 0.5 ? 'warn' : 'bad'}>
      {percent(counted.delivered, counted.delivered + counted.failed)}
    </Badge>
  );
}

/** How much of it waits, which leads to what it is. */
export function WaitingFor({
  id,
  statistics,
}: {
  readonly id: string;
  readonly statistics: Statistics | undefined;
}): JSX.Element {
  const waiting = of(id, statistics)?.waiting ?? 0;
  if (waiting === 0) return <span className="num">{statistics === undefined ? '…' : '0'}</span>;
  return (
    <Link
      to="/endpoints/$endpointId"
      params={{ endpointId: id }}
      search={{ tab: 'undelivered' }}
      className={`${linkClass} num`}
    >
      {countWaiting(waiting, statistics?.waiting)}
    </Link>
  );
}
