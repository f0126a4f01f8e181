import type { JSX } from 'react';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (number: number): string => whole.format(number);

/** Digits as they are, the whole part in groups, and at least so many decimals. Nothing is rounded. */
function digits(amount: number | string, decimals: number): string {
  const text = plainDigits(String(amount));
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null) return text;
  const [, sign = '', wholePart = '', fraction = ''] = match;
  const grouped = wholePart.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
  const places = fraction.padEnd(decimals, '0');
  return `${sign === '-' ? '−' : ''}${grouped === '' ? '0' : grouped}${places === '' ? '' : `.${places}`}`;
}

/** `1e-7`, as scripts write small numbers, in digits. */
function plainDigits(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', exponent = '0'] = match;
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${first}${rest}`;
}

/** A number that is no amount of money, such as a rate. */
export const exact = (number: number | string): string => digits(number, 0);

/**
 * How many decimals an amount has at least: of a currency its own (ISO 4217), of an asset of the ledger (`USD/2`,
 * `POLYGON:USDC/6`) its scale, of a token two. Tokens have up to 18; of those, more than two are shown where they are not zero.
 */
export function decimalsOf(asset: string): number {
  const scale = /\/(\d+)$/.exec(asset)?.[1];
  if (scale !== undefined) return Math.min(2, Number(scale));
  if (!/^[A-Z]{3}$/.test(asset)) return 2;
  const shown = new Intl.NumberFormat('en', { style: 'currency', currency: asset }).resolvedOptions();
  return shown.maximumFractionDigits ?? 2;
}

/** An amount where its unit stands beside it. */
export const amountOf = (amount: number | string, asset: string): string => digits(amount, decimalsOf(asset));

/** The name of an asset without its scale: `POLYGON:USDC`. */
export const assetName = (asset: string): string => asset.replace(/\/\d+$/, '');

/** An amount with its unit: `$12.50`, `12.50 EUR`, `1,250 JPY`, `0.000001 USDC`. Every amount of money is written by this. */
export function money(amount: number | string, asset: string): string {
  const text = amountOf(amount, asset);
  if (asset !== 'USD') return `${text} ${assetName(asset)}`.trim();
  return text.startsWith('−') ? `−$${text.slice(1)}` : `$${text}`;
}

export const dollars = (amount: number | string): string => money(amount, 'USD');

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
