import { styleText } from 'node:util';
import { digitsOf } from '../../../sdk/index.ts';

type Style = Parameters<typeof styleText>[0];

/** Colour where standard output is a terminal that wants it. */
export const styled = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout });

/**
 * A text as a terminal may show it: of what steers one, only line ends, tabs and colours are left. Names of merchants and answers
 * of receivers are others' words.
 */
export const harmless = (text: string): string => text.replaceAll(steering, '\ufffd');
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const steering = /\u001b(?!\[[\d;]*m)|[\0-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** One JSON value on a line, or lines for people. */
export function print(json: boolean, value: unknown, lines: () => readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${harmless(lines().join('\n'))}\n`);
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
  `${typeof amount === 'number' && currency === 'USD' ? amount.toFixed(2) : digitsOf(amount)} ${currency}`;
