import type { JSX, MouseEvent } from 'react';
import type { EventRow } from '../../live/row.ts';
import { Time } from '../../ui/format.tsx';
import { Badge, toneOf } from '../../ui/status.tsx';
import { rowLinkClass } from '../../ui/virtual-table.tsx';

/**
 * The columns of a row, and of the head above; three lines on a narrow screen. An amount has the room that it needs: one that is
 * cut would be another one.
 */
export const grid =
  'flex flex-wrap items-center gap-x-3 px-4 md:grid md:grid-cols-[8rem_14rem_6rem_minmax(0,1fr)_auto]';

/** An event in the list. */
export function Row({
  row,
  index,
  top,
  isNew,
  onOpen,
}: {
  readonly row: EventRow;
  readonly index: number;
  readonly top: number;
  readonly isNew: boolean;
  readonly onOpen: (id: string) => void;
}): JSX.Element {
  const open = (event: MouseEvent): void => {
    // Into a new tab or window, as the browser does it.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(row.id);
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      style={{ transform: `translateY(${top}px)` }}
      className={`${grid} border-line hover:bg-sunken absolute inset-x-0 h-20 content-center border-b md:h-11 ${isNew ? 'arrive' : ''}`}
    >
      <span role="cell" className="text-soft text-[0.8125rem] max-md:order-4">
        <Time at={row.at} />
      </span>
      <span role="cell" className="truncate font-medium max-md:order-1 max-md:min-w-0 max-md:flex-1">
        {/* No Link of the router: mounting forty of them for each step of scrolling is what would make it stutter. */}
        <a href={`/console/events/${row.id}`} className={rowLinkClass} onClick={open}>
          <span className="text-soft font-normal">{row.operation} </span>
          {row.sub}
        </a>
      </span>
      <span role="cell" className="max-md:order-6 max-md:ml-auto">
        <Badge tone={toneOf(row.status)}>{row.status}</Badge>
      </span>
      <span
        role="cell"
        className="text-soft truncate max-md:order-3 max-md:basis-full max-md:text-[0.8125rem]"
        title={row.about}
      >
        {row.about}
      </span>
      <span role="cell" className="num text-right whitespace-nowrap max-md:order-2">
        {row.amount}
      </span>
    </div>
  );
}
