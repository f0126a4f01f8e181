import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { ButtonLink, linkClass } from '../../ui/button.tsx';
import { Time } from '../../ui/format.tsx';
import { TerminalIcon } from '../../ui/icons.tsx';
import { Badge, Status, toneOf } from '../../ui/status.tsx';
import { Empty, Panel } from '../../ui/surface.tsx';
import { DecisionFacts } from '../cards/decision.tsx';
import { LedgerEntries } from '../cards/ledger-entries.tsx';
import { Steer } from '../cards/steer.tsx';
import { Timeline } from '../cards/transaction.tsx';
import { endpointsQuery, useEndpointNames } from '../endpoints/queries.ts';
import { stateOf } from '../events/undelivered.tsx';
import type { Played } from './terminal.tsx';

/** What one tap did: the purchase, the books and the webhooks, as each arrives. */
export function Outcome({ played }: { readonly played: Played | undefined }): JSX.Element {
  const may = useMay();
  if (played === undefined || played.transaction === null)
    return (
      <Panel>
        <Empty title="Buy something, and see it happen" icon={<TerminalIcon />}>
          The approval, the entries in the ledger and the webhooks appear here side by side, the moment they
          are there.
        </Empty>
      </Panel>
    );
  const path = { cardId: played.transaction.card_id, transactionId: played.transaction.id };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 @xl:grid-cols-2 @min-[52rem]:grid-cols-3">
      <Purchase {...path} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 @min-[52rem]:contents">
        <LedgerEntries {...path} />
        {may('webhooks') && <Webhooks transactionId={path.transactionId} />}
      </div>
    </div>
  );
}

function Purchase(path: { readonly cardId: string; readonly transactionId: string }): JSX.Element {
  const transaction = useQuery({
    queryKey: ['transactions', path.cardId, path.transactionId],
    queryFn: () => api.getCardTransaction(path),
  });
  const entries = useQuery({
    queryKey: ['transactions', path.cardId, path.transactionId, 'entries'],
    queryFn: () => api.listCardTransactionEntries(path),
  });
  return (
    <Panel
      title={
        <Link to="/cards/$cardId/$transactionId" params={path} className={linkClass}>
          Purchase
        </Link>
      }
      actions={transaction.data && <Status state={transaction.data.state} />}
    >
      <Asked query={entries} waiting={<p className="waiting h-20" />}>
        {(found) => <Timeline entries={found} />}
      </Asked>
      {transaction.data !== undefined && (
        <>
          <div className="border-line mt-4 border-t pt-4">
            <DecisionFacts decision={transaction.data.decision} />
          </div>
          <div className="mt-4 flex flex-wrap gap-1.5 empty:hidden">
            <Steer transaction={transaction.data} size="small" />
          </div>
        </>
      )}
    </Panel>
  );
}

/** The events of a purchase, and how each endpoint took them. */
function Webhooks({ transactionId }: { readonly transactionId: string }): JSX.Element {
  const query = useQuery({
    queryKey: ['eventsOf', transactionId, 'deliveries'],
    queryFn: async () => {
      const { data } = await api.listEvents({ subject: transactionId, size: 20 });
      return await Promise.all(
        data.toReversed().map(async (event) => ({
          event,
          deliveries: (await api.listDeliveries({ event_id: event.id, size: 20 })).data,
        })),
      );
    },
    refetchInterval: 1_000,
  });
  const endpoints = useQuery(endpointsQuery);
  const nameOf = useEndpointNames();
  return (
    <Panel title="Webhooks">
      <Asked query={query} waiting={<p className="waiting h-20" />}>
        {(told) => (
          <ol className="grid grid-cols-[minmax(0,1fr)] gap-3">
            {told.map(({ event, deliveries }) => (
              <li key={event.id} className="arrive border-line rounded-lg border p-3">
                <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                  <Link to="/events/$eventId" params={{ eventId: event.id }} className={linkClass}>
                    {event.operation} {event.sub_operation}
                  </Link>
                  <Badge tone={toneOf(event.status)}>{event.status}</Badge>
                </div>
                <p className="text-soft text-[0.8125rem]">
                  <Time at={event.created_at} millis />
                </p>
                {deliveries.map((delivery) => (
                  <p
                    key={delivery.id}
                    className="mt-1.5 flex items-center justify-between gap-3 text-[0.8125rem]"
                  >
                    <span className="text-soft truncate">{nameOf(delivery.endpoint_id)}</span>
                    <Status state={stateOf(delivery)} />
                  </p>
                ))}
                {deliveries.length === 0 && endpoints.data?.length !== 0 && (
                  <p className="text-soft mt-1.5 text-[0.8125rem]">No endpoint wants it.</p>
                )}
              </li>
            ))}
            {endpoints.data?.length === 0 && (
              <li className="bg-sunken flex flex-wrap items-center justify-between gap-2 rounded-lg p-3">
                <span className="text-soft">No endpoint is told.</span>
                <ButtonLink to="/endpoints" size="small">
                  Add an endpoint
                </ButtonLink>
              </li>
            )}
          </ol>
        )}
      </Asked>
    </Panel>
  );
}
