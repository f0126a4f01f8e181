import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { linkClass } from '../../ui/button.tsx';
import { ReplayIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';
import { Progress } from './progress.tsx';
import { recentReplays } from './recent.ts';
import { StartReplay } from './start-replay.tsx';

/** The replay jobs that this browser knows of. */
export function Replays(): JSX.Element {
  const may = useMay();
  const jobs = useQueries({
    queries: recentReplays().map((replayId) => ({
      queryKey: ['replay', replayId],
      queryFn: () => api.getReplay({ replayId }),
      refetchInterval: 2_000,
    })),
  });
  const found = jobs.flatMap(({ data }) =>
    data === undefined || data.id === null ? [] : [{ ...data, id: data.id }],
  );
  const start = may('webhooks', 2) ? <StartReplay look="primary" /> : null;
  return (
    <>
      <PageHead
        title="Replays"
        about="Send events again: what failed, what is missing, or everything since a moment. A job survives restarts, and can be paused and cancelled."
      >
        {start}
      </PageHead>
      <Panel flush>
        {found.length === 0 ? (
          <Empty title="No replay was started from this browser" icon={<ReplayIcon />} action={start}>
            A single event is sent again from its own page.
          </Empty>
        ) : (
          <ul className="divide-line divide-y">
            {found.map((job) => (
              <li key={job.id} className="grid gap-2 p-4">
                <div className="flex items-center justify-between gap-3">
                  <Link
                    to="/replays/$replayId"
                    params={{ replayId: job.id }}
                    className={`${linkClass} truncate`}
                  >
                    <code>{job.id}</code>
                  </Link>
                  <Status state={job.state} />
                </div>
                <Progress job={job} />
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}
