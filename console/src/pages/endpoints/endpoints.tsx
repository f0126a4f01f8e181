import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, linkClass } from '../../ui/button.tsx';
import { EndpointIcon, PlusIcon } from '../../ui/icons.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { Health, useStatistics, WaitingFor } from './health.tsx';
import type { Statistics } from './health.tsx';
import { endpointsQuery } from './queries.ts';
import type { Endpoint } from './queries.ts';
import { SigningSecret } from './signing-secret.tsx';

const columnsOf = (statistics: Statistics | undefined): readonly Column<Endpoint>[] => [
  {
    name: 'Endpoint',
    className: 'md:max-w-96',
    cell: ({ id, url, description }) => (
      <>
        <Link
          to="/endpoints/$endpointId"
          params={{ endpointId: id }}
          className={`${linkClass} wrap-anywhere`}
        >
          {url}
        </Link>
        {description !== '' && <p className="text-soft truncate text-[0.8125rem]">{description}</p>}
      </>
    ),
  },
  {
    name: 'State',
    place: 'end',
    cell: ({ enabled, disabled_reason: reason }) => (
      <span title={reason ?? undefined}>
        <Status state={enabled ? 'enabled' : 'disabled'} />
      </span>
    ),
  },
  {
    name: 'Last 10 minutes',
    cell: (endpoint) => endpoint.enabled && <Health endpoint={endpoint} statistics={statistics} />,
  },
  {
    name: 'Waiting',
    right: true,
    cell: ({ id }) => <WaitingFor id={id} statistics={statistics} />,
  },
  {
    name: 'Gets',
    spare: true,
    cell: ({ filters }) => (
      <span className="text-soft" title={filters.join('\n')}>
        {filters.length === 0 ? 'everything' : filters.length === 1 ? filters[0] : `${filters.length} types`}
      </span>
    ),
  },
  {
    name: 'Role',
    spare: true,
    cell: ({ decision, ordered }) => (
      <span className="flex gap-1">
        {decision && <Badge tone="accent">decides</Badge>}
        {ordered && <Badge>in order</Badge>}
      </span>
    ),
  },
];

/** Where the company wants to be told. */
export function Endpoints(): JSX.Element {
  const query = useQuery({ ...endpointsQuery, refetchInterval: 10_000 });
  const columns = columnsOf(useStatistics());
  return (
    <>
      <PageHead
        title="Webhook endpoints"
        about="Where your systems are told what happened, signed, at least once."
      >
        <Create />
      </PageHead>
      <Panel flush>
        <Asked query={query}>
          {(endpoints) =>
            endpoints.length === 0 ? (
              <Empty title="Nobody is told yet" icon={<EndpointIcon />} action={<Create />}>
                Add the address of your receiver. In the sandbox it may be on this machine:{' '}
                <code>npx cardwright listen</code> shows what arrives without any receiver.
              </Empty>
            ) : (
              <Table label="Endpoints" columns={columns} rows={endpoints} rowKey={({ id }) => id} />
            )
          }
        </Asked>
      </Panel>
    </>
  );
}

function Create(): JSX.Element | null {
  const may = useMay();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<{ readonly id: string; readonly secret: string }>();
  const create = useAction({
    run: api.createWebhookEndpoint,
    touches: ['endpoints'],
    after: ({ id, secret }) => {
      setOpen(false);
      setMade({ id, secret });
    },
  });
  if (!may('webhooks', 3)) return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <PlusIcon />
        Add an endpoint
      </Button>
      {open && (
        <EndpointForm
          title="Add an endpoint"
          action="Add"
          open
          onClose={() => setOpen(false)}
          submit={(wish) => create.mutate(wish)}
          busy={create.isPending}
          error={create.error}
        />
      )}
      {made !== undefined && (
        <SigningSecret
          title="The endpoint was added"
          secret={made.secret}
          onClose={() => {
            setMade(undefined);
            void navigate({ to: '/endpoints/$endpointId', params: { endpointId: made.id } });
          }}
        />
      )}
    </>
  );
}
