import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, ButtonLink, linkClass } from '../../ui/button.tsx';
import { Code, Json } from '../../ui/code.tsx';
import { Copy, Id } from '../../ui/copy.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/form.tsx';
import { duration, Time } from '../../ui/format.tsx';
import { ChevronIcon, EndpointIcon, ReplayIcon } from '../../ui/icons.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { Empty, Fact, Facts, PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { curl } from './curl.ts';
import { stateOf } from './undelivered.tsx';
import type { Delivery } from './undelivered.tsx';
import { reasonFor } from './why.ts';
import type { Endpoint } from './why.ts';

const page = getRouteApi('/events/$eventId');
type Event = Answer<'getEvent'>;
type Attempt = Answer<'listAttempts'>['data'][number];

export function EventPage(): JSX.Element {
  const { eventId } = page.useParams();
  const event = useQuery({ queryKey: ['event', eventId], queryFn: () => api.getEvent({ eventId }) });
  return (
    <Asked query={event} page="Event">
      {(found) => <Shown event={found} />}
    </Asked>
  );
}

function Shown({ event }: { readonly event: Event }): JSX.Element {
  const data = (event.body['data'] ?? {}) as { card_id?: string; transaction_id?: string };
  return (
    <>
      <PageHead
        above={
          <Link to="/events" className={linkClass}>
            Events
          </Link>
        }
        title={
          <>
            {event.operation} {event.sub_operation}
            <Status state={event.status} />
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

const endpointsQuery = {
  queryKey: ['endpoints'],
  queryFn: () => api.listWebhookEndpoints({ size: 100 }),
} as const;

/** Each endpoint, whether it got the event, and if not, why. */
function Deliveries({ event }: { readonly event: Event }): JSX.Element {
  const deliveries = useQuery({
    queryKey: ['deliveries', event.id],
    queryFn: () => api.listDeliveries({ event_id: event.id, size: 100 }),
    refetchInterval: ({ state }) =>
      state.data?.data.some((it) => it.state === 'pending') === true ? 2_000 : false,
  });
  const endpoints = useQuery(endpointsQuery);
  return (
    <Panel title="Deliveries: who got it, and who did not" flush className="self-start">
      <Asked query={deliveries} waiting={<Waiting rows={3} />}>
        {({ data: sent }) => (
          <Asked query={endpoints} waiting={<Waiting rows={3} />}>
            {({ data: known }) => (
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
            className={`${linkClass} min-w-0 break-all`}
          >
            {endpoint.url}
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

function Attempts({
  delivery,
  event,
  endpoint,
}: {
  readonly delivery: Delivery;
  readonly event: Event;
  readonly endpoint: Endpoint | undefined;
}): JSX.Element {
  const attempts = useQuery({
    queryKey: ['deliveries', event.id, delivery.id, delivery.attempts],
    queryFn: () => api.listAttempts({ deliveryId: delivery.id }),
  });
  return (
    <Asked query={attempts} waiting={<p className="waiting mt-3 h-9" />}>
      {({ data }) => (
        <ol className="mt-3 grid gap-1.5">
          {data.map((attempt) => (
            <li key={attempt.number}>
              <AttemptDetails attempt={attempt} event={event} url={endpoint?.url} />
            </li>
          ))}
        </ol>
      )}
    </Asked>
  );
}

function AttemptDetails({
  attempt,
  event,
  url,
}: {
  readonly attempt: Attempt;
  readonly event: Event;
  readonly url: string | undefined;
}): JSX.Element {
  const isGood = attempt.error === null;
  return (
    <details className="group border-line rounded-lg border">
      <summary className="hover:bg-sunken flex h-9 list-none items-center gap-2.5 rounded-lg px-2.5 text-[0.8125rem]">
        <ChevronIcon className="text-soft size-3.5 transition-transform group-open:rotate-90" />
        <span className="num font-medium">#{attempt.number}</span>
        <Badge tone={isGood ? 'good' : 'bad'}>{attempt.status_code ?? attempt.error}</Badge>
        <span className="text-soft num">{duration(attempt.duration_ms)}</span>
        <span className="text-soft ml-auto">
          <Time at={attempt.started_at} millis />
        </span>
      </summary>
      <div className="border-line grid gap-3 border-t p-3">
        {attempt.error !== null && (
          <p>
            <span className="font-medium">{attempt.error}</span>
            {attempt.detail !== null && <span className="text-soft">: {attempt.detail}</span>}
          </p>
        )}
        {url !== undefined && (
          <Copy
            show
            label="Copy this request as curl"
            text={curl('POST', url, attempt.request_headers, JSON.stringify(event.body))}
          />
        )}
        <Code label="Request headers" text={headerText(attempt.request_headers)} className="max-h-56" />
        {attempt.response_headers !== null && (
          <Code
            label="Answer"
            text={`HTTP ${attempt.status_code ?? ''}\n${headerText(attempt.response_headers)}\n\n${attempt.response_body ?? ''}`}
            className="max-h-56"
          />
        )}
      </div>
    </details>
  );
}

const headerText = (headers: Readonly<Record<string, string | readonly string[]>>): string =>
  Object.entries(headers)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`))
    .join('\n');

/** Sends it again, to all endpoints that want it or to one. */
function Replay({ event }: { readonly event: Event }): JSX.Element | null {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState('');
  const endpoints = useQuery({ ...endpointsQuery, enabled: open });
  const replay = useAction({
    run: (endpoint_id: string, options) =>
      api.replayEvent({ eventId: event.id, ...(endpoint_id !== '' && { endpoint_id }) }, options),
    done: ({ deliveries }) =>
      deliveries === 1 ? 'Sent again to one endpoint' : `Sent again to ${deliveries} endpoints`,
    touches: ['deliveries', 'undelivered'],
    after: () => setOpen(false),
  });
  if (!may('webhooks', 2)) return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <ReplayIcon />
        Replay
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Send this event again"
        about="With the same operation_id: receivers that have it will know it."
        action="Send again"
        submit={() => replay.mutate(to)}
        busy={replay.isPending}
        error={replay.error}
      >
        <Field label="To">
          {(ids) => (
            <Select {...ids} value={to} onChange={({ target }) => setTo(target.value)}>
              <option value="">Every enabled endpoint that wants it</option>
              {endpoints.data?.data.map(({ id, url }) => (
                <option key={id} value={id}>
                  {url}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </FormModal>
    </>
  );
}
