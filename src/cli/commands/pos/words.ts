import { findCurrency } from '../../../kernel/currencies.ts';
import { parseAmount } from '../../../kernel/money.ts';
import type { Amount } from '../../../network/index.ts';
import { CliProblem, exitCodes } from '../../run.ts';

/** One line typed at the terminal: `insert 12.50 pin=1234 single`. */
export interface Words {
  readonly verb: string;
  /** What is neither an option nor a flag: the amount. */
  readonly amount: string | undefined;
  /** `pin=1234` */
  readonly options: ReadonlyMap<string, string>;
  /** `single` */
  readonly flags: ReadonlySet<string>;
}

const flagWords: ReadonlySet<string> = new Set(['single', 'partial', 'part']);
const optionWords: ReadonlySet<string> = new Set([
  'currency',
  'pin',
  'cvv',
  'cashback',
  'challenge',
  'expect',
]);

/** A line that says nothing a terminal can do: the command was called wrongly. */
export const misspelt = (
  message: string,
  advice = 'To see what a line can say: help, or npx cardwright pos --help',
): CliProblem => new CliProblem(message, advice, exitCodes.usage);

/** Reads a line; nothing for an empty one or a comment (`#`). @throws CliProblem for a word that means nothing */
export function readWords(line: string): Words | undefined {
  const [verb, ...rest] = line.replace(/#.*$/, '').trim().split(/\s+/);
  if (verb === undefined || verb === '') return undefined;
  const options = new Map<string, string>();
  const flags = new Set<string>();
  let amount: string | undefined;
  for (const word of rest) {
    const [name = '', value] = word.split('=', 2);
    if (value !== undefined && optionWords.has(name)) options.set(name, value);
    else if (flagWords.has(word)) flags.add(word);
    else if (/^\d/.test(word) && amount === undefined) amount = word;
    else throw misspelt(`"${word}" is not understood here.`);
  }
  return { verb, amount, options, flags };
}

/** An amount as typed, in its currency's own decimals. @throws CliProblem */
export function amountFrom(text: string | undefined, currencyCode = 'USD'): Amount {
  const currency = findCurrency(currencyCode.toUpperCase());
  if (currency === undefined)
    throw misspelt(`${currencyCode} is not an ISO 4217 currency code.`, 'Such as: tap 12.50 currency=EUR');
  const minor = text === undefined ? undefined : parseAmount(text, currency.decimals);
  if (typeof minor !== 'bigint' || minor < 0n || minor > 999_999_999_999n)
    throw misspelt(
      text === undefined ? 'An amount is missing.' : `"${text}" is not an amount in ${currency.code}.`,
      'Such as: tap 12.50',
    );
  return { minor, currency };
}
