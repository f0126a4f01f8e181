import { sql, type Tx } from '../platform/database.ts';

const notify = sql('webhooks.notify', 'SELECT pg_notify($1, $2)');

/** Tells who listens on a channel, once the unit of work is committed, and exactly then. */
export async function notifyWithCommit(tx: Tx, channel: string, payload: string): Promise<void> {
  await tx.query(notify, [channel, payload]);
}
