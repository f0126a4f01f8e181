import { useState } from 'react';
import type { JSX } from 'react';
import { useIsOperator, useMay, useSession } from '../../session.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Select } from '../../ui/form.tsx';
import { PageHead } from '../../ui/surface.tsx';
import { InAndOut } from '../wallets/in-and-out.tsx';
import { Books } from './books.tsx';
import { Deliveries } from './deliveries.tsx';
import { OperatorHome } from './operator-home.tsx';
import { Purchases } from './purchases.tsx';

const spans = [
  { seconds: 60, name: 'the last minute' },
  { seconds: 600, name: 'the last 10 minutes' },
  { seconds: 3_600, name: 'the last hour' },
  { seconds: 86_400, name: 'the last day' },
] as const;

export function Home(): JSX.Element {
  return useIsOperator() ? <OperatorHome /> : <CompanyHome />;
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
        {(may('treasury') || may('virtual_wallets')) && may('webhooks') && <InAndOut />}
        {may('management') && <Books />}
      </div>
    </>
  );
}
