import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { count } from '../../ui/format.tsx';
import { PauseIcon, PlayIcon } from '../../ui/icons.tsx';
import type { Job } from './jobs.tsx';

/** What can be done with a job that is not over; nothing for those who may not. */
export function Steer({
  job: { id: replayId, state, matched, sent, failed },
  size = 'normal',
}: {
  readonly job: Pick<Job, 'id' | 'state' | 'matched' | 'sent' | 'failed'>;
  readonly size?: 'normal' | 'small';
}): JSX.Element | null {
  const may = useMay();
  const steer = useAction({
    run: (how: 'pauseReplay' | 'resumeReplay', options) => api[how]({ replayId }, options),
    failed: 'The replay could not be steered',
    touches: ['replay'],
  });
  const cancel = useAction({
    run: (_: void, options) => api.cancelReplay({ replayId }, options),
    done: 'The replay was cancelled',
    touches: ['replay'],
  });
  if (!may('webhooks', 2) || (state !== 'running' && state !== 'paused')) return null;
  return (
    <>
      {state === 'running' ? (
        <Button size={size} busy={steer.isPending} onClick={() => steer.mutate('pauseReplay')}>
          <PauseIcon />
          Pause
        </Button>
      ) : (
        <Button
          size={size}
          look="primary"
          busy={steer.isPending}
          onClick={() => steer.mutate('resumeReplay')}
        >
          <PlayIcon />
          Resume
        </Button>
      )}
      <Confirm
        button="Cancel"
        size={size}
        look="danger"
        title="Cancel the rest of this replay?"
        about={`What was sent stays sent. The other ${count(Math.max(0, matched - sent - failed))} are not; a new replay of what is missing can send them.`}
        action="Cancel the rest"
        act={cancel}
      />
    </>
  );
}
