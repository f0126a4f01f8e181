import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { Button } from './button.tsx';
import { Problem } from './problem.tsx';
import { Waiting } from './surface.tsx';

/** A list that comes page by page: what is there, that more can be asked for, that nothing is there, or why nothing came. */
export function Paged<Row>({
  query,
  rows,
  empty,
  waiting = 6,
  children,
}: {
  readonly query: UseInfiniteQueryResult;
  readonly rows: readonly Row[];
  /** What stands there when nothing is. */
  readonly empty: ReactNode;
  /** So many rows are kept free for what is on its way. */
  readonly waiting?: number;
  readonly children: (rows: readonly Row[]) => ReactNode;
}): JSX.Element {
  return (
    <>
      {query.error !== null && <Problem error={query.error} again={() => void query.refetch()} />}
      {query.isPending && query.error === null && <Waiting rows={waiting} />}
      {query.data !== undefined && rows.length === 0 && empty}
      {rows.length > 0 && children(rows)}
      {query.hasNextPage && (
        <div className="border-line border-t p-3 text-center">
          <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

/**
 * Each once. Of a list whose pages are counted from its beginning, what stood at the end of one moves to the beginning of the next
 * when something new has come in between.
 */
export function onceEach<Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id));
}
