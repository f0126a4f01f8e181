import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { rowOf } from '../../live/row.ts';
import type { EventRow } from '../../live/row.ts';

export interface EventFilter {
  /** `CARDS`, `CARDS.CLEARING` or `CARDS.CLEARING.SUCCESS`. */
  readonly type: string | undefined;
  /** The id of what they are about. */
  readonly subject: string | undefined;
}

export interface History {
  /** Newest first. The same array all along, so that a hundred thousand rows are not copied for each page. */
  readonly rows: readonly EventRow[];
  readonly ids: ReadonlySet<string>;
  readonly isLoading: boolean;
  readonly isWhole: boolean;
  readonly error: unknown;
  /** Reads the next page, where there is one, none is under way, and the last try did not fail. */
  readonly more: () => void;
  /** Tries again what failed. */
  readonly again: () => void;
}

interface Kept {
  readonly rows: EventRow[];
  readonly ids: Set<string>;
  cursor: string | null | undefined;
  loading: boolean;
  error: unknown;
}

/** The events that are stored, read page by page as they are scrolled to. */
export function useHistory({ type, subject }: EventFilter): History {
  const [, setVersion] = useState(0);
  const kept = useRef<Kept>(empty());
  const draw = useCallback(() => setVersion((version) => version + 1), []);

  const load = useCallback(
    async (into: Kept): Promise<void> => {
      if (into.loading || into.cursor === null) return;
      into.loading = true;
      into.error = null;
      draw();
      try {
        const page = await api.listEvents({
          size: 100,
          ...(type !== undefined && { types: [type] }),
          ...(subject !== undefined && { subject }),
          ...(typeof into.cursor === 'string' && { cursor: into.cursor }),
        });
        for (const event of page.data) {
          if (into.ids.has(event.id)) continue;
          into.ids.add(event.id);
          into.rows.push(rowOf(event));
        }
        into.cursor = page.next_cursor;
      } catch (error) {
        into.error = error;
      }
      into.loading = false;
      draw();
    },
    [draw, subject, type],
  );

  useEffect(() => {
    kept.current = empty();
    void load(kept.current);
  }, [load]);

  const more = useCallback(() => {
    if (kept.current.error === null) void load(kept.current);
  }, [load]);
  const again = useCallback(() => void load(kept.current), [load]);
  const { rows, ids, loading, cursor, error } = kept.current;
  return { rows, ids, isLoading: loading, isWhole: cursor === null, error, more, again };
}

const empty = (): Kept => ({ rows: [], ids: new Set(), cursor: undefined, loading: false, error: null });
