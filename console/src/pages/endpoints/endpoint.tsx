import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, linkClass } from '../../ui/button.tsx';
import { Id, shortId } from '../../ui/copy.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/form.tsx';
import { count, duration, Time } from '../../ui/format.tsx';
import { AlertIcon, EventsIcon, EyeIcon, SendIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { Empty, Fact, Facts, PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { stateOf, Undelivered } from '../events/undelivered.tsx';
import type { Delivery } from '../events/undelivered.tsx';
import type { Endpoint } from '../events/why.ts';
import { StartReplay } from '../replays/start-replay.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { SecretShown } from './secret.tsx';

const page = getRouteApi('/endpoints/$endpointId');

export function EndpointPage(): JSX.Element {
  const { endpointId } = page.useParams();
  const { tab = 'settings' } = page.useSearch();
  const navigate = page.useNavigate();
  const query = useQuery({
    queryKey: ['endpoints', endpointId],
    queryFn: () => api.getWebhookEndpoint({ endpointId }),
    refetchInterval: 10_000,
  });
  return (
    <Asked query={query} page="Endpoint">
      {(endpoint) => (
        <>
          <PageHead
            above={
              <Link to="/endpoints" className={linkClass}>
                Webhook endpoints
              </Link>
            }
            title={
              <>
                <span className="break-all">{endpoint.url}</span>
                <Status state={endpoint.enabled ? 'enabled' : 'disabled'} />
              </>
            }
            {...(endpoint.description !== '' && { about: endpoint.description })}
          >
            <Actions endpoint={endpoint} />
          </PageHead>
          {!endpoint.enabled && <DisabledBecause endpoint={endpoint} />}
          <Tabs
            label="About this endpoint"
            value={tab}
            onChange={(value) => void navigate({ search: { tab: value }, replace: true })}
            tabs={[
              { value: 'settings', label: 'Settings', content: () => <Settings endpoint={endpoint} /> },
              { value: 'deliveries', label: 'Deliveries', content: () => <Deliveries endpoint={endpoint} /> },
              {
                value: 'undelivered',
                label: 'Undelivered',
                content: () => <Undelivered endpointId={endpoint.id} />,
              },
            ]}
          />
        </>
      )}
    </Asked>
  );
}

function DisabledBecause({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  return (
    <div className="bg-bad-ground mb-4 flex gap-3 rounded-xl p-4">
      <AlertIcon className="text-bad mt-0.5 size-4.5" />
      <div>
        <p className="font-medium">
          Nothing is sent here{' '}
          {endpoint.disabled_at !== null && (
            <>
              since <Time at={endpoint.disabled_at} full />
            </>
          )}
        </p>
        <p className="text-soft">
          {endpoint.disabled_reason ?? 'It was disabled.'} Enable it, then replay what is missing.
        </p>
      </div>
    </div>
  );
}

function Actions({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const touches = ['endpoints', 'deliveries', 'undelivered'];
  const change = useAction({
    run: (wish: Partial<Parameters<typeof api.changeWebhookEndpoint>[0]>, options) =>
      api.changeWebhookEndpoint({ ...wish, endpointId: endpoint.id }, options),
    done: 'The endpoint was changed',
    touches,
    after: () => setEditing(false),
  });
  const enable = useAction({
    run: (_: undefined, options) => api.enableWebhookEndpoint({ endpointId: endpoint.id }, options),
    done: 'The endpoint is enabled',
    failed: 'The endpoint could not be enabled',
    touches,
  });
  return (
    <>
      {may('webhooks', 3) && <TestSend endpoint={endpoint} />}
      {may('webhooks', 2) && <StartReplay endpointId={endpoint.id} />}
      {may('webhooks', 3) && (
        <>
          <Button onClick={() => setEditing(true)}>Edit</Button>
          {endpoint.enabled ? (
            <Disable endpoint={endpoint} />
          ) : (
            <Button look="primary" busy={enable.isPending} onClick={() => enable.mutate(undefined)}>
              Enable
            </Button>
          )}
          <Delete endpoint={endpoint} />
          {editing && (
            <EndpointForm
              title="Edit the endpoint"
              action="Save"
              from={endpoint}
              open
              onClose={() => setEditing(false)}
              submit={(wish) => change.mutate(wish)}
              busy={change.isPending}
              error={change.error}
            />
          )}
        </>
      )}
    </>
  );
}

function Disable({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const [open, setOpen] = useState(false);
  const disable = useAction({
    run: (_: undefined, options) =>
      api.changeWebhookEndpoint({ endpointId: endpoint.id, enabled: false }, options),
    done: 'The endpoint is disabled',
    touches: ['endpoints', 'deliveries', 'undelivered'],
    after: () => setOpen(false),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Disable</Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Disable this endpoint?"
        about="Open deliveries are cancelled and stay under Undelivered. Events that happen meanwhile make none. After you enable it, a replay of what is missing brings both."
        action="Disable"
        danger
        submit={() => disable.mutate(undefined)}
        busy={disable.isPending}
        error={disable.error}
      />
    </>
  );
}

function Delete({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const remove = useAction({
    run: () => api.deleteWebhookEndpoint({ endpointId: endpoint.id }),
    done: 'The endpoint was deleted',
    after: () => void navigate({ to: '/endpoints' }),
  });
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Delete this endpoint?"
        about="Its secret and its open deliveries go with it. This cannot be undone."
        action="Delete"
        danger
        submit={() => remove.mutate(undefined)}
        busy={remove.isPending}
        error={remove.error}
      />
    </>
  );
}

function TestSend({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [type, setType] = useState('');
  const navigate = useNavigate();
  const types = useQuery({
    queryKey: ['eventTypes'],
    queryFn: () => api.listEventTypes(),
    staleTime: Infinity,
    enabled: open,
  });
  const test = useAction({
    run: (event_type: string, options) =>
      api.testWebhookEndpoint({ endpointId: endpoint.id, ...(event_type !== '' && { event_type }) }, options),
    done: 'A test event is on its way',
    touches: ['deliveries'],
    after: ({ event_id: eventId }) => {
      setOpen(false);
      void navigate({ to: '/events/$eventId', params: { eventId } });
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <SendIcon />
        Send a test
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Send a test event"
        about="It is signed and delivered like any other, marked as a test."
        action="Send"
        submit={() => test.mutate(type)}
        busy={test.isPending}
        error={test.error}
      >
        <Field label="With the example of">
          {(ids) => (
            <Select {...ids} value={type} onChange={({ target }) => setType(target.value)}>
              <option value="">WEBHOOKS.TEST</option>
              {types.data?.data.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </FormModal>
    </>
  );
}

function Settings({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const headers = Object.keys(endpoint.headers);
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel title="Settings">
        <Facts>
          <Fact name="Id">
            <Id value={endpoint.id} short={false} />
          </Fact>
          <Fact name="Gets">
            {endpoint.filters.length === 0 ? (
              'Everything but pending deposits'
            ) : (
              <ul>
                {endpoint.filters.map((filter) => (
                  <li key={filter}>
                    <code>{filter}</code>
                  </li>
                ))}
              </ul>
            )}
          </Fact>
          <Fact name="Format">{endpoint.format}</Fact>
          <Fact name="Order">{endpoint.ordered ? 'One after the other' : 'Independent'}</Fact>
          <Fact name="Decisions">
            {endpoint.decision ? <Badge tone="accent">This endpoint decides</Badge> : 'Not asked'}
          </Fact>
          <Fact name="Rate limit">
            {endpoint.rate_limit === null ? 'None' : `${count(endpoint.rate_limit)} a second`}
          </Fact>
          <Fact name="Time to answer">{duration(endpoint.timeout_ms)}</Fact>
          <Fact name="Retries after">
            {endpoint.retry_schedule === null
              ? 'The default schedule: 12 retries within 76 hours'
              : endpoint.retry_schedule.map((seconds) => duration(seconds * 1_000)).join(', ') ||
                'No retries'}
          </Fact>
          {headers.length > 0 && <Fact name="Own headers">{headers.join(', ')}</Fact>}
          <Fact name="Created">
            <Time at={endpoint.created_at} full />
          </Fact>
        </Facts>
      </Panel>
      <Secret endpoint={endpoint} />
    </div>
  );
}

const overlaps = [
  { seconds: 86_400, name: '24 hours' },
  { seconds: 3_600, name: '1 hour' },
  { seconds: 604_800, name: '7 days' },
  { seconds: 0, name: 'not at all' },
];

function Secret({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const may = useMay();
  const [shown, setShown] = useState<{ readonly title: string; readonly secret: string }>();
  const [rotating, setRotating] = useState(false);
  const [overlap, setOverlap] = useState(86_400);
  const reveal = useAction({
    run: () => api.getWebhookSecret({ endpointId: endpoint.id }),
    failed: 'The secret could not be shown',
    after: ({ secret }) => setShown({ title: 'Signing secret', secret }),
  });
  const rotate = useAction({
    run: (overlap_seconds: number, options) =>
      api.rotateWebhookSecret({ endpointId: endpoint.id, overlap_seconds }, options),
    done: 'The secret was rotated',
    touches: ['endpoints'],
    after: ({ secret }) => {
      setRotating(false);
      setShown({ title: 'The new signing secret', secret });
    },
  });
  return (
    <Panel title="Signing" className="self-start">
      <Facts>
        <Fact name="Signatures">{endpoint.signatures.join(', ')}</Fact>
        <Fact name="Secret">
          <code className="text-soft">whsec_••••••••••••</code>
        </Fact>
        <Fact name="Key in clear">{endpoint.legacy_key === null ? 'Off' : 'Sent as X-Webhook-Key'}</Fact>
      </Facts>
      {may('webhooks', 3) && (
        <div className="mt-4 flex flex-wrap gap-2">
          <Button size="small" busy={reveal.isPending} onClick={() => reveal.mutate(undefined)}>
            <EyeIcon className="size-3.5" />
            Reveal
          </Button>
          <Button size="small" onClick={() => setRotating(true)}>
            Rotate the secret
          </Button>
        </div>
      )}
      <FormModal
        open={rotating}
        onClose={() => setRotating(false)}
        title="Rotate the signing secret"
        about="A new secret signs from now on. While the old one works, messages carry a signature of each, so that your receiver can change without a gap."
        action="Rotate"
        submit={() => rotate.mutate(overlap)}
        busy={rotate.isPending}
        error={rotate.error}
      >
        <Field label="The old secret works for">
          {(ids) => (
            <Select {...ids} value={overlap} onChange={({ target }) => setOverlap(Number(target.value))}>
              {overlaps.map(({ seconds, name }) => (
                <option key={seconds} value={seconds}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </FormModal>
      {shown !== undefined && <SecretShown {...shown} onClose={() => setShown(undefined)} />}
    </Panel>
  );
}

const columns: readonly Column<Delivery>[] = [
  {
    name: 'Event',
    cell: ({ event_id: id }) => (
      <Link to="/events/$eventId" params={{ eventId: id }} className={linkClass}>
        <code>{shortId(id)}</code>
      </Link>
    ),
  },
  { name: 'State', cell: (delivery) => <Status state={stateOf(delivery)} /> },
  { name: 'Attempts', right: true, cell: ({ attempts }) => <span className="num">{attempts}</span> },
  { name: 'Last error', cell: ({ last_error: error }) => <span className="text-soft">{error}</span> },
];

function Deliveries({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const query = useInfiniteQuery({
    queryKey: ['deliveries', 'of', endpoint.id],
    queryFn: ({ pageParam }) =>
      api.listDeliveries({
        endpoint_id: endpoint.id,
        size: 50,
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Panel flush>
      {query.error !== null && <Problem error={query.error} again={() => void query.refetch()} />}
      {query.isPending && query.error === null && <Waiting />}
      {query.data !== undefined && rows.length === 0 && (
        <Empty title="Nothing was sent here yet" icon={<EventsIcon />}>
          Send a test, or let something happen at the terminal.
        </Empty>
      )}
      {rows.length > 0 && <Table label="Deliveries" columns={columns} rows={rows} rowKey={({ id }) => id} />}
      {query.hasNextPage && (
        <div className="border-line border-t p-3 text-center">
          <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Panel>
  );
}
