import { wrongField } from '../../kernel/failures.ts';
import { formatAmountShort, parseAmount } from '../../kernel/money.ts';
import type { WalletAsset } from '../types.ts';

/**
 * Minor units of an amount that is to leave: more than nothing, and no finer than its asset.
 *
 * @throws Failure VALIDATION_ERROR
 */
export function readAmount(
  text: string,
  decimals: number,
  { orZero = false, field = 'amount' } = {},
): bigint {
  const minor = parseAmount(text, decimals);
  if (minor === 'too many decimals') throw wrongField(field, `must have at most ${decimals} decimals`);
  if (typeof minor === 'string') throw wrongField(field, `is ${minor}`);
  if (minor < 0n || (minor === 0n && !orZero))
    throw wrongField(field, `must be ${orZero ? 'at least' : 'more than'} 0`);
  return minor;
}

/** `12.5 USDC`, for sentences. */
export const inWords = (
  minor: bigint,
  { decimals, symbol }: Pick<WalletAsset, 'decimals' | 'symbol'>,
): string => `${formatAmountShort(minor, decimals)} ${symbol}`;
