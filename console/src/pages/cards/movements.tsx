import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { Button, linkClass } from '../../ui/button.tsx';
import { Money, Time, words } from '../../ui/format.tsx';
import { TerminalIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Badge, toneOf } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import type { Movement } from './queries.ts';

const columnsOf = (cardId: string): readonly Column<Movement>[] => [
  { name: 'Time', cell: ({ datetime }) => <Time at={datetime} /> },
  {
    name: 'Merchant',
    className: 'max-w-64',
    cell: ({ transaction_id: transactionId, merchant_name: name }) => (
      <Link
        to="/cards/$cardId/$transactionId"
        params={{ cardId, transactionId }}
        className={`${linkClass} block truncate`}
      >
        {name === '' ? transactionId : name}
      </Link>
    ),
  },
  { name: 'What', cell: ({ operation }) => words(operation) },
  {
    name: 'Status',
    cell: ({ status, decline_reason: reason }) => (
      <span className="flex items-center gap-2">
        <Badge tone={toneOf(status)}>{words(status)}</Badge>
        {reason !== null && (
          <span className="text-soft max-w-48 truncate text-[0.8125rem]" title={reason.detailed_reason}>
            {reason.simple_reason}
          </span>
        )}
      </span>
    ),
  },
  { name: 'Amount', right: true, cell: ({ bill_amount: amount }) => <Money amount={amount} /> },
  {
    name: 'Available after',
    right: true,
    spare: true,
    cell: ({ new_balance: amount }) => (
      <span className="text-soft">
        <Money amount={amount} />
      </span>
    ),
  },
];

/** Authorizations, clearings, refunds and reversals of a card, newest first. */
export function Movements({ cardId }: { readonly cardId: string }): JSX.Element {
  const query = useInfiniteQuery({
    queryKey: ['transactions', cardId],
    queryFn: ({ pageParam }) =>
      api.searchCardTransactions({
        cardId,
        operations: ['AUTHORIZATION', 'CLEARING', 'REFUND', 'REVERSAL'],
        size: 50,
        page_number: pageParam,
      }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next_page,
  });
  const rows = query.data?.pages.flatMap(({ movements }) => movements) ?? [];
  return (
    <Panel flush>
      {query.error !== null && <Problem error={query.error} again={() => void query.refetch()} />}
      {query.isPending && query.error === null && <Waiting />}
      {query.data !== undefined && rows.length === 0 && (
        <Empty title="Nothing was bought with this card yet" icon={<TerminalIcon />}>
          In a sandbox, tap it at the terminal.
        </Empty>
      )}
      {rows.length > 0 && (
        <Table label="Transactions" columns={columnsOf(cardId)} rows={rows} rowKey={({ id }) => id} />
      )}
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
