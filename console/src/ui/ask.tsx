import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { ApiError } from '../api.ts';
import { Problem } from './problem.tsx';
import { Empty, PageHead, Panel, Waiting } from './surface.tsx';

/** What a page is called that is not there yet, or not at all, and a link to where its like are listed. */
interface Place {
  readonly title: string;
  readonly back: ReactNode;
}

/** Shows what was asked for, or that it is on its way, or why it did not come. */
export function Asked<Data>({
  query,
  waiting,
  page,
  children,
}: {
  readonly query: UseQueryResult<Data>;
  readonly waiting?: ReactNode;
  /** Where what is asked for is a whole page. */
  readonly page?: Place;
  readonly children: (data: Data) => ReactNode;
}): JSX.Element {
  const { data, error, isPending } = query;
  if (page !== undefined && data === undefined) return <Without page={page} query={query} />;
  return (
    <>
      {error !== null && (
        <Problem bare={page !== undefined} error={error} again={() => void query.refetch()} />
      )}
      {data !== undefined && children(data)}
      {isPending && error === null && (waiting === undefined ? <Waiting /> : waiting)}
    </>
  );
}

/** A page without what it is about. */
function Without({
  page: { title, back },
  query,
}: {
  readonly page: Place;
  readonly query: UseQueryResult;
}): JSX.Element {
  const { error } = query;
  const isGone = error instanceof ApiError && error.code === 'NOT_FOUND';
  return (
    <>
      <PageHead above={back} title={title} />
      {error !== null && !isGone && <Problem bare error={error} again={() => void query.refetch()} />}
      {isGone && (
        <Panel>
          <div role="alert">
            <Empty title={error.message} action={<span>Go to {back}</span>}>
              It may have been deleted, or belong to another company, or there is a slip in the address. Trace{' '}
              <code className="break-all">{error.traceId}</code>
            </Empty>
          </div>
        </Panel>
      )}
      {error === null && (
        <Panel flush>
          <Waiting rows={8} />
        </Panel>
      )}
    </>
  );
}
