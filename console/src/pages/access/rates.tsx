import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { TextInput } from '../../ui/form.tsx';
import { Day, exact } from '../../ui/format.tsx';
import { Badge } from '../../ui/status.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';

type Rate = Answer<'listFxRates'>['rates'][number];
const names = new Intl.DisplayNames('en', { type: 'currency' });

const columns: readonly Column<Rate>[] = [
  { name: 'Currency', cell: ({ currency }) => <span className="font-medium">{currency}</span> },
  {
    name: 'Name',
    spare: true,
    cell: ({ currency }) => <span className="text-soft">{names.of(currency)}</span>,
  },
  {
    name: 'For 1 USD',
    right: true,
    cell: ({ units_per_usd: rate }) => <span className="num">{exact(rate)}</span>,
  },
  {
    name: 'From',
    cell: ({ source }) => <Badge tone={source === 'operator' ? 'accent' : 'quiet'}>{source}</Badge>,
  },
  { name: 'As of', right: true, spare: true, cell: ({ as_of: date }) => <Day date={date} /> },
];

/** What purchases in other currencies are turned into dollars with. */
export function Rates(): JSX.Element {
  const query = useQuery({ queryKey: ['rates'], queryFn: () => api.listFxRates() });
  const [search, setSearch] = useState('');
  const fits = ({ currency }: Rate): boolean =>
    `${currency} ${names.of(currency) ?? ''}`.toLowerCase().includes(search.toLowerCase());
  return (
    <>
      <PageHead
        title="Exchange rates"
        about="What purchases in other currencies are turned into dollars with. PUT /operator/fx-rates replaces them."
      />
      <Panel flush>
        <div className="border-line border-b p-3">
          <TextInput
            type="search"
            aria-label="Search currencies"
            placeholder="EUR, yen…"
            className="max-w-xs"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        </div>
        <Asked query={query}>
          {({ rates }) =>
            rates.some(fits) ? (
              <Table
                label="Exchange rates"
                columns={columns}
                rows={rates.filter(fits)}
                rowKey={({ currency }) => currency}
              />
            ) : (
              <Empty title="No currency fits">Look for its code or its English name.</Empty>
            )
          }
        </Asked>
      </Panel>
    </>
  );
}
