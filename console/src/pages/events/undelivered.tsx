import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { timeOfId } from '../../live/row.ts';
import { linkClass } from '../../ui/button.tsx';
import { Time } from '../../ui/format.tsx';
import { CheckIcon } from '../../ui/icons.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { useEndpointNames } from '../endpoints/queries.ts';
import { EventLink } from './event-link.tsx';

export type Delivery = Answer<'listUndelivered'>['data'][number];

/** A delivery that has been tried and is waiting is more than pending. */
export const stateOf = ({ state, attempts }: Delivery): string =>
  state === 'pending' && attempts > 0 ? 'retrying' : state;

const columnsOf = (name: (endpointId: string) => string): readonly Column<Delivery>[] => [
  { name: 'Event', place: 'lead', cell: (delivery) => <EventLink {...delivery} /> },
  { name: 'Happened', cell: ({ event_id: id }) => <Time at={timeOfId(id)} /> },
  {
    name: 'Endpoint',
    className: 'max-w-56',
    cell: ({ endpoint_id: id }) => (
      <Link
        to="/endpoints/$endpointId"
        params={{ endpointId: id }}
        className={`${linkClass} block truncate`}
        title={name(id)}
      >
        {name(id)}
      </Link>
    ),
  },
  { name: 'State', place: 'end', cell: (delivery) => <Status state={stateOf(delivery)} /> },
  { name: 'Attempts', right: true, cell: ({ attempts }) => <span className="num">{attempts}</span> },
  { name: 'Why', cell: ({ last_error: why }) => <span className="text-soft">{why ?? 'not tried yet'}</span> },
  {
    name: 'Next try',
    right: true,
    cell: ({ state, next_attempt_at: next }) =>
      next === null ? (
        <span className="text-soft whitespace-nowrap">{state === 'pending' ? 'being sent' : 'never'}</span>
      ) : new Date(next) < new Date() ? (
        <span className="text-soft whitespace-nowrap">at its turn</span>
      ) : (
        <Time at={next} />
      ),
  },
];

/** What some endpoint has not accepted, of all endpoints or of one. */
export function Undelivered({ endpointId }: { readonly endpointId?: string }): JSX.Element {
  const query = useInfiniteQuery({
    queryKey: ['undelivered', endpointId ?? 'all'],
    queryFn: ({ pageParam }) =>
      api.listUndelivered({
        size: 50,
        ...(endpointId !== undefined && { endpoint_id: endpointId }),
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: 5_000,
  });
  const columns = columnsOf(useEndpointNames()).filter(
    ({ name }) => endpointId === undefined || name !== 'Endpoint',
  );
  return (
    <Panel flush>
      <Paged
        query={query}
        rows={query.data?.pages.flatMap(({ data }) => data) ?? []}
        empty={
          <Empty title="Everything was delivered" icon={<CheckIcon />}>
            What an endpoint does not accept appears here, with the reason and the time of the next try.
          </Empty>
        }
      >
        {(rows) => <Table label="Undelivered" columns={columns} rows={rows} rowKey={({ id }) => id} />}
      </Paged>
    </Panel>
  );
}
