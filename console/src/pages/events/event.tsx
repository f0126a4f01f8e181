import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { Json } from '../../ui/code.tsx';
import { Copy, Id } from '../../ui/copy.tsx';
import { Time } from '../../ui/format.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { Fact, Facts, PageHead, Panel } from '../../ui/surface.tsx';
import { curl } from './curl.ts';
import { Deliveries } from './deliveries.tsx';
import { Replay } from './replay-event.tsx';

const page = getRouteApi('/events/$eventId');
const back = (
  <Link to="/events" className={linkClass}>
    Events
  </Link>
);
type Event = Answer<'getEvent'>;

export function EventPage(): JSX.Element {
  const { eventId } = page.useParams();
  const event = useQuery({ queryKey: ['event', eventId], queryFn: () => api.getEvent({ eventId }) });
  return (
    <Asked query={event} page={{ title: 'Event', back }}>
      {(found) => <Shown event={found} />}
    </Asked>
  );
}

function Shown({ event }: { readonly event: Event }): JSX.Element {
  const data = (event.body['data'] ?? {}) as { card_id?: string; transaction_id?: string };
  return (
    <>
      <PageHead
        above={back}
        title={
          <>
            {event.operation} {event.sub_operation}
            <Status state={event.status} />
            {event.test && <Badge tone="warn">Test: it never happened</Badge>}
          </>
        }
      >
        <Copy show label="Copy as curl" text={apiCurl(event.id)} />
        <Replay event={event} />
      </PageHead>
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="grid content-start gap-4">
          <Panel title="Event">
            <Facts>
              <Fact name="Id">
                <Id value={event.id} short={false} />
              </Fact>
              <Fact name="Created">
                <Time at={event.created_at} millis full />
              </Fact>
              <Fact name="Trace">
                <Id value={event.trace_id} short={false} />
              </Fact>
              {data.card_id !== undefined && (
                <Fact name="Card">
                  <Link to="/cards/$cardId" params={{ cardId: data.card_id }} className={linkClass}>
                    <code className="break-all">{data.card_id}</code>
                  </Link>
                </Fact>
              )}
              {data.card_id !== undefined && data.transaction_id !== undefined && (
                <Fact name="Purchase">
                  <Link
                    to="/cards/$cardId/$transactionId"
                    params={{ cardId: data.card_id, transactionId: data.transaction_id }}
                    className={linkClass}
                  >
                    <code className="break-all">{data.transaction_id}</code>
                  </Link>
                </Fact>
              )}
              {typeof event.body['reason'] === 'string' && <Fact name="Reason">{event.body['reason']}</Fact>}
            </Facts>
          </Panel>
          <Panel title="Body">
            <Json value={event.body} label="Body of the event" />
          </Panel>
        </div>
        <Deliveries event={event} />
      </div>
    </>
  );
}

/** What leads to this event by the API. */
const apiCurl = (eventId: string): string =>
  curl('GET', `${globalThis.location.origin}/webhooks/events/${eventId}`, {
    'x-api-key': '$CARDWRIGHT_API_KEY',
  }).replaceAll("'x-api-key: $CARDWRIGHT_API_KEY'", '"x-api-key: $CARDWRIGHT_API_KEY"');
