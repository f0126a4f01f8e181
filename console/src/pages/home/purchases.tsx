import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useMay } from '../../session.ts';
import { linkClass } from '../../ui/button.tsx';
import { count, duration, Money, percent } from '../../ui/format.tsx';
import { Figure } from '../../ui/surface.tsx';
import { holdingQuery } from '../cards/queries.ts';
import { Chart, Charted } from './charted.tsx';
import { evenly, paceOf, rate } from './figures.ts';

/** What is bought now, how much of it is approved, and how long decisions take. */
export function Purchases({ seconds }: { readonly seconds: number }): JSX.Element {
  const query = useQuery({
    queryKey: ['statistics', 'cards', seconds],
    queryFn: () => api.getCardStatistics({ seconds }),
    refetchInterval: paceOf(seconds),
    placeholderData: (before) => before,
  });
  const holding = useQuery({ ...holdingQuery, refetchInterval: 10_000 });
  const may = useMay();
  const found = query.data;
  const all = found && found.approved + found.declined;
  return (
    <section aria-label="Purchases" className="grid gap-3">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure
          failed={query.error !== null}
          name="Purchases a second"
          value={found && rate(found.approved + found.declined, found.seconds)}
          note={found && `${count(all ?? 0)} in all`}
        />
        <Figure
          failed={query.error !== null}
          name="Approved"
          value={found && (all === 0 ? 'none yet' : percent(found.approved, all ?? 1))}
          note={
            found &&
            (may('webhooks') && found.declined > 0 ? (
              <Link to="/events" search={{ type: 'CARDS.DECLINED' }} className={linkClass}>
                {count(found.declined)} declined
              </Link>
            ) : (
              `${count(found.declined)} declined`
            ))
          }
        />
        <Figure
          failed={query.error !== null}
          name="Your decisions, median"
          value={found && (found.decision_ms.p50 === null ? 'none asked' : duration(found.decision_ms.p50))}
          note={
            found &&
            (found.decision_ms.p95 === null
              ? 'They have 1.2 s'
              : `95% within ${duration(found.decision_ms.p95)}`)
          }
        />
        <Figure
          failed={holding.error !== null}
          name="Holding"
          amount
          value={holding.data && <Money amount={holding.data.warranty_balance} />}
          note="Available to cards"
        />
      </div>
      <Charted title="Purchases" query={query}>
        {(now) => <PurchaseChart found={now} />}
      </Charted>
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
