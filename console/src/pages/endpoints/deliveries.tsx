import { useInfiniteQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { timeOfId } from '../../live/row.ts';
import { Time } from '../../ui/format.tsx';
import { EventsIcon } from '../../ui/icons.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { EventLink } from '../events/event-link.tsx';
import { stateOf } from '../events/undelivered.tsx';
import type { Delivery } from '../events/undelivered.tsx';
import type { Endpoint } from './queries.ts';

const columns: readonly Column<Delivery>[] = [
  { name: 'Event', place: 'lead', cell: (delivery) => <EventLink {...delivery} /> },
  { name: 'Happened', cell: ({ event_id: id }) => <Time at={timeOfId(id)} /> },
  { name: 'State', place: 'end', cell: (delivery) => <Status state={stateOf(delivery)} /> },
  { name: 'Attempts', right: true, cell: ({ attempts }) => <span className="num">{attempts}</span> },
  {
    name: 'Last error',
    cell: ({ last_error: error }) => error !== null && <span className="text-soft">{error}</span>,
  },
];

/** All that was ever on its way to an endpoint, newest first. */
export function Deliveries({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const query = useInfiniteQuery({
    queryKey: ['deliveries', 'of', endpoint.id],
    queryFn: ({ pageParam }) =>
      api.listDeliveries({
        endpoint_id: endpoint.id,
        size: 50,
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  return (
    <Panel flush>
      <Paged
        query={query}
        rows={query.data?.pages.flatMap(({ data }) => data) ?? []}
        empty={
          <Empty title="Nothing was sent here yet" icon={<EventsIcon />}>
            Send a test, or let something happen at the terminal.
          </Empty>
        }
      >
        {(rows) => <Table label="Deliveries" columns={columns} rows={rows} rowKey={({ id }) => id} />}
      </Paged>
    </Panel>
  );
}
