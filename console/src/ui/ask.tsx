import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { Problem } from './problem.tsx';
import { PageHead, Waiting } from './surface.tsx';

/** Shows what was asked for, or that it is on its way, or why it did not come. */
export function Asked<Data>({
  query,
  waiting,
  page,
  children,
}: {
  readonly query: UseQueryResult<Data>;
  readonly waiting?: ReactNode;
  /** What a page is called of which nothing can be shown. */
  readonly page?: string;
  readonly children: (data: Data) => ReactNode;
}): JSX.Element {
  const { data, error, isPending } = query;
  return (
    <>
      {error !== null && data === undefined && page !== undefined && <PageHead title={page} />}
      {error !== null && <Problem error={error} again={() => void query.refetch()} />}
      {data !== undefined && children(data)}
      {isPending && error === null && (waiting === undefined ? <Waiting /> : waiting)}
    </>
  );
}
