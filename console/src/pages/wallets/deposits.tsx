import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { rowOf } from '../../live/row.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { Time, words } from '../../ui/format.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';

/** The latest deposits, by the events that tell of them. */
export function Deposits(): JSX.Element {
  const query = useQuery({
    queryKey: ['eventsOf', 'deposits'],
    queryFn: () =>
      api.listEvents({ types: ['TREASURY.DEPOSIT', 'VIRTUAL_WALLETS.DEPOSIT', 'CARDS.DEPOSIT'], size: 8 }),
  });
  return (
    <Panel title="Deposits" flush>
      <Asked query={query} waiting={<Waiting rows={3} />}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Nothing came in yet" icon={<WalletIcon />}>
              Deposits appear when they are seen on the chain, and count when they are confirmed.
            </Empty>
          ) : (
            <ul className="divide-line divide-y">
              {data.map(rowOf).map((row) => (
                <li key={row.id} className="flex items-center gap-3 px-4 py-2.5">
                  <Link
                    to="/events/$eventId"
                    params={{ eventId: row.id }}
                    className={`${linkClass} num min-w-0 flex-1 truncate`}
                  >
                    {row.amount}
                  </Link>
                  <span className="text-soft text-[0.8125rem] max-sm:hidden">{words(row.operation)}</span>
                  <Status state={row.status} />
                  <span className="text-soft text-[0.8125rem]">
                    <Time at={row.at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
}
