import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';

/** An entry of a purchase. */
export interface EntryRef {
  readonly company: Id<'company'>;
  readonly transaction: Id<'cardTransaction'>;
  readonly number: number;
}

/** So much of an entry, USD cents, is taken back by the message of this key. */
export interface Taking {
  readonly ordinal: number;
  readonly key: string;
  readonly bill: bigint;
}

const read = sql(
  'network.takings',
  `SELECT ordinal, key, bill FROM network_takings
   WHERE company_id = $1 AND transaction_id = $2 AND entry_number = $3 ORDER BY ordinal`,
);

/** All that is taken back of an entry, in order. */
export const readTakings = (
  queries: Queries,
  { company, transaction, number }: EntryRef,
): Promise<Taking[]> => queries.query<Taking>(read, [company, transaction, number]);

const insert = sql(
  'network.take',
  `INSERT INTO network_takings (company_id, transaction_id, entry_number, ordinal, key, bill)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
);

/** Writes one down; `false` where another one has its place. */
export const insertTaking = async (
  queries: Queries,
  { company, transaction, number }: EntryRef,
  { ordinal, key, bill }: Taking,
): Promise<boolean> =>
  (await queries.execute(insert, [company, transaction, number, ordinal, key, bill])) > 0;

const remove = sql(
  'network.leave',
  'DELETE FROM network_takings WHERE company_id = $1 AND transaction_id = $2 AND entry_number = $3 AND key = $4',
);

export const deleteTaking = async (
  queries: Queries,
  { company, transaction, number }: EntryRef,
  key: string,
): Promise<void> => void (await queries.execute(remove, [company, transaction, number, key]));
