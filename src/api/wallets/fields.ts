import { z } from 'zod';
import { parseAmount } from '../../kernel/money.ts';
import { isRawNumber } from '../json.ts';

/** An address on a chain in a request; whether it is one, and may be used here, is for the use case to say. */
export const addressText = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ examples: ['0x52908400098527886E0F7030069857D2E4169EE7'] });

/** The address of a token; left out, empty or null where there is a default. */
export const tokenAddress = z
  .string()
  .trim()
  .max(100)
  .meta({ examples: ['0x52908400098527886E0F7030069857D2E4169EE7'] });

const aboutChain = {
  examples: ['POLYGON'],
  description: 'The name of the blockchain, from `/virtual-wallets/config/blockchains/list`.',
};

/** The name of a chain in a body; whether it is one of ours is for the use case to say. */
export const chainName = z.string().trim().min(1).max(40).meta(aboutChain);

/** The same in a query string. */
export const queryChain = z
  .string({
    error: ({ input }) => (Array.isArray(input) ? 'must be given once' : 'is required'),
  })
  .trim()
  .min(1)
  .max(40)
  .meta(aboutChain);

const wholeDigits = 12;
/** More decimals than any token has: no more are taken in `CHAINS_FILE`. */
const places = 24;
const isNoAmount = 'must be an amount: a number or a decimal string';

/**
 * An amount of a token in a request, a JSON number or a decimal string; its output is the decimal text as it was sent, not
 * rounded by anybody. How many decimals it may have is for the token to say.
 */
export const tokenAmount = ({ orZero = false } = {}) =>
  z
    .unknown()
    .transform((value, context): string => {
      const text = textOf(value);
      const problem = problemOf(text, orZero);
      if (problem === undefined && text !== undefined) return text;
      const message = value === undefined ? 'is required' : (problem ?? isNoAmount);
      context.issues.push({ code: 'custom', message, input: value });
      return z.NEVER;
    })
    .meta({
      type: ['number', 'string'],
      minimum: 0,
      maximum: 10 ** wholeDigits - 1,
      pattern: `^\\d{1,${wholeDigits}}(\\.\\d{1,${places}})?$`,
      description: `An amount ${orZero ? '' : 'above zero '}with no more decimals than the token has, as a number or a decimal string.`,
      examples: [12.5],
    });

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : isRawNumber(value) ? value.rawJSON : value;
  return typeof text === 'string' && text.length <= 80 ? text : undefined;
}

function problemOf(text: string | undefined, orZero: boolean): string | undefined {
  const minor = text === undefined ? 'not a number' : parseAmount(text, places);
  if (minor === 'not a number') return isNoAmount;
  if (minor === 'too many decimals') return 'must not have more decimals than the token';
  if (minor === 'too large' || minor >= 10n ** BigInt(places + wholeDigits))
    return `must have at most ${wholeDigits} digits before the point`;
  if (minor < 0n || (minor === 0n && !orZero)) return `must be ${orZero ? 'at least' : 'more than'} 0`;
  return undefined;
}
