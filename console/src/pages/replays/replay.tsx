import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { Time } from '../../ui/format.tsx';
import { Status } from '../../ui/status.tsx';
import { Fact, Facts, PageHead, Panel } from '../../ui/surface.tsx';
import { useEndpointNames } from '../endpoints/queries.ts';
import { Progress } from './progress.tsx';
import { Steer } from './steer.tsx';
import { wantedOf } from './wanted.ts';

const page = getRouteApi('/replays/$replayId');
const back = (
  <Link to="/replays" className={linkClass}>
    Replays
  </Link>
);

export function ReplayPage(): JSX.Element {
  const { replayId } = page.useParams();
  const nameOf = useEndpointNames();
  const query = useQuery({
    queryKey: ['replay', replayId],
    queryFn: () => api.getReplay({ replayId }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1_000 : 10_000),
  });
  return (
    <Asked query={query} page={{ title: 'Replay', back }}>
      {(job) => (
        <>
          <PageHead
            above={back}
            title={
              <>
                {wantedOf(job)} <Status state={job.state} />
              </>
            }
            about={<Id value={replayId} short={false} />}
          >
            <Steer job={job} />
          </PageHead>
          <div className="grid gap-4">
            <Panel title="Progress">
              <Progress job={job} />
            </Panel>
            <Panel title="What was asked for">
              <Facts>
                <Fact name="To">
                  {job.endpoint_id === null ? (
                    'Every endpoint that wants them'
                  ) : (
                    <Link
                      to="/endpoints/$endpointId"
                      params={{ endpointId: job.endpoint_id }}
                      className={linkClass}
                    >
                      {nameOf(job.endpoint_id)}
                    </Link>
                  )}
                </Fact>
                <Fact name="Events since">
                  <Time at={job.since} full />
                </Fact>
                <Fact name="Until">
                  <Time at={job.until} full />
                </Fact>
                <Fact name="Types">
                  {job.filters.length === 0 ? 'All' : <code>{job.filters.join(', ')}</code>}
                </Fact>
                <Fact name="Begun">
                  <Time at={job.created_at} full />
                </Fact>
              </Facts>
            </Panel>
          </div>
        </>
      )}
    </Asked>
  );
}
