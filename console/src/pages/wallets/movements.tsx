import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { linkClass } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { amountOf, count, Time, words } from '../../ui/format.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { onceEach, Paged } from '../../ui/paged.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { Confirmations } from './confirmations.tsx';
import { noteOf } from './moved.ts';
import type { Moved, MovedQuery } from './moved.ts';

/** What came in and went out, page by page. What is in a block and waits counts up. */
export function Movements({
  query,
  title = 'Movements',
  hint = 'Send a token to the address, and watch it being confirmed.',
}: {
  readonly query: MovedQuery;
  readonly title?: string;
  /** What to do where nothing has moved yet. */
  readonly hint?: string | undefined;
}): JSX.Element {
  return (
    <Panel title={title} flush>
      <Paged
        query={query}
        rows={onceEach(query.data?.pages.flatMap(({ rows }) => rows) ?? [])}
        waiting={3}
        empty={
          <Empty title="Nothing came in or went out yet" icon={<WalletIcon />}>
            {hint}
          </Empty>
        }
      >
        {(rows) => <Table label={title} rows={rows} rowKey={({ id }) => id} columns={columns} />}
      </Paged>
    </Panel>
  );
}

const columns: readonly Column<Moved>[] = [
  { name: 'Time', cell: ({ at }) => <Time at={at} /> },
  {
    name: 'What',
    place: 'lead',
    cell: ({ operation, eventId }) =>
      eventId === null ? (
        words(operation)
      ) : (
        <Link to="/events/$eventId" params={{ eventId }} className={linkClass}>
          {words(operation)}
        </Link>
      ),
  },
  {
    name: 'Status',
    className: 'md:max-w-72',
    cell: (moved) => {
      const note = noteOf(moved);
      return (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          {moved.confirmations === null ? (
            <Status state={moved.status} />
          ) : (
            <Confirmations {...moved.confirmations} />
          )}
          {note !== undefined && <span className="text-soft text-[0.8125rem]">{note}</span>}
        </span>
      );
    },
  },
  {
    name: 'Amount',
    right: true,
    cell: ({ amount, symbol }) => (
      <span className="num whitespace-nowrap">
        {amountOf(amount, symbol)} <span className="text-soft">{symbol}</span>
      </span>
    ),
  },
  {
    name: 'From or to',
    spare: true,
    cell: ({ from, to, operation }) => {
      const other = operation === 'DEPOSIT' ? from : to;
      return other === null ? null : <Id value={other} />;
    },
  },
  {
    name: 'On the chain',
    spare: true,
    cell: ({ hash, block }) =>
      hash === null ? (
        <span className="text-soft">not yet</span>
      ) : hash.startsWith('0x') ? (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <Id value={hash} />
          {block !== null && <span className="text-soft num text-[0.8125rem]">block {count(block)}</span>}
        </span>
      ) : (
        <span className="text-soft">{hash}</span>
      ),
  },
];
