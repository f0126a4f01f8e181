import type { JSX } from 'react';
import { money } from './amount.ts';

export * from './amount.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (number: number): string => whole.format(number);

/** How many deliveries wait, of all that do: the API counts no further than this. */
export const countWaiting = (number: number, all = number): string =>
  `${count(number)}${all >= 10_000 ? '+' : ''}`;

export function Money({
  amount,
  currency = 'USD',
  sign = false,
  className = '',
}: {
  readonly amount: number | string | null;
  readonly currency?: string;
  /** Whether more than zero has a plus. */
  readonly sign?: boolean;
  readonly className?: string;
}): JSX.Element {
  if (amount === null) return <span className="text-soft">none</span>;
  return (
    <span className={`num whitespace-nowrap ${className}`}>
      {sign && Number(amount) > 0 && '+'}
      {money(amount, currency)}
    </span>
  );
}

const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const year = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const zoneName = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset' });

/** Where times are shown: `Europe/Berlin (GMT+1)`. */
export function timeZone(): string {
  const offset = zoneName.formatToParts(new Date()).find((part) => part.type === 'timeZoneName')?.value;
  return `${Intl.DateTimeFormat().resolvedOptions().timeZone} (${offset ?? 'UTC'})`;
}

/** In the browser's time zone, which the page names; the day only where it is not today, unless all is wanted. */
export function moment(at: string, full = false): string {
  const date = new Date(at);
  const now = new Date();
  const isToday = date.toDateString() === now.toDateString();
  const sameYear = date.getFullYear() === now.getFullYear();
  const dayText = isToday && !full ? '' : `${(sameYear && !full ? day : year).format(date)}, `;
  return `${dayText}${clock.format(date)}`;
}

/** A {@link moment}, with UTC in the title. */
export function Time({
  at,
  millis = false,
  full = false,
}: {
  readonly at: string;
  readonly millis?: boolean;
  readonly full?: boolean;
}): JSX.Element {
  const ms = millis ? `.${String(new Date(at).getMilliseconds()).padStart(3, '0')}` : '';
  return (
    <time
      dateTime={at}
      title={`${at} UTC`.replace('Z UTC', ' UTC').replace('T', ' ')}
      className="num whitespace-nowrap"
    >
      {moment(at, full)}
      {ms}
    </time>
  );
}

const utcDay = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** A day of the calendar, `2026-01-31`: it is no moment, and the same in every time zone. */
export const Day = ({ date }: { readonly date: string }): JSX.Element => (
  <time dateTime={date} className="num whitespace-nowrap">
    {utcDay.format(new Date(`${date}T00:00:00Z`))}
  </time>
);

/** `350 ms`, `4.2 s`, `3 min`, `5 h`, `2 days`; what lies ahead, by a clock that is ahead, took no time yet. */
export function duration(ms: number): string {
  if (ms < 0) return '0 ms';
  if (ms < 1_000) return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** `CLEARING` and `partially_cleared` as words. */
export function words(code: string): string {
  const text = code.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A name inside of a text: letters that run the other way, or a mark that turns them, turn nothing but the name (UAX 9, 3.1.4). */
export const isolated = (name: string): string => `\u2068${name}\u2069`;
