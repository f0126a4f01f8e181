import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { Time } from '../../ui/format.tsx';
import { Badge, toneOf } from '../../ui/status.tsx';
import { Panel, Waiting } from '../../ui/surface.tsx';

/** The events that tell of something, oldest first. */
export function EventsOf({
  subject,
  title = 'Events',
  type,
}: {
  readonly subject: string;
  readonly title?: string;
  /** Only of this type. */
  readonly type?: string;
}): JSX.Element {
  const query = useQuery({
    queryKey: ['eventsOf', subject, type ?? 'all'],
    queryFn: () => api.listEvents({ subject, size: 100, ...(type !== undefined && { types: [type] }) }),
  });
  return (
    <Panel
      title={title}
      flush
      actions={
        <Link
          to="/events"
          search={{ subject, ...(type !== undefined && { type }) }}
          className={`${linkClass} text-[0.8125rem]`}
        >
          In the list of events
        </Link>
      }
    >
      <Asked query={query} waiting={<Waiting rows={2} />}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="text-soft p-4">No event tells of it yet.</p>
          ) : (
            <ul className="divide-line divide-y">
              {data.toReversed().map((event) => (
                <li key={event.id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2.5">
                  <Link
                    to="/events/$eventId"
                    params={{ eventId: event.id }}
                    className={`${linkClass} min-w-0 flex-auto truncate`}
                  >
                    {event.operation} {event.sub_operation}
                  </Link>
                  <Badge tone={toneOf(event.status)}>{event.status}</Badge>
                  <span className="text-soft text-[0.8125rem]">
                    <Time at={event.created_at} millis />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
}
