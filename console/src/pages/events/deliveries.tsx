import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api, each } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { ButtonLink, linkClass } from '../../ui/button.tsx';
import { EndpointIcon } from '../../ui/icons.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { Empty, Panel, Waiting } from '../../ui/surface.tsx';
import { endpointName, endpointsQuery } from '../endpoints/queries.ts';
import type { Endpoint } from '../endpoints/queries.ts';
import { Attempts } from './attempts.tsx';
import { stateOf } from './undelivered.tsx';
import type { Delivery } from './undelivered.tsx';
import { reasonFor } from './why.ts';

type Event = Answer<'getEvent'>;

/** Each endpoint, whether it got the event, and if not, why. */
export function Deliveries({ event }: { readonly event: Event }): JSX.Element {
  const deliveries = useQuery({
    queryKey: ['deliveries', event.id],
    queryFn: () => Array.fromAsync(each(api.listDeliveries, { event_id: event.id, size: 100 })),
    refetchInterval: ({ state }) =>
      state.data?.some((it) => it.state === 'pending') === true ? 2_000 : false,
  });
  const endpoints = useQuery(endpointsQuery);
  return (
    <Panel title="Deliveries: who got it, and who did not" flush className="self-start">
      <Asked query={deliveries} waiting={<Waiting rows={3} />}>
        {(sent) => (
          <Asked query={endpoints} waiting={<Waiting rows={3} />}>
            {(known) => (
              <>
                {known.length === 0 && sent.length === 0 && (
                  <Empty
                    title="There is no endpoint to send it to"
                    icon={<EndpointIcon />}
                    action={<ButtonLink to="/endpoints">Add an endpoint</ButtonLink>}
                  />
                )}
                <ul className="divide-line divide-y">
                  {known.map((endpoint) => (
                    <DeliveryRow
                      key={endpoint.id}
                      event={event}
                      endpoint={endpoint}
                      delivery={sent.find((it) => it.endpoint_id === endpoint.id)}
                    />
                  ))}
                  {sent
                    .filter((it) => !known.some(({ id }) => id === it.endpoint_id))
                    .map((delivery) => (
                      <DeliveryRow key={delivery.id} event={event} endpoint={undefined} delivery={delivery} />
                    ))}
                </ul>
              </>
            )}
          </Asked>
        )}
      </Asked>
    </Panel>
  );
}

function DeliveryRow({
  event,
  endpoint,
  delivery,
}: {
  readonly event: Event;
  readonly endpoint: Endpoint | undefined;
  readonly delivery: Delivery | undefined;
}): JSX.Element {
  const reason = endpoint && reasonFor(event, endpoint, delivery);
  return (
    <li className="p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        {endpoint === undefined ? (
          <span className="text-soft">An endpoint that was deleted</span>
        ) : (
          <Link
            to="/endpoints/$endpointId"
            params={{ endpointId: endpoint.id }}
            className={`${linkClass} min-w-0 wrap-anywhere`}
          >
            {endpointName(endpoint)}
          </Link>
        )}
        {delivery === undefined ? <Badge>Not sent</Badge> : <Status state={stateOf(delivery)} />}
      </div>
      {reason !== undefined && <p className="text-soft mt-1">{reason.sentence}</p>}
      {delivery !== undefined && delivery.attempts > 0 && (
        <Attempts delivery={delivery} event={event} endpoint={endpoint} />
      )}
    </li>
  );
}
