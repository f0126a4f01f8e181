import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { linkClass } from '../../ui/button.tsx';
import { shortId } from '../../ui/copy.tsx';

/** The event of a delivery: what happened, and which one; only which one where the event is kept no longer. */
export function EventLink({
  event_id: id,
  event_type: type,
}: {
  readonly event_id: string;
  readonly event_type: string | null;
}): JSX.Element {
  const [operation, subOperation, status] = type?.split('.') ?? [];
  return (
    <span className="block">
      <Link to="/events/$eventId" params={{ eventId: id }} className={linkClass}>
        {type === null ? (
          <code>{shortId(id)}</code>
        ) : (
          <>
            {operation} {subOperation}
          </>
        )}
      </Link>
      {type !== null && (
        <span className="text-soft block text-[0.8125rem] whitespace-nowrap">
          {status} · <code>{shortId(id)}</code>
        </span>
      )}
    </span>
  );
}
