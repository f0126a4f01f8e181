import { useRef } from 'react';
import { typeOf } from '../../live/row.ts';
import type { EventRow } from '../../live/row.ts';

/** Whether a filter as endpoints have it (`CARDS`, `CARDS.CLEARING`, `CARDS.CLEARING.SUCCESS`) lets a type through. */
export const letsThrough = (filter: string, type: string): boolean =>
  type === filter || type.startsWith(`${filter}.`);

/** Whether all words are somewhere in a row. */
export function mentions(row: EventRow, words: string): boolean {
  if (words === '') return true;
  const text = `${row.id} ${typeOf(row)} ${row.about} ${row.amount} ${row.cardId ?? ''} ${row.transactionId ?? ''}`;
  const lower = text.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

interface Done {
  readonly key: string;
  readonly source: readonly EventRow[];
  readonly kept: EventRow[];
  upTo: number;
  /** The row that stood first; another one means that old rows have left. */
  first: string | undefined;
}

/** What of a growing list passes, looking only at what is new since the last time. */
export function useFiltered(
  source: readonly EventRow[],
  key: string,
  passes: (row: EventRow) => boolean,
): readonly EventRow[] {
  const done = useRef<Done>(undefined);
  let state = done.current;
  const isSame =
    state !== undefined &&
    state.key === key &&
    state.source === source &&
    state.upTo <= source.length &&
    (state.upTo === 0 || state.first === source[0]?.id);
  if (state === undefined || !isSame) {
    state = { key, source, kept: [], upTo: 0, first: source[0]?.id };
    done.current = state;
  }
  if (state.upTo === 0) state.first = source[0]?.id;
  for (; state.upTo < source.length; state.upTo += 1) {
    const row = source[state.upTo];
    if (row !== undefined && passes(row)) state.kept.push(row);
  }
  return state.kept;
}
