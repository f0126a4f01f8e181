import type { JSX } from 'react';

const usd = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** USD, as the API writes it: never more digits than a double holds. */
export const dollars = (amount: number | string): string => usd.format(Number(amount));

export const count = (number: number): string => whole.format(number);

/** An amount of any asset: digits as they are, its whole part in groups. Nothing is rounded. */
export function exact(amount: number | string): string {
  const text = plainDigits(String(amount));
  const [wholePart = '0', fraction] = text.split('.');
  const grouped = wholePart.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `1e-7`, as scripts write small numbers, in digits. */
function plainDigits(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', exponent = '0'] = match;
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${first}${rest}`;
}

export function money(amount: number | string, currency: string): string {
  if (currency === 'USD') return dollars(amount);
  try {
    return new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay: 'code' }).format(
      Number(amount),
    );
  } catch {
    return `${exact(amount)} ${currency}`;
  }
}

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
  const plus = sign && Number(amount) > 0 ? '+' : '';
  return (
    <span className={`num whitespace-nowrap ${className}`}>
      {plus}
      {money(amount, currency).replace('-', '−')}
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

/** In the browser's time zone, which the page names; UTC in the title. The day only where it is not today. */
export function Time({
  at,
  millis = false,
  full = false,
}: {
  readonly at: string;
  readonly millis?: boolean;
  readonly full?: boolean;
}): JSX.Element {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  const sameYear = date.getFullYear() === new Date().getFullYear();
  const dayText = isToday && !full ? '' : `${(sameYear && !full ? day : year).format(date)}, `;
  const ms = millis ? `.${String(date.getMilliseconds()).padStart(3, '0')}` : '';
  return (
    <time
      dateTime={at}
      title={`${at} UTC`.replace('Z UTC', ' UTC').replace('T', ' ')}
      className="num whitespace-nowrap"
    >
      {dayText}
      {clock.format(date)}
      {ms}
    </time>
  );
}

/** `350 ms`, `4.2 s`, `3 min`, `5 h`, `2 days`. */
export function duration(ms: number): string {
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
