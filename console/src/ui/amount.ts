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

/** A share in per cent, with one decimal. All but one of a million is not 100 %, nor is that one 0 %. */
export function percent(part: number, whole: number): string {
  if (part === whole) return '100%';
  if (part === 0) return '0%';
  return `${Math.min(Math.max((part / whole) * 100, 0.1), 99.9).toFixed(1)}%`;
}

/** Two amounts of one asset together, in decimals: binary fractions make 0.30000000000000004 of 0.1 and 0.2. */
export function sum(one: number | string, other: number | string): string {
  const texts = [one, other].map((amount) => plainDigits(String(amount)));
  const places = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0));
  const minor = texts.reduce((total, text) => {
    const [whole = '', fraction = ''] = text.split('.');
    return total + BigInt(`${whole}${fraction.padEnd(places, '0')}`);
  }, 0n);
  const all = String(minor < 0n ? -minor : minor).padStart(places + 1, '0');
  const at = all.length - places;
  const fraction = places === 0 ? '' : `.${all.slice(at)}`;
  return `${minor < 0n ? '-' : ''}${all.slice(0, at)}${fraction}`;
}

export const dollars = (amount: number | string): string => money(amount, 'USD');
