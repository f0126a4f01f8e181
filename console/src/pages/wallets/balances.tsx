import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { Answer } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { amountOf } from '../../ui/format.tsx';
import { Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

type Balance = Answer<'getTreasuryWalletBalance'>[number];

/** What a wallet has, of every listed token. */
export function Balances({
  query,
  title = 'Balances',
}: {
  readonly query: UseQueryResult<readonly Balance[]>;
  readonly title?: string;
}): JSX.Element {
  return (
    <Panel title={title} flush>
      <Asked query={query} waiting={<Waiting rows={4} />}>
        {(balances) => (
          <Table
            label={title}
            rows={balances}
            rowKey={({ symbol, token_address: address }) => `${symbol} ${address ?? ''}`}
            columns={[
              {
                name: 'Token',
                cell: ({ symbol, name }) => (
                  <span className="flex flex-wrap gap-x-3">
                    <span className="font-medium md:w-12">{symbol}</span>
                    {name !== symbol && <span className="text-soft max-md:hidden">{name}</span>}
                  </span>
                ),
              },
              {
                name: 'Balance',
                right: true,
                cell: ({ balance, symbol }) => (
                  <span className={`num ${balance === 0 ? 'text-soft' : 'font-medium'}`}>
                    {amountOf(balance, symbol)}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Asked>
    </Panel>
  );
}
