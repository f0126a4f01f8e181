import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { amountOf, assetName, count, Time } from '../../ui/format.tsx';
import { CheckIcon } from '../../ui/icons.tsx';
import { Badge } from '../../ui/status.tsx';
import { Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

/** Whether the books balance, and up to where they are sealed. */
export function Books(): JSX.Element {
  const query = useQuery({
    queryKey: ['statistics', 'books'],
    queryFn: () => api.checkLedger(),
    refetchInterval: 10_000,
  });
  return (
    <Panel
      title="The books"
      flush
      actions={
        query.data &&
        (query.data.balanced ? (
          <Badge tone="good">
            <CheckIcon className="size-3" /> They balance
          </Badge>
        ) : (
          <Badge tone="bad">They do not balance</Badge>
        ))
      }
    >
      <Asked query={query} waiting={<Waiting rows={3} />}>
        {({ assets, sealed }) => (
          <>
            {assets.length === 0 ? (
              <p className="text-soft p-4">Nothing was booked yet.</p>
            ) : (
              <Table
                label="Sums of the ledger"
                rows={assets}
                rowKey={({ asset }) => asset}
                columns={[
                  { name: 'Asset', cell: ({ asset }) => <code>{assetName(asset)}</code> },
                  {
                    name: 'Debits',
                    right: true,
                    cell: ({ asset, debits }) => <span className="num">{amountOf(debits, asset)}</span>,
                  },
                  {
                    name: 'Credits',
                    right: true,
                    cell: ({ asset, credits }) => <span className="num">{amountOf(credits, asset)}</span>,
                  },
                  {
                    name: 'Held',
                    right: true,
                    spare: true,
                    cell: ({ asset, held }) => <span className="num">{amountOf(held, asset)}</span>,
                  },
                ]}
              />
            )}
            <p className="text-soft border-line border-t px-4 py-2.5 text-[0.8125rem]">
              {sealed === null ? (
                'No block was sealed yet.'
              ) : (
                <>
                  Sealed up to block <span className="num">{count(sealed.block)}</span> at{' '}
                  <Time at={sealed.at} />.
                </>
              )}
            </p>
          </>
        )}
      </Asked>
    </Panel>
  );
}
