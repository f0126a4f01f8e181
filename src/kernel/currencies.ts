import currencyCodes from 'currency-codes';

/** A currency of ISO 4217. */
export interface Currency {
  /** Alpha-3: `USD`. */
  readonly code: string;
  /** Three digits: `840`. */
  readonly number: string;
  /** Decimals of its minor unit: 2 for USD, 0 for JPY, 3 for KWD. */
  readonly decimals: number;
}

const byCode = new Map<string, Currency>(
  currencyCodes.data.map((entry) => [
    entry.code,
    { code: entry.code, number: entry.number, decimals: entry.digits },
  ]),
);
const byNumber = new Map<string, Currency>(
  [...byCode.values()].map((currency) => [currency.number, currency]),
);

/** By alpha code, upper case. */
export const findCurrency = (code: string): Currency | undefined => byCode.get(code);

/** By the three digits that ISO 8583 fields 49 and 51 carry. */
export const findCurrencyByNumber = (number: string): Currency | undefined => byNumber.get(number);

export const allCurrencies = (): readonly Currency[] => [...byCode.values()];
