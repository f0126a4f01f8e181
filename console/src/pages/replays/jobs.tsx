import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { linkClass } from '../../ui/button.tsx';
import { Time } from '../../ui/format.tsx';
import { ReplayIcon } from '../../ui/icons.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Panel } from '../../ui/surface.tsx';
import { useEndpointNames } from '../endpoints/queries.ts';
import { Progress } from './progress.tsx';
import { Steer } from './steer.tsx';
import { wantedOf } from './wanted.ts';

export type Job = Answer<'listReplays'>['data'][number];
export type JobState = Job['state'];

/** Replay jobs of the company, newest first, whoever began them; of one endpoint, those that send to it. */
export function Jobs({
  endpointId,
  state,
  action,
}: {
  readonly endpointId?: string | undefined;
  readonly state?: JobState | undefined;
  /** What to do where there is none. */
  readonly action?: ReactNode;
}): JSX.Element {
  const nameOf = useEndpointNames();
  const query = useInfiniteQuery({
    queryKey: ['replay', 'list', endpointId, state],
    queryFn: ({ pageParam }) =>
      api.listReplays({
        size: 20,
        ...(endpointId !== undefined && { endpoint_id: endpointId }),
        ...(state !== undefined && { state: [state] }),
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.data.some((job) => job.state === 'running')) === true ? 1_000 : 5_000,
  });
  const isNarrowed = endpointId !== undefined || state !== undefined;
  return (
    <Panel flush>
      <Paged
        query={query}
        rows={query.data?.pages.flatMap(({ data }) => data) ?? []}
        waiting={4}
        empty={
          <Empty
            title={isNarrowed ? 'No replay fits' : 'Nothing was replayed yet'}
            icon={<ReplayIcon />}
            {...(action !== undefined && { action })}
          >
            A single event is sent again from its own page.
          </Empty>
        }
      >
        {(jobs) => (
          <ul className="divide-line divide-y">
            {jobs.map((job) => (
              <li key={job.id} className="grid gap-2 p-4">
                <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
                  <div className="min-w-0 flex-1 basis-64">
                    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                      <Link to="/replays/$replayId" params={{ replayId: job.id }} className={linkClass}>
                        {wantedOf(job)}
                      </Link>
                      <Status state={job.state} />
                    </p>
                    <p className="text-soft truncate text-[0.8125rem]">
                      <Time at={job.created_at} /> · to{' '}
                      {job.endpoint_id === null ? 'every endpoint that wants them' : nameOf(job.endpoint_id)}
                    </p>
                  </div>
                  <div className="flex flex-wrap gap-1.5 empty:hidden">
                    <Steer job={job} size="small" />
                  </div>
                </div>
                <Progress job={job} />
              </li>
            ))}
          </ul>
        )}
      </Paged>
    </Panel>
  );
}
