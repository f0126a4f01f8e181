import type { Id } from '../../kernel/ids.ts';
import { sql, type Queries } from '../../platform/database.ts';

/** An advice, and how the key of the request begins that it is of. */
export interface AdviceOf {
  readonly key: string;
  readonly request: string;
}

interface PurchaseRef {
  readonly company: Id<'company'>;
  readonly id: Id<'cardTransaction'>;
}

const read = sql(
  'network.advices',
  'SELECT key, request FROM network_advices WHERE company_id = $1 AND transaction_id = $2',
);

/** Of which requests of a purchase its advices are, where they are of one of several. */
export const readAdvices = (queries: Queries, { company, id }: PurchaseRef): Promise<AdviceOf[]> =>
  queries.query<AdviceOf>(read, [company, id]);

const save = sql(
  'network.adviceIsOf',
  `INSERT INTO network_advices (company_id, transaction_id, key, request) VALUES ($1, $2, $3, $4)
   ON CONFLICT (company_id, transaction_id, key) DO UPDATE SET request = excluded.request`,
);

/** Writes down of which request an advice is that is about to be booked. */
export const saveAdvice = async (
  queries: Queries,
  { company, id }: PurchaseRef,
  { key, request }: AdviceOf,
): Promise<void> => void (await queries.execute(save, [company, id, key, request]));

const drop = sql(
  'network.adviceIsOfAll',
  'DELETE FROM network_advices WHERE company_id = $1 AND transaction_id = $2 AND key = $3',
);

/** An advice that is about to be booked is of all of its purchase, whatever was written down of it before that was known. */
export const dropAdvice = async (
  queries: Queries,
  { company, id }: PurchaseRef,
  key: string,
): Promise<void> => void (await queries.execute(drop, [company, id, key]));
