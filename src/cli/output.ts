import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colour where standard output is a terminal that wants it. */
export const styled = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout });

/** One JSON value on a line, or lines for people. */
export function print(json: boolean, value: unknown, lines: () => readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${lines().join('\n')}\n`);
}

/** Names on the left, values beside them; what is undefined is left out. */
export function fields(values: Readonly<Record<string, string | undefined>>): string[] {
  const shown = Object.entries(values).filter(([, value]) => value !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `  ${styled('gray', name.padEnd(width))}  ${value}`);
}

/** What is wrong and what to do, on standard error. */
export function printProblem(
  json: boolean,
  message: string,
  advice: string | undefined,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const text = json
    ? JSON.stringify({ error: message, advice, ...more })
    : [styleText('red', message, { stream: process.stderr }), advice].filter(Boolean).join('\n');
  process.stderr.write(`${text}\n`);
}

/** `12.50 USD` */
export const money = (amount: number | string, currency = 'USD'): string =>
  `${typeof amount === 'number' && currency === 'USD' ? amount.toFixed(2) : amount} ${currency}`;
