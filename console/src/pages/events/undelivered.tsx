import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { Button, linkClass } from '../../ui/button.tsx';
import { shortId } from '../../ui/copy.tsx';
import { Time } from '../../ui/format.tsx';
import { CheckIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';

export type Delivery = Answer<'listUndelivered'>['data'][number];

/** A delivery that has been tried and is waiting is more than pending. */
export const stateOf = ({ state, attempts }: Delivery): string =>
  state === 'pending' && attempts > 0 ? 'retrying' : state;

const columns: readonly Column<Delivery>[] = [
  {
    name: 'Event',
    cell: ({ event_id: id }) => (
      <Link to="/events/$eventId" params={{ eventId: id }} className={linkClass}>
        <code>{shortId(id)}</code>
      </Link>
    ),
  },
  {
    name: 'Endpoint',
    cell: ({ endpoint_id: id }) => (
      <Link to="/endpoints/$endpointId" params={{ endpointId: id }} className={linkClass}>
        <code>{shortId(id)}</code>
      </Link>
    ),
  },
  { name: 'State', cell: (delivery) => <Status state={stateOf(delivery)} /> },
  { name: 'Attempts', right: true, cell: ({ attempts }) => <span className="num">{attempts}</span> },
  { name: 'Why', cell: ({ last_error: why }) => <span className="text-soft">{why ?? 'not tried yet'}</span> },
  {
    name: 'Next try',
    right: true,
    cell: ({ next_attempt_at: next }) =>
      next === null ? <span className="text-soft">never</span> : <Time at={next} />,
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
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const shown = endpointId === undefined ? columns : columns.filter(({ name }) => name !== 'Endpoint');
  return (
    <Panel flush>
      {query.error !== null && <Problem error={query.error} again={() => void query.refetch()} />}
      {query.isPending && query.error === null && <Waiting />}
      {query.data !== undefined && rows.length === 0 && (
        <Empty title="Everything was delivered" icon={<CheckIcon />}>
          What an endpoint does not accept appears here, with the reason and the time of the next try.
        </Empty>
      )}
      {rows.length > 0 && <Table label="Undelivered" columns={shown} rows={rows} rowKey={({ id }) => id} />}
      {query.hasNextPage && (
        <div className="border-line border-t p-3 text-center">
          <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Panel>
  );
}
