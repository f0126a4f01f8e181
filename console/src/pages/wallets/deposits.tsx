import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { rowOf } from '../../live/row.ts';
import type { EventBody } from '../../live/row.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { Time, words } from '../../ui/format.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';

const shown = 8;

/** One line for each transfer: what was told of it last. Events come newest first. */
function lastOfEach<E extends { readonly body: unknown }>(events: readonly E[]): readonly E[] {
  const seen = new Set<string>();
  return events.filter(({ body }) => {
    const { transaction_hash: hash, log_index: log } = (body as EventBody).data;
    const transfer = JSON.stringify([hash, log]);
    return !seen.has(transfer) && seen.add(transfer);
  });
}

/** The latest deposits, by the events that tell of them. */
export function Deposits(): JSX.Element {
  const query = useQuery({
    queryKey: ['eventsOf', 'deposits'],
    queryFn: () =>
      api.listEvents({
        types: ['TREASURY.DEPOSIT', 'VIRTUAL_WALLETS.DEPOSIT', 'CARDS.DEPOSIT'],
        size: 3 * shown,
      }),
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
              {lastOfEach(data)
                .slice(0, shown)
                .map(rowOf)
                .map((row) => (
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
