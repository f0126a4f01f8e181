import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { count, Time } from '../../ui/format.tsx';
import { Badge, Notice, Status } from '../../ui/status.tsx';
import { PageHead } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Undelivered } from '../events/undelivered.tsx';
import { Jobs } from '../replays/jobs.tsx';
import { Actions } from './actions.tsx';
import { Deliveries } from './deliveries.tsx';
import { useStatistics } from './health.tsx';
import type { Endpoint } from './queries.ts';
import { Settings } from './settings.tsx';

const page = getRouteApi('/endpoints/$endpointId');
const back = (
  <Link to="/endpoints" className={linkClass}>
    Webhook endpoints
  </Link>
);

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
    <Asked query={query} page={{ title: 'Endpoint', back }}>
      {(endpoint) => (
        <>
          <PageHead
            above={back}
            title={
              <>
                <span className="wrap-anywhere">{endpoint.url}</span>
                <Status state={endpoint.enabled ? 'enabled' : 'disabled'} />
                <Failing endpoint={endpoint} />
              </>
            }
            {...(endpoint.description !== '' && { about: endpoint.description })}
          >
            <Actions endpoint={endpoint} />
          </PageHead>
          {!endpoint.enabled && (
            <Notice
              tone="bad"
              title={
                <>
                  Nothing is sent here{' '}
                  {endpoint.disabled_at !== null && (
                    <>
                      since <Time at={endpoint.disabled_at} full />
                    </>
                  )}
                </>
              }
            >
              {endpoint.disabled_reason ?? 'It was disabled.'} Enable it, then replay what is missing.
            </Notice>
          )}
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
              { value: 'replays', label: 'Replays', content: () => <Jobs endpointId={endpoint.id} /> },
            ]}
          />
        </>
      )}
    </Asked>
  );
}

/** That not all of what was sent here lately was accepted, which does not disable it for days. */
function Failing({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element | null {
  const counted = useStatistics()?.endpoints.find(({ endpoint_id: id }) => id === endpoint.id);
  if (!endpoint.enabled || counted === undefined || counted.failed === 0) return null;
  return (
    <Badge tone={counted.delivered === 0 ? 'bad' : 'warn'}>
      {count(counted.failed)} of {count(counted.failed + counted.delivered)} attempts failed in 10 minutes
    </Badge>
  );
}
