import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Answer } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { ButtonLink, linkClass } from '../../ui/button.tsx';
import { count } from '../../ui/format.tsx';
import { EndpointIcon } from '../../ui/icons.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { endpointName, endpointsQuery } from '../endpoints/queries.ts';

/** How each endpoint does. */
export function EndpointHealth({
  statistics,
}: {
  readonly statistics: Answer<'getDeliveryStatistics'> | undefined;
}): JSX.Element {
  const query = useQuery({ ...endpointsQuery, refetchInterval: 10_000 });
  const of = (id: string) => statistics?.endpoints.find(({ endpoint_id: it }) => it === id);
  return (
    <Panel title="Endpoints" flush>
      <Asked query={query} waiting={<Waiting rows={5} />}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty
              title="Nobody is told yet"
              icon={<EndpointIcon />}
              action={<ButtonLink to="/endpoints">Add an endpoint</ButtonLink>}
            />
          ) : (
            <Table
              label="Health of endpoints"
              rows={data}
              rowKey={({ id }) => id}
              columns={[
                {
                  name: 'Endpoint',
                  className: 'md:max-w-52',
                  cell: (endpoint) => (
                    <Link
                      to="/endpoints/$endpointId"
                      params={{ endpointId: endpoint.id }}
                      title={endpoint.url}
                      className={`${linkClass} block truncate`}
                    >
                      {endpointName(endpoint)}
                    </Link>
                  ),
                },
                {
                  name: 'Health',
                  place: 'end',
                  cell: ({ id, enabled }) => {
                    const counted = of(id);
                    if (!enabled) return <Status state="disabled" />;
                    if (counted === undefined || counted.delivered + counted.failed === 0)
                      return (
                        <Badge>{counted !== undefined && counted.waiting > 0 ? 'waiting' : 'quiet'}</Badge>
                      );
                    const share = counted.delivered / (counted.delivered + counted.failed);
                    return (
                      <Badge tone={share > 0.99 ? 'good' : share > 0.5 ? 'warn' : 'bad'}>
                        {(share * 100).toFixed(share === 1 ? 0 : 1)}%
                      </Badge>
                    );
                  },
                },
                {
                  name: 'Waiting',
                  right: true,
                  cell: ({ id }) => <span className="num">{count(of(id)?.waiting ?? 0)}</span>,
                },
              ]}
            />
          )
        }
      </Asked>
    </Panel>
  );
}
