import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';
import type { EntryRef } from './takings-store.ts';

/** An advice, and the entry of the request that it is of. */
export interface AdviceOf {
  readonly key: string;
  readonly number: number;
}

const read = sql(
  'network.advices',
  'SELECT key, entry_number AS number FROM network_advices WHERE company_id = $1 AND transaction_id = $2',
);

/** Of which requests of a purchase its advices are, where they are of one of several. */
export const readAdvices = (
  queries: Queries,
  { company, id }: { readonly company: Id<'company'>; readonly id: Id<'cardTransaction'> },
): Promise<AdviceOf[]> => queries.query<AdviceOf>(read, [company, id]);

const save = sql(
  'network.adviceIsOf',
  `INSERT INTO network_advices (company_id, transaction_id, key, entry_number) VALUES ($1, $2, $3, $4)
   ON CONFLICT (company_id, transaction_id, key) DO UPDATE SET entry_number = excluded.entry_number`,
);

/** Writes down of which request an advice is that is about to be booked. */
export const saveAdvice = async (
  queries: Queries,
  { company, transaction, number }: EntryRef,
  key: string,
): Promise<void> => void (await queries.execute(save, [company, transaction, key, number]));
