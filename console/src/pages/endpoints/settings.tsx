import type { JSX } from 'react';
import { Id } from '../../ui/copy.tsx';
import { count, duration, Time } from '../../ui/format.tsx';
import { Badge } from '../../ui/status.tsx';
import { Fact, Facts, Panel } from '../../ui/surface.tsx';
import type { Endpoint } from './queries.ts';
import { Signing } from './signing.tsx';

/** What was chosen for an endpoint, and how what it gets is signed. */
export function Settings({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
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
          <Fact name="Format">
            {endpoint.format === 'operation' ? 'By operation' : 'By product, the newer body'}
          </Fact>
          <Fact name="Order">
            {endpoint.ordered ? 'One after the other, for each purchase or wallet' : 'As each is ready'}
          </Fact>
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
      <Signing endpoint={endpoint} />
    </div>
  );
}
