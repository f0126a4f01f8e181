import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { JSX, ReactNode } from 'react';
import { api } from '../api.ts';
import type { Answer } from '../api.ts';
import { useIsOperator, useMay, useSession } from '../session.ts';
import { Asked } from '../ui/ask.tsx';
import { ButtonLink, linkClass } from '../ui/button.tsx';
import { Select } from '../ui/form.tsx';
import { count, duration, exact, Money, Time } from '../ui/format.tsx';
import { CheckIcon, EndpointIcon } from '../ui/icons.tsx';
import { Badge, Status } from '../ui/status.tsx';
import { Empty, Figure, PageHead, Panel, Waiting } from '../ui/surface.tsx';
import { Table } from '../ui/table.tsx';
import { Companies } from './access/companies.tsx';
import { holdingQuery } from './cards/queries.ts';
import { Deposits } from './wallets/deposits.tsx';

// The charts come after the figures: they are the larger part.
const Chart = lazy(() => import('../ui/chart.tsx').then((module) => ({ default: module.Chart })));

const spans = [
  { seconds: 60, name: 'the last minute' },
  { seconds: 600, name: 'the last 10 minutes' },
  { seconds: 3_600, name: 'the last hour' },
  { seconds: 86_400, name: 'the last day' },
] as const;

export function Home(): JSX.Element {
  return useIsOperator() ? <Companies /> : <CompanyHome />;
}

function CompanyHome(): JSX.Element {
  const may = useMay();
  const { signed_in: signedIn, environment } = useSession();
  const [seconds, setSeconds] = useState<number>(600);
  return (
    <>
      <PageHead title={signedIn?.company?.name ?? 'Home'}>
        {environment === 'sandbox' && may('simulate', 2) && may('cards') && (
          <ButtonLink to="/simulator" look="primary">
            Tap a card
          </ButtonLink>
        )}
        <Select
          aria-label="Figures of"
          className="w-auto!"
          value={seconds}
          onChange={({ target }) => setSeconds(Number(target.value))}
        >
          {spans.map(({ seconds: value, name }) => (
            <option key={value} value={value}>
              Figures of {name}
            </option>
          ))}
        </Select>
      </PageHead>
      <div className="grid gap-4">
        {may('cards') && <Purchases seconds={seconds} />}
        {may('webhooks') && <Deliveries seconds={seconds} />}
        <div className="grid gap-4 lg:grid-cols-2">
          {(may('treasury') || may('virtual_wallets')) && may('webhooks') && <Deposits />}
          {may('management') && <Books />}
        </div>
      </div>
    </>
  );
}

/** Live figures come every two seconds for a minute's view, and more slowly for longer ones. */
const paceOf = (seconds: number): number => Math.min(30_000, Math.max(2_000, seconds * 5));

/** Of what was counted, the moments of every stretch, also of those in which nothing happened. */
function evenly<Bucket extends { readonly at: string }>(
  {
    seconds,
    bucket_seconds: step,
    buckets,
  }: { readonly seconds: number; readonly bucket_seconds: number; readonly buckets: readonly Bucket[] },
  value: (bucket: Bucket) => number,
): { readonly times: number[]; readonly values: number[] } {
  const found = new Map(
    buckets.map((bucket) => [Math.round(new Date(bucket.at).getTime() / 1_000), value(bucket)]),
  );
  // The stretch that is not over would look like a fall.
  const end = Math.floor(Date.now() / 1_000 / step) * step - step;
  const times = Array.from(
    { length: Math.floor(seconds / step) },
    (_, at, all = Math.floor(seconds / step)) => end - (all - 1 - at) * step,
  );
  return { times, values: times.map((time) => (found.get(time) ?? 0) / step) };
}

const rate = (total: number, seconds: number): string => {
  const each = total / seconds;
  return each >= 10 ? count(each) : each.toFixed(each >= 1 ? 1 : 2);
};

function Purchases({ seconds }: { readonly seconds: number }): JSX.Element {
  const query = useQuery({
    queryKey: ['statistics', 'cards', seconds],
    queryFn: () => api.getCardStatistics({ seconds }),
    refetchInterval: paceOf(seconds),
    placeholderData: (before) => before,
  });
  const holding = useQuery({ ...holdingQuery, refetchInterval: 10_000 });
  const found = query.data;
  const all = found && found.approved + found.declined;
  return (
    <section aria-label="Purchases" className="grid gap-3">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure
          name="Purchases a second"
          value={found && rate(found.approved + found.declined, found.seconds)}
          note={found && `${count(all ?? 0)} in all`}
        />
        <Figure
          name="Approved"
          value={found && (all === 0 ? 'none yet' : `${((found.approved / (all ?? 1)) * 100).toFixed(1)}%`)}
          note={found && `${count(found.declined)} declined`}
        />
        <Figure
          name="Your decisions, median"
          value={found && (found.decision_ms.p50 === null ? 'none asked' : duration(found.decision_ms.p50))}
          note={
            found && found.decision_ms.p95 !== null
              ? `95% within ${duration(found.decision_ms.p95)}`
              : 'of 1.2 s'
          }
        />
        <Figure
          name="Holding"
          value={holding.data && <Money amount={holding.data.warranty_balance} />}
          note="Available to cards"
        />
      </div>
      {query.error !== null ? (
        <Panel flush>
          <Asked query={query}>{() => null}</Asked>
        </Panel>
      ) : (
        <Panel title="Purchases">
          <Charted>{found && <PurchaseChart found={found} />}</Charted>
        </Panel>
      )}
    </section>
  );
}

function PurchaseChart({ found }: { readonly found: Answer<'getCardStatistics'> }): JSX.Element {
  const approved = evenly(found, (bucket) => bucket.approved);
  const declined = evenly(found, (bucket) => bucket.declined);
  return (
    <Chart
      label="Purchases a second"
      unit="/s"
      times={approved.times}
      lines={[
        { name: 'Approved', color: '--good', values: approved.values },
        { name: 'Declined', color: '--bad', values: declined.values },
      ]}
    />
  );
}

const Charted = ({ children }: { readonly children: ReactNode }): JSX.Element => (
  <div className="min-h-[204px]">
    <Suspense fallback={<p className="waiting h-[180px]" />}>
      {children ?? <p className="waiting h-[180px]" />}
    </Suspense>
  </div>
);

function Deliveries({ seconds }: { readonly seconds: number }): JSX.Element {
  const query = useQuery({
    queryKey: ['statistics', 'deliveries', seconds],
    queryFn: () => api.getDeliveryStatistics({ seconds }),
    refetchInterval: paceOf(seconds),
    placeholderData: (before) => before,
  });
  const found = query.data;
  const oldest = found?.oldest_waiting_at ?? null;
  const age = oldest === null ? 0 : Date.now() - new Date(oldest).getTime();
  return (
    <section aria-label="Deliveries" className="grid gap-3">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure
          name="Deliveries a second"
          value={found && rate(found.delivered, found.seconds)}
          note={found && `${count(found.delivered)} delivered, ${count(found.failed)} failed`}
        />
        <Figure
          name="Event to delivery, median"
          value={found && (found.latency_ms.p50 === null ? 'none yet' : duration(found.latency_ms.p50))}
          note={found && found.latency_ms.p99 !== null ? `99% within ${duration(found.latency_ms.p99)}` : ' '}
        />
        <Figure
          name="Waiting"
          value={found && `${count(found.waiting)}${found.waiting >= 10_000 ? '+' : ''}`}
          tone={found !== undefined && found.waiting > 100 ? 'warn' : undefined}
          note={
            <Link to="/events" search={{ show: 'undelivered' }} className={linkClass}>
              What is undelivered
            </Link>
          }
        />
        <Figure
          name="Oldest undelivered"
          value={found && (oldest === null ? 'none' : duration(age))}
          tone={age > 60_000 ? 'bad' : undefined}
          note={oldest === null ? 'Everything is delivered' : <Time at={oldest} />}
        />
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        <Panel title="Delivery attempts">
          <Charted>{found && <DeliveryChart found={found} />}</Charted>
        </Panel>
        <Endpoints statistics={found} />
      </div>
    </section>
  );
}

function DeliveryChart({ found }: { readonly found: Answer<'getDeliveryStatistics'> }): JSX.Element {
  const delivered = evenly(found, (bucket) => bucket.delivered);
  const failed = evenly(found, (bucket) => bucket.failed);
  return (
    <Chart
      label="Delivery attempts a second"
      unit="/s"
      times={delivered.times}
      lines={[
        { name: 'Delivered', color: '--accent', values: delivered.values },
        { name: 'Failed', color: '--bad', values: failed.values },
      ]}
    />
  );
}

/** How each endpoint does. */
function Endpoints({
  statistics,
}: {
  readonly statistics: Answer<'getDeliveryStatistics'> | undefined;
}): JSX.Element {
  const query = useQuery({
    queryKey: ['endpoints'],
    queryFn: () => api.listWebhookEndpoints({ size: 100 }),
    refetchInterval: 10_000,
  });
  const of = (id: string) => statistics?.endpoints.find(({ endpoint_id: it }) => it === id);
  return (
    <Panel title="Endpoints" flush>
      <Asked query={query} waiting={<Waiting rows={4} />}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty
              title="Nobody is told yet"
              icon={<EndpointIcon />}
              action={<ButtonLink to="/endpoints">Add an endpoint</ButtonLink>}
            />
          ) : (
            <Table
              label="Health of endpoints"
              rows={data}
              rowKey={({ id }) => id}
              columns={[
                {
                  name: 'Endpoint',
                  className: 'max-w-52',
                  cell: ({ id, url }) => (
                    <Link
                      to="/endpoints/$endpointId"
                      params={{ endpointId: id }}
                      className={`${linkClass} block truncate`}
                    >
                      {url}
                    </Link>
                  ),
                },
                {
                  name: 'Health',
                  cell: ({ id, enabled }) => {
                    const counted = of(id);
                    if (!enabled) return <Status state="disabled" />;
                    if (counted === undefined || counted.delivered + counted.failed === 0)
                      return (
                        <Badge>{counted !== undefined && counted.waiting > 0 ? 'waiting' : 'quiet'}</Badge>
                      );
                    const share = counted.delivered / (counted.delivered + counted.failed);
                    return (
                      <Badge tone={share > 0.99 ? 'good' : share > 0.5 ? 'warn' : 'bad'}>
                        {(share * 100).toFixed(share === 1 ? 0 : 1)}%
                      </Badge>
                    );
                  },
                },
                {
                  name: 'Waiting',
                  right: true,
                  cell: ({ id }) => <span className="num">{count(of(id)?.waiting ?? 0)}</span>,
                },
              ]}
            />
          )
        }
      </Asked>
    </Panel>
  );
}

/** Whether the books balance, and up to where they are sealed. */
function Books(): JSX.Element {
  const query = useQuery({
    queryKey: ['statistics', 'books'],
    queryFn: () => api.checkLedger(),
    refetchInterval: 10_000,
  });
  return (
    <Panel
      title="The books"
      flush
      actions={
        query.data &&
        (query.data.balanced ? (
          <Badge tone="good">
            <CheckIcon className="size-3" /> They balance
          </Badge>
        ) : (
          <Badge tone="bad">They do not balance</Badge>
        ))
      }
    >
      <Asked query={query} waiting={<Waiting rows={3} />}>
        {({ assets, sealed }) => (
          <>
            {assets.length === 0 ? (
              <p className="text-soft p-4">Nothing was booked yet.</p>
            ) : (
              <Table
                label="Sums of the ledger"
                rows={assets}
                rowKey={({ asset }) => asset}
                columns={[
                  { name: 'Asset', cell: ({ asset }) => <code>{asset.replace(/\/\d+$/, '')}</code> },
                  {
                    name: 'Debits',
                    right: true,
                    cell: ({ debits }) => <span className="num">{exact(debits)}</span>,
                  },
                  {
                    name: 'Credits',
                    right: true,
                    cell: ({ credits }) => <span className="num">{exact(credits)}</span>,
                  },
                  {
                    name: 'Held',
                    right: true,
                    spare: true,
                    cell: ({ held }) => <span className="num">{exact(held)}</span>,
                  },
                ]}
              />
            )}
            <p className="text-soft border-line border-t px-4 py-2.5 text-[0.8125rem]">
              {sealed === null ? (
                'No block was sealed yet.'
              ) : (
                <>
                  Sealed up to block <span className="num">{count(sealed.block)}</span> at{' '}
                  <Time at={sealed.at} />.
                </>
              )}
            </p>
          </>
        )}
      </Asked>
    </Panel>
  );
}
