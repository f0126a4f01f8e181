import { sql } from './database.ts';
import type { Queries } from './database.ts';

const ask = sql('platform.ping', 'SELECT 1');

/** Resolves when the database answers. */
export const ping = async (queries: Queries): Promise<void> => void (await queries.query(ask));
