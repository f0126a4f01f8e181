import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { ButtonLink, linkClass } from '../../ui/button.tsx';
import { Id, shortId } from '../../ui/copy.tsx';
import { Time } from '../../ui/format.tsx';
import { InboxIcon } from '../../ui/icons.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Badge } from '../../ui/status.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { Credit } from './credit.tsx';
import { amountIn, isForHand, listed, whyOf } from './deposit.ts';
import type { Suspended } from './deposit.ts';
import { SendBack } from './send-back.tsx';

const page = getRouteApi('/deposits');

/** What came in and is credited to nobody, of all companies, and the two ways out of that; for the operator. */
export function SuspendedDeposits(): JSX.Element {
  const { company } = page.useSearch();
  const query = useInfiniteQuery({
    queryKey: [listed, company],
    queryFn: ({ pageParam }) =>
      api.listSuspendedDeposits({
        size: 50,
        ...(company !== undefined && { company_id: company }),
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    // What is on its way back leaves the list by itself.
    refetchInterval: ({ state }) =>
      rowsOf(state.data).some(({ movement }) => movement.data.reason === 'returning') ? 1_000 : 10_000,
  });
  const names = useQuery({
    queryKey: ['companies', 'names'],
    queryFn: async () => {
      const { data } = await api.listCompanies({ size: 100 });
      return new Map(data.map(({ id, name }) => [id, name]));
    },
  });
  const nameOf = (id: string): string => names.data?.get(id) ?? shortId(id);
  return (
    <>
      <PageHead
        title="Suspended deposits"
        about="What came in and is credited to nobody, newest first. Credit it to whom it was sent, or send it back; what waits for its token is credited by itself."
      >
        {company !== undefined && (
          <ButtonLink to="/deposits" search={{}}>
            Show all companies
          </ButtonLink>
        )}
      </PageHead>
      <Panel flush {...(company !== undefined && { title: `Of ${nameOf(company)}` })}>
        <Paged
          query={query}
          rows={rowsOf(query.data)}
          empty={
            <Empty title="Everything that came in is credited" icon={<InboxIcon />}>
              Here stands what is below the minimum, in a token that funds no cards, or waits for its token.
            </Empty>
          }
        >
          {(rows) => (
            <Table
              label="Suspended deposits"
              rows={rows}
              rowKey={({ movement }) => movement.id}
              columns={columnsOf(nameOf)}
            />
          )}
        </Paged>
      </Panel>
    </>
  );
}

const rowsOf = (
  data: { readonly pages: readonly { readonly data: readonly Suspended[] }[] } | undefined,
): readonly Suspended[] => data?.pages.flatMap((one) => one.data) ?? [];

const columnsOf = (nameOf: (company: string) => string): readonly Column<Suspended>[] => [
  {
    name: 'Company and wallet',
    place: 'lead',
    cell: ({ company_id: company, movement }) => (
      <span className="block md:min-w-44 md:py-1">
        <Link to="/deposits" search={{ company }} className={`${linkClass} line-clamp-2`}>
          {nameOf(company)}
        </Link>
        <span className="text-soft block text-[0.8125rem] max-md:hidden">
          <Id value={movement.wallet_id} />
        </span>
      </span>
    ),
  },
  {
    name: 'Amount',
    place: 'end',
    right: true,
    cell: (deposit) => <span className="num whitespace-nowrap">{amountIn(deposit)}</span>,
  },
  {
    name: 'Why',
    cell: (deposit) => {
      const { name, tone, next } = whyOf(deposit);
      return (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <Badge tone={tone}>{name}</Badge>
          {next !== undefined && <span className="text-soft max-w-72 text-[0.8125rem]">{next}</span>}
        </span>
      );
    },
  },
  {
    name: 'From',
    spare: true,
    cell: ({ movement: { data, date } }) => (
      <>
        {data.from_wallet_address === null ? (
          <span className="text-soft">not known</span>
        ) : (
          <Id value={data.from_wallet_address} />
        )}
        <span className="text-soft block text-[0.8125rem]">
          <Time at={date} />
        </span>
      </>
    ),
  },
  {
    name: <span className="sr-only">Actions</span>,
    right: true,
    className: 'max-md:basis-full',
    cell: (deposit) =>
      isForHand(deposit) && (
        <span className="inline-flex gap-1.5 max-md:mt-1.5">
          <Credit deposit={deposit} company={nameOf(deposit.company_id)} />
          <SendBack deposit={deposit} company={nameOf(deposit.company_id)} />
        </span>
      ),
  },
];
