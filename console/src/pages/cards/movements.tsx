import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay, useSession } from '../../session.ts';
import { ButtonLink, linkClass } from '../../ui/button.tsx';
import { Money, Time, words } from '../../ui/format.tsx';
import { TerminalIcon } from '../../ui/icons.tsx';
import { onceEach, Paged } from '../../ui/paged.tsx';
import { Badge, toneOf } from '../../ui/status.tsx';
import { Empty, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import type { Card, Movement } from './queries.ts';

/** What a movement was: those that take back something by themselves have no word of their own in the API. */
function whatItWas({ operation, status }: Movement): string {
  if (status !== 'CANCELLED') return words(operation);
  return operation === 'REVERSAL' ? 'Hold expired' : `${words(operation)} taken back`;
}

const columnsOf = (cardId: string): readonly Column<Movement>[] => [
  { name: 'Time', cell: ({ datetime }) => <Time at={datetime} /> },
  {
    name: 'Merchant',
    place: 'lead',
    className: 'md:max-w-80',
    cell: ({ transaction_id: transactionId, merchant_name: name, decline_reason: reason }) => (
      <>
        <Link
          to="/cards/$cardId/$transactionId"
          params={{ cardId, transactionId }}
          className={`${linkClass} block truncate`}
        >
          {name === '' ? transactionId : name}
        </Link>
        {reason !== null && (
          <span className="text-soft block truncate text-[0.8125rem]" title={reason.detailed_reason}>
            {reason.simple_reason}
          </span>
        )}
      </>
    ),
  },
  { name: 'What', cell: whatItWas },
  { name: 'Status', cell: ({ status }) => <Badge tone={toneOf(status)}>{words(status)}</Badge> },
  {
    name: 'Amount',
    right: true,
    cell: ({ bill_amount: bill, transaction_amount: amount, transaction_currency: currency }) => (
      <>
        <Money amount={bill} />
        {currency !== 'USD' && (
          <span className="text-soft block text-[0.8125rem]">
            <Money amount={amount} currency={currency} />
          </span>
        )}
      </>
    ),
  },
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
export function Movements({ card }: { readonly card: Pick<Card, 'id' | 'status'> }): JSX.Element {
  const { environment } = useSession();
  const may = useMay();
  const query = useInfiniteQuery({
    queryKey: ['transactions', card.id],
    queryFn: ({ pageParam }) =>
      api.searchCardTransactions({
        cardId: card.id,
        operations: ['AUTHORIZATION', 'CLEARING', 'REFUND', 'REVERSAL'],
        size: 50,
        page_number: pageParam,
      }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next_page,
  });
  const canTap = environment === 'sandbox' && may('simulate', 2) && card.status !== 'DELETED';
  return (
    <Panel flush>
      <Paged
        query={query}
        rows={onceEach(query.data?.pages.flatMap(({ movements }) => movements) ?? [])}
        empty={
          <Empty
            title={
              card.status === 'DELETED'
                ? 'Nothing was ever bought with this card'
                : 'Nothing was bought with this card yet'
            }
            icon={<TerminalIcon />}
            {...(canTap && {
              action: (
                <ButtonLink to="/simulator" search={{ card: card.id }}>
                  Buy something with it
                </ButtonLink>
              ),
            })}
          />
        }
      >
        {(rows) => (
          <Table label="Transactions" columns={columnsOf(card.id)} rows={rows} rowKey={({ id }) => id} />
        )}
      </Paged>
    </Panel>
  );
}
