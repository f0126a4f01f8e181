import type { Money } from '../../authorizations/index.ts';
import { formatAmount, mulDivHalfUp } from '../../kernel/money.ts';
import type { Amount, NetworkMessage } from '../meaning/types.ts';
import type { HandleDoors } from './types.ts';

/** Of the currency that cards are billed in. */
export const billingCurrency = { code: 'USD', number: '840', decimals: 2 } as const;

/** Balances have twelve digits in field 54. */
export const usdOf = (cents: bigint): Amount => ({ minor: cents, currency: billingCurrency });

/** Whether there is something to bill, and no more than the twelve digits of field 6 can say. */
export const canBeBilled = ({ bill }: Money): boolean => bill > 0n && bill <= 999_999_999_999n;

/** The amount with what it is in USD; `supported` is false where there is no way to tell. */
export interface Priced {
  readonly money: Money;
  readonly supported: boolean;
}

/**
 * Prices a message. What the network bills (field 6 in the currency of field 51) prevails; our rates are for what it has
 * not converted. A network that bills in another currency than USD is not supported.
 */
export async function price(
  { convert }: Pick<HandleDoors, 'convert'>,
  { amount, billing, conversionRate }: Pick<NetworkMessage, 'amount' | 'billing' | 'conversionRate'>,
): Promise<Priced> {
  if (amount === null)
    return {
      money: { bill: 0n, amount: 0n, currency: billingCurrency.code, exchangeRate: null },
      supported: true,
    };
  const { minor, currency } = amount;
  const common = { amount: minor, currency: currency.code };
  const isForeign = currency.code !== billingCurrency.code;
  if (billing !== null) {
    const bill = billing.minor;
    const exchangeRate = isForeign ? (conversionRate ?? rateBetween(amount, bill)) : null;
    return {
      money: { ...common, bill, exchangeRate },
      supported: billing.currency.code === billingCurrency.code,
    };
  }
  if (!isForeign || minor === 0n)
    return { money: { ...common, bill: minor, exchangeRate: null }, supported: true };
  const converted = await convert(minor, currency.code);
  if (converted === undefined)
    return { money: { ...common, bill: 0n, exchangeRate: null }, supported: false };
  return { money: { ...common, ...converted }, supported: true };
}

/** USD for one unit of the currency, six places, where the network says both amounts and no rate. */
function rateBetween({ minor, currency }: Amount, bill: bigint): string | null {
  if (minor === 0n) return null;
  const scale = 10n ** BigInt(6 + currency.decimals - billingCurrency.decimals);
  return formatAmount(mulDivHalfUp(bill, scale, minor), 6);
}
