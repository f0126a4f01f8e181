import { present } from '../kernel/assert.ts';
import { sql, type Queries } from './database.ts';

const read = sql('platform.databaseClock', 'SELECT clock_timestamp() AS now');

/**
 * What the database's clock says: one for all processes, for what is due in the rows of others. A machine whose own is wrong would end
 * for everybody what is under way elsewhere.
 */
export async function databaseNow(queries: Queries): Promise<Date> {
  const [row] = await queries.query<{ now: Date }>(read);
  return present(row, 'the clock of the database').now;
}
