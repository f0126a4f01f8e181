import { amountColumn, textColumn } from '../../platform/columns.ts';
import { sql, type Queries, type Tx } from '../../platform/database.ts';

export interface RateRow {
  readonly currency: string;
  /** 10⁻¹² units for one USD. */
  readonly per_usd: bigint;
  readonly as_of: string;
}

const findStatement = sql('fx.find', 'SELECT per_usd FROM fx_rates WHERE currency = $1');

/** 10⁻¹² units for one USD, where the operator set it. */
export async function findRate(queries: Queries, currency: string): Promise<bigint | undefined> {
  return (await queries.query<RateRow>(findStatement, [currency]))[0]?.per_usd;
}

const listStatement = sql(
  'fx.list',
  `SELECT currency, per_usd, to_char(as_of, 'YYYY-MM-DD') AS as_of FROM fx_rates ORDER BY currency`,
);

export const listRates = (queries: Queries): Promise<RateRow[]> => queries.query<RateRow>(listStatement);

const putStatement = sql(
  'fx.put',
  `INSERT INTO fx_rates (currency, per_usd, as_of)
   SELECT currency, per_usd, $3::date FROM unnest($1::text[], $2::numeric[]) AS r(currency, per_usd) ORDER BY currency
   ON CONFLICT (currency) DO UPDATE SET per_usd = excluded.per_usd, as_of = excluded.as_of`,
);

export async function putRates(
  tx: Tx,
  rates: readonly { readonly currency: string; readonly perUsd: bigint }[],
  asOf: string,
): Promise<void> {
  const columns = [
    textColumn(rates.map((rate) => rate.currency)),
    amountColumn(rates.map((rate) => rate.perUsd)),
  ];
  await tx.execute(putStatement, [...columns, asOf]);
}

const removeStatement = sql('fx.remove', 'DELETE FROM fx_rates WHERE currency = ANY ($1::text[])');

export async function removeRates(tx: Tx, currencies: readonly string[]): Promise<void> {
  await tx.execute(removeStatement, [currencies]);
}
