import type { JSX } from 'react';
import type { Answer } from '../../api.ts';
import { count } from '../../ui/format.tsx';

type Job = Pick<Answer<'getReplay'>, 'matched' | 'sent' | 'failed' | 'state'>;

/** How far a job is. */
export function Progress({ job: { matched, sent, failed } }: { readonly job: Job }): JSX.Element {
  const share = (part: number): number => (matched === 0 ? 0 : (part / matched) * 100);
  return (
    <div>
      <div
        role="progressbar"
        aria-label="Progress of the replay"
        aria-valuemin={0}
        aria-valuemax={matched}
        aria-valuenow={sent + failed}
        className="bg-hover flex h-2 overflow-hidden rounded-full"
      >
        <span className="bg-good transition-[width]" style={{ width: `${share(sent)}%` }} />
        <span className="bg-bad transition-[width]" style={{ width: `${share(failed)}%` }} />
      </div>
      <p className="text-soft num mt-1 text-[0.8125rem]">
        {matched === 0
          ? 'Nothing was there to be sent again'
          : `${count(sent)} of ${count(matched)} delivered${failed > 0 ? `, ${count(failed)} not yet` : ''}`}
      </p>
    </div>
  );
}
