import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { Asked } from '../../ui/ask.tsx';
import { Select, TextInput } from '../../ui/form.tsx';
import { count, Money, Time } from '../../ui/format.tsx';
import { CardIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Figure, PageHead, Panel } from '../../ui/surface.tsx';
import { rowLinkClass, VirtualTable } from '../../ui/virtual-table.tsx';
import type { VirtualColumn } from '../../ui/virtual-table.tsx';
import { NewCard } from './new-card.tsx';
import { approvalWords, cardsQuery, holdingQuery } from './queries.ts';
import type { Card } from './queries.ts';

const columns: readonly VirtualColumn<Card>[] = [
  {
    name: 'Cardholder',
    cell: ({ id, card_holder_name: name }) => (
      <Link to="/cards/$cardId" params={{ cardId: id }} preload={false} className={rowLinkClass}>
        {name}
      </Link>
    ),
  },
  { name: 'Number', cell: ({ last4 }) => <span className="num text-soft">•••• {last4}</span> },
  { name: 'Status', cell: ({ status }) => <Status state={status} /> },
  {
    name: 'Purchases are approved',
    spare: true,
    cell: ({ approval_method: method }) => <span className="text-soft">{approvalWords[method]}</span>,
  },
  {
    name: 'Daily limit',
    right: true,
    spare: true,
    cell: ({ daily_limit: limit }) => <Money amount={limit} />,
  },
  {
    name: 'Created',
    right: true,
    spare: true,
    cell: ({ created_at: at }) => (
      <span className="text-soft">
        <Time at={at} />
      </span>
    ),
  },
];

export function Cards(): JSX.Element {
  const cards = useQuery(cardsQuery);
  const holding = useQuery(holdingQuery);
  const [search, setSearch] = useState('');
  const [status, setStatus] = useState('');
  const fits = ({ card_holder_name: name, last4, id, status: is, metadata }: Card): boolean =>
    (status === '' || is === status) &&
    `${name} ${last4} ${id} ${JSON.stringify(metadata)}`.toLowerCase().includes(search.toLowerCase());
  const active = cards.data?.filter(({ status: is }) => is === 'ACTIVE').length;
  return (
    <>
      <PageHead title="Cards">
        <NewCard />
      </PageHead>
      <div className="mb-4 grid grid-cols-2 gap-3 sm:grid-cols-3">
        <Figure
          className="max-sm:col-span-2"
          failed={holding.error !== null}
          name="Holding"
          amount
          value={holding.data && <Money amount={holding.data.warranty_balance} />}
          note="Available to all cards"
        />
        <Figure
          failed={cards.error !== null}
          name="Cards"
          value={cards.data && count(cards.data.length)}
          note="Issued by the company"
        />
        <Figure
          failed={cards.error !== null}
          name="Active"
          value={active === undefined ? undefined : count(active)}
          note="Can buy now"
        />
      </div>
      <Panel flush>
        <Asked query={cards}>
          {(all) => {
            // The API lists the oldest first.
            const found = all.filter(fits).toReversed();
            return all.length === 0 ? (
              <Empty title="No card was issued yet" icon={<CardIcon />} action={<NewCard />}>
                A card takes a name and a phone number, and can buy a second later.
              </Empty>
            ) : (
              <>
                <div className="border-line flex flex-wrap gap-2 border-b p-3">
                  <TextInput
                    type="search"
                    aria-label="Search cards"
                    placeholder="Name, last four digits, id, metadata"
                    className="max-w-xs min-w-40 flex-1"
                    value={search}
                    onChange={({ target }) => setSearch(target.value)}
                  />
                  <Select
                    aria-label="Status"
                    className="max-w-44"
                    value={status}
                    onChange={({ target }) => setStatus(target.value)}
                  >
                    <option value="">Every status</option>
                    {[...new Set(all.map((card) => card.status))].sort().map((name) => (
                      <option key={name}>{name}</option>
                    ))}
                  </Select>
                </div>
                {found.length === 0 ? (
                  <Empty title="No card fits" icon={<CardIcon />}>
                    Take a word away, or choose every status.
                  </Empty>
                ) : (
                  <VirtualTable
                    label="Cards"
                    columns={columns}
                    template="grid-cols-[minmax(0,1fr)_5rem_5.5rem] md:grid-cols-[minmax(10rem,1.5fr)_6rem_6.5rem_minmax(9rem,1.2fr)_8rem_8rem]"
                    rows={found}
                    rowKey={({ id }) => id}
                  />
                )}
              </>
            );
          }}
        </Asked>
      </Panel>
    </>
  );
}
