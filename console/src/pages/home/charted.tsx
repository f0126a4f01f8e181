import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { JSX, ReactNode } from 'react';
import { Problem } from '../../ui/problem.tsx';
import { Panel } from '../../ui/surface.tsx';

export const Chart = lazy(() => import('../../ui/chart.tsx').then((module) => ({ default: module.Chart })));

/** The place of a chart, which comes after the figures, since it is the larger part; or why there are no figures. */
export function Charted<Data>({
  title,
  query: { data, error, refetch },
  children,
}: {
  readonly title: string;
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}): JSX.Element {
  const waiting = <p className="waiting h-[180px]" />;
  return (
    <Panel title={title}>
      <div className="grid min-h-[204px] content-start gap-4">
        {error !== null && <Problem bare error={error} again={() => void refetch()} />}
        {data !== undefined && <Suspense fallback={waiting}>{children(data)}</Suspense>}
        {data === undefined && error === null && waiting}
      </div>
    </Panel>
  );
}
