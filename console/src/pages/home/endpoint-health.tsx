import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { Asked } from '../../ui/ask.tsx';
import { ButtonLink, linkClass } from '../../ui/button.tsx';
import { EndpointIcon } from '../../ui/icons.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { Health, WaitingFor } from '../endpoints/health.tsx';
import type { Statistics } from '../endpoints/health.tsx';
import { endpointName, endpointsQuery } from '../endpoints/queries.ts';

/** How each endpoint does. */
export function EndpointHealth({ statistics }: { readonly statistics: Statistics | undefined }): JSX.Element {
  const query = useQuery({ ...endpointsQuery, refetchInterval: 10_000 });
  return (
    <Panel title="Endpoints" flush>
      <Asked query={query} waiting={<Waiting rows={5} />}>
        {(endpoints) =>
          endpoints.length === 0 ? (
            <Empty
              title="Nobody is told yet"
              icon={<EndpointIcon />}
              action={<ButtonLink to="/endpoints">Add an endpoint</ButtonLink>}
            />
          ) : (
            <Table
              label="Health of endpoints"
              rows={endpoints}
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
                  cell: (endpoint) => <Health endpoint={endpoint} statistics={statistics} />,
                },
                {
                  name: 'Waiting',
                  right: true,
                  cell: ({ id }) => <WaitingFor id={id} statistics={statistics} />,
                },
              ]}
            />
          )
        }
      </Asked>
    </Panel>
  );
}
