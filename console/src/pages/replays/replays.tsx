import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useMay } from '../../session.ts';
import { Select } from '../../ui/form.tsx';
import { PageHead } from '../../ui/surface.tsx';
import { endpointName, endpointsQuery } from '../endpoints/queries.ts';
import { Jobs } from './jobs.tsx';
import type { JobState } from './jobs.tsx';
import { StartReplay } from './start-replay.tsx';

const page = getRouteApi('/replays');
const states: readonly { readonly value: JobState; readonly name: string }[] = [
  { value: 'running', name: 'Running' },
  { value: 'paused', name: 'Paused' },
  { value: 'done', name: 'Done' },
  { value: 'cancelled', name: 'Cancelled' },
];

/** All replay jobs of the company. */
export function Replays(): JSX.Element {
  const may = useMay();
  const { endpoint, state } = page.useSearch();
  const navigate = page.useNavigate();
  const endpoints = useQuery(endpointsQuery).data ?? [];
  const narrow = (to: { endpoint?: string; state?: JobState }): void => {
    const search = {
      ...(endpoint !== undefined && { endpoint }),
      ...(state !== undefined && { state }),
      ...to,
    };
    void navigate({ search, replace: true });
  };
  const without = (name: 'endpoint' | 'state'): void => {
    const { [name]: _, ...search } = { endpoint, state };
    void navigate({
      search: Object.fromEntries(Object.entries(search).filter(([, it]) => it !== undefined)),
      replace: true,
    });
  };
  return (
    <>
      <PageHead
        title="Replays"
        about="Send events again: what failed, what is missing, or everything since a moment. A job survives restarts, and can be paused and cancelled."
      >
        {may('webhooks', 2) && <StartReplay look="primary" />}
      </PageHead>
      <div className="mb-3 flex flex-wrap gap-2">
        <Select
          aria-label="State"
          className="w-auto!"
          value={state ?? ''}
          onChange={({ target }) =>
            target.value === '' ? without('state') : narrow({ state: target.value as JobState })
          }
        >
          <option value="">Every state</option>
          {states.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Endpoint"
          className="w-auto! max-w-72"
          value={endpoint ?? ''}
          onChange={({ target }) =>
            target.value === '' ? without('endpoint') : narrow({ endpoint: target.value })
          }
        >
          <option value="">Every endpoint</option>
          {endpoints.map((one) => (
            <option key={one.id} value={one.id}>
              {endpointName(one)}
            </option>
          ))}
        </Select>
      </div>
      <Jobs
        endpointId={endpoint}
        state={state}
        {...(may('webhooks', 2) && { action: <StartReplay look="primary" /> })}
      />
    </>
  );
}
