import { present } from '../../kernel/assert.ts';
import { findCurrency } from '../../kernel/currencies.ts';
import { Failure } from '../../kernel/failures.ts';
import { parseAmount } from '../../kernel/money.ts';
import type { Database } from '../../platform/database.ts';
import { convertToUsd, rateScale, type Converted } from './convert.ts';
import { defaultRates, defaultRatesAsOf } from './default-rates.ts';
import { findRate, listRates, putRates, removeRates } from './store.ts';

/** A rate as it is used now. */
export interface Rate {
  /** ISO 4217 alpha code. */
  readonly currency: string;
  /** 10⁻¹² units of the currency for one USD. */
  readonly perUsd: bigint;
  /** The day it is of: `2025-06-30`. */
  readonly asOf: string;
  /** Who set it. */
  readonly source: 'default' | 'operator';
}

/** New rates, all of one day; `null` brings the checked-in rate back. */
export interface NewRates {
  readonly asOf: string;
  readonly rates: ReadonlyMap<string, bigint | null>;
}

/** The exchange rates of the platform: the checked-in table, and what the operator set in place of its lines. */
export interface Rates {
  /** `undefined` for a currency without a rate (decline N002). The network's own billing amount prevails where it sends one. */
  convert(amount: bigint, currency: string): Promise<Converted | undefined>;
  list(): Promise<readonly Rate[]>;
  /** All or none. @throws Failure VALIDATION_ERROR for a code that is no currency, or USD */
  replace(rates: NewRates): Promise<readonly Rate[]>;
}

const defaults: ReadonlyMap<string, bigint> = new Map(
  Object.entries(defaultRates).map(([currency, text]) => [currency, BigInt(parseAmount(text, rateScale))]),
);

export function createRates({ database }: { database: Database }): Rates {
  const list = async (): Promise<Rate[]> => {
    const own = new Map((await listRates(database)).map((row) => [row.currency, row]));
    return [...new Set([...defaults.keys(), ...own.keys()])].sort().map((currency): Rate => {
      const row = own.get(currency);
      if (row !== undefined) return { currency, perUsd: row.per_usd, asOf: row.as_of, source: 'operator' };
      const perUsd = present(defaults.get(currency), 'a checked-in rate');
      return { currency, perUsd, asOf: defaultRatesAsOf, source: 'default' };
    });
  };

  return {
    async convert(amount, code) {
      const currency = findCurrency(code);
      if (currency === undefined) return undefined;
      const perUsd = (await findRate(database, code)) ?? defaults.get(code);
      return perUsd === undefined ? undefined : convertToUsd(amount, currency.decimals, perUsd);
    },
    list,
    async replace({ asOf, rates }) {
      const unknown = [...rates.keys()].filter((code) => code === 'USD' || findCurrency(code) === undefined);
      if (unknown.length > 0) {
        throw new Failure(
          'VALIDATION_ERROR',
          'Rates are for currencies of ISO 4217 other than USD.',
          unknown.map((code) => ({ field: `rates.${code}`, message: 'is no currency that needs a rate' })),
        );
      }
      const all = [...rates];
      const set = all.flatMap(([currency, perUsd]) => (perUsd === null ? [] : [{ currency, perUsd }]));
      const unset = all.flatMap(([currency, perUsd]) => (perUsd === null ? [currency] : []));
      await database.work(async (tx) => {
        await Promise.all([putRates(tx, set, asOf), removeRates(tx, unset)]);
      });
      return list();
    },
  };
}
