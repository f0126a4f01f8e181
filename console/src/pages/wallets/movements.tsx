import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { linkClass } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { exact, Time, words } from '../../ui/format.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

/** A movement of any kind of wallet, as far as lists show it. */
export interface Moved {
  readonly id: string;
  readonly at: string;
  readonly operation: string;
  readonly status: string;
  readonly amount: number | string;
  readonly symbol: string;
  readonly hash: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  /** The event that told of it. */
  readonly eventId: string | null;
}

/** What came in and went out. */
export function MovementTable({ rows }: { readonly rows: readonly Moved[] }): JSX.Element {
  if (rows.length === 0)
    return (
      <Empty title="Nothing came in or went out yet" icon={<WalletIcon />}>
        Send a token to the address, and watch it being confirmed.
      </Empty>
    );
  return (
    <Table
      label="Movements"
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { name: 'Time', cell: ({ at }) => <Time at={at} /> },
        {
          name: 'What',
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
          cell: ({ status, reason }) => (
            <span title={reason ?? undefined}>
              <Status state={status} />
            </span>
          ),
        },
        {
          name: 'Amount',
          right: true,
          cell: ({ amount, symbol }) => (
            <span className="num whitespace-nowrap">
              {exact(amount)} <span className="text-soft">{symbol}</span>
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
          cell: ({ hash }) =>
            hash === null ? (
              <span className="text-soft">not yet</span>
            ) : hash.startsWith('0x') ? (
              <Id value={hash} />
            ) : (
              <span className="text-soft">{hash}</span>
            ),
        },
      ]}
    />
  );
}
