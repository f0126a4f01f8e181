import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, linkClass } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { PauseIcon, PlayIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { PageHead, Panel } from '../../ui/surface.tsx';
import { Progress } from './progress.tsx';
import { rememberReplay } from './recent.ts';

const page = getRouteApi('/replays/$replayId');

export function ReplayPage(): JSX.Element {
  const { replayId } = page.useParams();
  const may = useMay();
  const query = useQuery({
    queryKey: ['replay', replayId],
    queryFn: () => api.getReplay({ replayId }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1_000 : 10_000),
  });
  const found = query.data !== undefined;
  useEffect(() => {
    if (found) rememberReplay(replayId);
  }, [found, replayId]);
  const steer = useAction({
    run: (how: 'pauseReplay' | 'resumeReplay' | 'cancelReplay', options) => api[how]({ replayId }, options),
    failed: 'The replay could not be steered',
    touches: ['replay'],
  });
  return (
    <Asked query={query} page="Replay">
      {(job) => (
        <>
          <PageHead
            above={
              <Link to="/replays" className={linkClass}>
                Replays
              </Link>
            }
            title={
              <>
                Replay <Status state={job.state} />
              </>
            }
            about={<Id value={replayId} short={false} />}
          >
            {may('webhooks', 2) && job.state === 'running' && (
              <Button busy={steer.isPending} onClick={() => steer.mutate('pauseReplay')}>
                <PauseIcon />
                Pause
              </Button>
            )}
            {may('webhooks', 2) && job.state === 'paused' && (
              <Button look="primary" busy={steer.isPending} onClick={() => steer.mutate('resumeReplay')}>
                <PlayIcon />
                Resume
              </Button>
            )}
            {may('webhooks', 2) && (job.state === 'running' || job.state === 'paused') && (
              <Button look="danger" busy={steer.isPending} onClick={() => steer.mutate('cancelReplay')}>
                Cancel the rest
              </Button>
            )}
          </PageHead>
          <Panel>
            <Progress job={job} />
          </Panel>
        </>
      )}
    </Asked>
  );
}
