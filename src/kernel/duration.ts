/** A span of time: calendar months, whose length depends on where they begin, and milliseconds. */
export interface Duration {
  readonly months: number;
  readonly ms: number;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const iso8601 =
  /^P(?=.)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,3})?)S)?)?$/;

/** Reads an ISO 8601 duration such as `P7D` or `PT90S`; `undefined` when it is none. Only seconds may have decimals, three. */
export function parseDuration(text: string): Duration | undefined {
  const match = iso8601.exec(text);
  if (match === null) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return {
    months: years * 12 + months,
    ms: (weeks * 7 + days) * dayMs + hours * hourMs + minutes * minuteMs + Math.round(seconds * secondMs),
  };
}

/** The moment so long after `from`, in UTC. A month later than 31 January is the last day of February. */
export function addDuration(from: Date, { months, ms }: Duration): Date {
  const moved = new Date(from);
  if (months !== 0) {
    const day = from.getUTCDate();
    moved.setUTCDate(1);
    moved.setUTCMonth(moved.getUTCMonth() + months);
    const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
    moved.setUTCDate(Math.min(day, last));
  }
  return new Date(moved.getTime() + ms);
}
