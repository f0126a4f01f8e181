/** RFC 3339 in UTC with milliseconds, as every timestamp leaves us. */
export function formatInstant(instant: Date): string {
  const ms = instant.getTime();
  if (ms !== lastMs) {
    lastText = instant.toISOString();
    lastMs = ms;
  }
  return lastText;
}

/** A purchase tells its moment five times. */
let lastMs = Number.NaN;
let lastText = '';

const rfc3339 = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(Z|[+-]\d{2}:\d{2})?$/i;

/** Reads RFC 3339; input without a zone is UTC, a bare date is its first moment. `undefined` when it is neither. */
export function parseInstant(text: string): Date | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [, date, clock = '00:00:00', zone = 'Z'] = match;
  const leap = clock.slice(6, 8) === '60';
  const instant = new Date(`${date}T${leap ? `${clock.slice(0, 6)}59` : clock}${zone}`);
  if (Number.isNaN(instant.getTime())) return undefined;
  if (leap) {
    // The last second of a month, in UTC. No clock of ours has it: what happens in it happens at the beginning of the next.
    instant.setTime(instant.getTime() + 1_000);
    if (instant.getTime() !== startOfMonth(instant).getTime()) return undefined;
  }
  // A zone may take it out of the years that four digits can say, and before the year 1 the database tells no years.
  const year = instant.getUTCFullYear();
  if (year < 1 || year > 9999) return undefined;
  // Date rolls 31 February over into March; a date that does not exist is none.
  if (new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) return undefined;
  return instant;
}

const dayMs = 86_400_000;

/** The first moment of the UTC day of `instant`. */
export const startOfDay = (instant: Date): Date => new Date(Math.floor(instant.getTime() / dayMs) * dayMs);

/** Whether both moments are in one UTC day. */
export const sameDay = (a: Date, b: Date): boolean =>
  Math.floor(a.getTime() / dayMs) === Math.floor(b.getTime() / dayMs);

/** The first moment of the week of `instant`: Monday, UTC. */
export function startOfWeek(instant: Date): Date {
  const day = startOfDay(instant);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  return new Date(day.getTime() - sinceMonday * dayMs);
}

/** The first moment of the UTC month of `instant`. */
export const startOfMonth = (instant: Date): Date =>
  new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth(), 1));
