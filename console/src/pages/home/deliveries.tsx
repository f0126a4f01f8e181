import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { linkClass } from '../../ui/button.tsx';
import { count, countWaiting, duration, Time } from '../../ui/format.tsx';
import { Figure } from '../../ui/surface.tsx';
import { Chart, Charted } from './charted.tsx';
import { EndpointHealth } from './endpoint-health.tsx';
import { evenly, paceOf, rate } from './figures.ts';

/** What is sent now, how long it takes, and what waits. */
export function Deliveries({ seconds }: { readonly seconds: number }): JSX.Element {
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
          failed={query.error !== null}
          name="Deliveries a second"
          value={found && rate(found.delivered, found.seconds)}
          note={found && `${count(found.delivered)} delivered, ${count(found.failed)} failed`}
        />
        <Figure
          failed={query.error !== null}
          name="Event to delivery, median"
          value={found && (found.latency_ms.p50 === null ? 'none yet' : duration(found.latency_ms.p50))}
          note={found && found.latency_ms.p99 !== null ? `99% within ${duration(found.latency_ms.p99)}` : ' '}
        />
        <Figure
          failed={query.error !== null}
          name="Waiting"
          value={found && countWaiting(found.waiting)}
          tone={found !== undefined && found.waiting > 100 ? 'warn' : undefined}
          note={
            <Link to="/events" search={{ show: 'undelivered' }} className={linkClass}>
              What is undelivered
            </Link>
          }
        />
        <Figure
          failed={query.error !== null}
          name="Oldest undelivered"
          value={found && (oldest === null ? 'none' : duration(age))}
          tone={age > 60_000 ? 'bad' : undefined}
          note={found && (oldest === null ? 'Everything is delivered' : <Time at={oldest} />)}
        />
      </div>
      <div className="grid gap-3 lg:grid-cols-2">
        <Charted title="Delivery attempts" query={query}>
          {(now) => <DeliveryChart found={now} />}
        </Charted>
        <EndpointHealth statistics={found} />
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
