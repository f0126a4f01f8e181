import { sql, type Queries } from '../../platform/database.ts';

const renew = sql(
  'webhooks.dispatchers.renew',
  `INSERT INTO webhook_dispatchers (id, seen_at) VALUES ($1, now())
   ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
);

/** Says that this dispatcher is there. */
export async function renewDispatcher(queries: Queries, id: string): Promise<void> {
  await queries.execute(renew, [id]);
}

const count = sql(
  'webhooks.dispatchers.count',
  `SELECT count(*)::int4 AS there FROM webhook_dispatchers WHERE seen_at > now() - make_interval(secs => $1)`,
);

/** How many dispatchers have said so within the last `seconds`. */
export async function countDispatchers(queries: Queries, seconds: number): Promise<number> {
  const [row] = await queries.query<{ there: number }>(count, [seconds]);
  return row?.there ?? 0;
}

const remove = sql(
  'webhooks.dispatchers.delete',
  `DELETE FROM webhook_dispatchers WHERE id = $1 OR seen_at < now() - interval '1 hour'`,
);

/** This dispatcher is there no more; forgets those that ended without a word long ago, too. */
export async function deleteDispatcher(queries: Queries, id: string): Promise<void> {
  await queries.execute(remove, [id]);
}
