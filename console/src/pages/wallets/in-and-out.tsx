import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { rowOf } from '../../live/row.ts';
import type { EventBody } from '../../live/body.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { Time, words } from '../../ui/format.tsx';
import { WalletIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { TooFewSigners } from './signers.tsx';

const shown = 8;

const types = [
  'TREASURY.DEPOSIT',
  'TREASURY.TRANSFER',
  'VIRTUAL_WALLETS.DEPOSIT',
  'VIRTUAL_WALLETS.WITHDRAW',
  'CARDS.DEPOSIT',
  'CARDS.WARRANTY_WITHDRAW',
];

/** One line for each transfer on a chain: what was told of it last. Events come newest first. */
function lastOfEach<E extends { readonly id: string; readonly body: unknown }>(
  events: readonly E[],
): readonly E[] {
  const seen = new Set<string>();
  return events.filter(({ id, body }) => {
    const { transaction_hash: hash, log_index: log } = (body as EventBody).data;
    // What never got onto the chain has no hash, and nothing else is told of it.
    const transfer = typeof hash === 'string' ? JSON.stringify([hash, log]) : id;
    return !seen.has(transfer) && seen.add(transfer);
  });
}

/** What came in and went out lately, and how it ended, by the events that tell of it. */
export function InAndOut(): JSX.Element {
  const query = useQuery({
    queryKey: ['eventsOf', 'transfers'],
    queryFn: () => api.listEvents({ types, size: 3 * shown }),
  });
  return (
    <Panel title="In and out" flush>
      <div className="p-3 pb-0 empty:hidden">
        <TooFewSigners />
      </div>
      <Asked query={query} waiting={<Waiting rows={3} />}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="Nothing came in or went out yet" icon={<WalletIcon />}>
              Deposits appear when they are seen on the chain, and count when they are confirmed.
            </Empty>
          ) : (
            <ul className="divide-line divide-y">
              {lastOfEach(data)
                .slice(0, shown)
                .map((event) => {
                  const row = rowOf(event);
                  const { reason } = event.body as unknown as EventBody;
                  return (
                    <li key={row.id} className="px-4 py-2.5">
                      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
                        <Link
                          to="/events/$eventId"
                          params={{ eventId: row.id }}
                          className={`${linkClass} num min-w-0 flex-auto wrap-anywhere`}
                        >
                          {row.amount}
                        </Link>
                        <span className="text-soft text-[0.8125rem]">
                          {words(row.sub)}
                          <span className="max-sm:hidden">, {words(row.operation).toLowerCase()}</span>
                        </span>
                        <Status state={row.status} />
                        <span className="text-soft text-[0.8125rem] sm:w-28 sm:text-right">
                          <Time at={row.at} />
                        </span>
                      </div>
                      {reason !== undefined && <p className="text-soft text-[0.8125rem]">{reason}</p>}
                    </li>
                  );
                })}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
}
