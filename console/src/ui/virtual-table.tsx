import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { JSX, ReactNode } from 'react';

export interface VirtualColumn<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  readonly right?: boolean;
  /** Where there is little room, it is left out. */
  readonly spare?: boolean;
}

const rowHeight = 44;

/**
 * A table of any number of rows, of which those that are seen are drawn. One link of a row reaches over all of it. On a narrow
 * screen it scrolls sideways, unless some columns can be spared.
 */
export function VirtualTable<Row>({
  label,
  columns,
  template,
  rows,
  rowKey,
}: {
  readonly label: string;
  readonly columns: readonly VirtualColumn<Row>[];
  /** Classes for the grid of a row: `grid-cols-[…]`. */
  readonly template: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const grid = `grid ${template} items-center gap-3 px-4`;
  const cell = ({ right = false, spare = false }: VirtualColumn<Row>): string =>
    `min-w-0 truncate ${right ? 'text-right' : ''} ${spare ? 'max-md:hidden' : ''}`;
  const fits = columns.some(({ spare }) => spare === true);
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[calc(100dvh-14rem)] min-h-24 overflow-auto outline-offset-[-2px]"
    >
      <div className={fits ? 'md:min-w-2xl' : 'min-w-2xl'}>
        <div role="rowgroup" className="bg-panel border-line text-soft sticky top-0 z-1 border-b">
          <div role="row" className={`${grid} h-9 text-[0.8125rem] font-medium`}>
            {columns.map((column) => (
              <span key={column.name} role="columnheader" className={cell(column)}>
                {column.name}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return (
              row !== undefined && (
                <div
                  key={rowKey(row)}
                  role="row"
                  aria-rowindex={index + 1}
                  style={{ transform: `translateY(${start}px)` }}
                  className={`${grid} border-line hover:bg-sunken absolute inset-x-0 h-11 border-b`}
                >
                  {columns.map((column) => (
                    <span key={column.name} role="cell" className={cell(column)}>
                      {column.cell(row)}
                    </span>
                  ))}
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** For the one link of a row: all of the row is it, also when it has the focus. */
export const rowLinkClass =
  'font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent';
