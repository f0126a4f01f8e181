import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { JSX } from 'react';
import { typeOf } from '../../live/row.ts';
import type { EventRow } from '../../live/row.ts';
import { isCalm } from '../../live/stream.ts';
import { useConnection, useLiveRows } from '../../live/use-live.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { TextInput } from '../../ui/form.tsx';
import { count } from '../../ui/format.tsx';
import { EventsIcon, PauseIcon, PlayIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { useIsNarrow } from '../../ui/width.ts';
import { letsThrough, mentions, useFiltered } from './filtered.ts';
import { SubjectFilter, TypeFilter } from './filters.tsx';
import { useHistory } from './history.ts';
import { grid, Row } from './log-row.tsx';
import { Undelivered } from './undelivered.tsx';

const page = getRouteApi('/events');
/** A row has one line, and three on a narrow screen. */
const rowHeights = { wide: 44, narrow: 80 } as const;

/** All events of the company: what is stored, and above it what happens now. */
export function Events(): JSX.Element {
  const { show } = page.useSearch();
  return (
    <>
      <PageHead
        title={show === 'undelivered' ? 'Undelivered' : 'Events'}
        about={
          show === 'undelivered'
            ? 'What some endpoint has not accepted, why, and when it is tried next.'
            : undefined
        }
      >
        {show === 'undelivered' ? (
          <ButtonLink to="/events">All events</ButtonLink>
        ) : (
          <ButtonLink to="/events" search={{ show: 'undelivered' }}>
            Undelivered
          </ButtonLink>
        )}
      </PageHead>
      {show === 'undelivered' ? <Undelivered /> : <Log />}
    </>
  );
}

function Log(): JSX.Element {
  const { type, subject } = page.useSearch();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const [paused, setPaused] = useState(false);
  const [isAway, setIsAway] = useState(false);
  const [frozenAt, setFrozenAt] = useState<number>();
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useIsNarrow() ? rowHeights.narrow : rowHeights.wide;

  const history = useHistory({ type, subject });
  const filterKey = `${type ?? ''} ${subject ?? ''} ${search}`;
  const fitsSearch = (row: EventRow): boolean => mentions(row, search);
  const stored = useFiltered(history.rows, filterKey, fitsSearch);
  const live = useFiltered(
    useLiveRows(),
    filterKey,
    (row) =>
      (type === undefined || letsThrough(type, typeOf(row))) &&
      (subject === undefined || [row.cardId, row.transactionId].includes(subject)) &&
      fitsSearch(row) &&
      !history.ids.has(row.id),
  );

  // Who reads further down, or has paused, is not moved by what comes in.
  const still = paused || isAway;
  useEffect(() => setFrozenAt(still ? live.length : undefined), [still, live]);
  const shown = still && frozenAt !== undefined ? Math.min(frozenAt, live.length) : live.length;
  const waiting = live.length - shown;

  const total = shown + stored.length;
  const rowAt = (index: number): EventRow | undefined =>
    index < shown ? live[shown - 1 - index] : stored[index - shown];

  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? -1;
  const { more, isWhole, isLoading } = history;
  useEffect(() => {
    if (!isWhole && !isLoading && lastSeen >= total - 30) more();
  }, [isLoading, isWhole, lastSeen, more, total]);

  const openEvent = (eventId: string): void => void navigate({ to: '/events/$eventId', params: { eventId } });
  const toTop = (): void => {
    setPaused(false);
    setFrozenAt(undefined);
    scroller.current?.scrollTo({ top: 0 });
  };

  return (
    <Panel flush>
      <div className="border-line flex flex-wrap items-center gap-2 border-b p-3">
        <TextInput
          type="search"
          aria-label="Search in the events that are loaded"
          placeholder="Search: merchant, id, reason…"
          className="max-w-xs min-w-40 flex-1"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <TypeFilter />
        {subject !== undefined && <SubjectFilter subject={subject} />}
        <div className="ml-auto flex items-center gap-2">
          <span className="text-soft num text-[0.8125rem] max-sm:hidden">
            {total > 0 && `${count(total)} ${isWhole ? 'events' : 'events loaded'}`}
          </span>
          <Button size="small" aria-pressed={paused} onClick={() => setPaused(!paused)}>
            {paused ? <PlayIcon className="size-3.5" /> : <PauseIcon className="size-3.5" />}
            {paused ? 'Resume' : 'Pause'}
          </Button>
        </div>
      </div>
      {history.error !== null && <Problem error={history.error} again={history.again} />}
      <div className="relative">
        {waiting > 0 && (
          <div
            role="status"
            className="pointer-events-none absolute inset-x-0 top-11 z-10 flex justify-center"
          >
            <Button look="primary" size="small" className="pointer-events-auto rounded-full" onClick={toTop}>
              {count(waiting)} new
            </Button>
          </div>
        )}
        {total === 0 && !isWhole && search === '' ? (
          history.error === null && <Waiting rows={10} />
        ) : total === 0 ? (
          <NothingYet filtered={type !== undefined || subject !== undefined || search !== ''} />
        ) : (
          <div
            ref={scroller}
            role="table"
            aria-label="Events"
            aria-rowcount={total}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
            tabIndex={0}
            onScroll={(event) => setIsAway(event.currentTarget.scrollTop > rowHeight)}
            className="h-[calc(100dvh-15.5rem)] min-h-80 overflow-auto outline-offset-[-2px]"
          >
            <div className="md:min-w-2xl">
              <div role="rowgroup" className="bg-panel border-line text-soft sticky top-0 z-1 border-b">
                <div role="row" className={`${grid} h-9 text-[0.8125rem] font-medium max-md:sr-only`}>
                  <span role="columnheader">Time</span>
                  <span role="columnheader">Event</span>
                  <span role="columnheader">Status</span>
                  <span role="columnheader">About</span>
                  <span role="columnheader" className="text-right">
                    Amount
                  </span>
                </div>
              </div>
              <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
                {items.map((item) => {
                  const row = rowAt(item.index);
                  return (
                    row !== undefined && (
                      <Row
                        key={row.id}
                        row={row}
                        index={item.index}
                        top={item.start}
                        isNew={item.index < shown && isCalm()}
                        onOpen={openEvent}
                      />
                    )
                  );
                })}
              </div>
            </div>
          </div>
        )}
      </div>
    </Panel>
  );
}

function NothingYet({ filtered }: { readonly filtered: boolean }): JSX.Element {
  const connection = useConnection();
  return filtered ? (
    <Empty title="No event fits" icon={<EventsIcon />}>
      Take a word or a filter away. Events are kept for 30 days, unless the operator says otherwise.
    </Empty>
  ) : (
    <Empty
      title="Nothing has happened yet"
      icon={<EventsIcon />}
      action={
        <>
          <ButtonLink to="/simulator" look="primary">
            Tap a card at the terminal
          </ButtonLink>
          <ButtonLink to="/endpoints">Add an endpoint</ButtonLink>
        </>
      }
    >
      Events appear here the moment they happen{connection === 'live' ? '; this page is listening' : ''}.
    </Empty>
  );
}
