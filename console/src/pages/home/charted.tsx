import { lazy, Suspense } from 'react';
import type { JSX, ReactNode } from 'react';

export const Chart = lazy(() => import('../../ui/chart.tsx').then((module) => ({ default: module.Chart })));

/** The place of a chart, which comes after the figures: it is the larger part. */
export const Charted = ({ children }: { readonly children: ReactNode }): JSX.Element => (
  <div className="min-h-[204px]">
    <Suspense fallback={<p className="waiting h-[180px]" />}>
      {children ?? <p className="waiting h-[180px]" />}
    </Suspense>
  </div>
);
