import { Client } from 'pg';
import { withBacklog } from '../support/backlog.ts';
import { databaseUrl } from '../support/pile.ts';
import type { Bench } from '../support/row.ts';

const backlog = 60_000;

/**
 * What somebody's report that runs for hours does to deliveries: PostgreSQL may not clear away what that transaction could
 * still see, so rows of finished deliveries pile up where due ones are looked for.
 */
export const longTransaction: Bench = {
  name: 'long-transaction',
  run: ({ say }) =>
    withBacklog({}, async ({ server, send }) => {
      say('draining without a long transaction');
      await send(backlog);
      const without = await send(backlog);
      say('draining beside a long transaction');
      const reader = await beginReading(databaseUrl(server));
      await send(backlog);
      const beside = await send(backlog);
      await reader.end();
      return [
        {
          name: 'backlog beside a long transaction, second of two',
          value: beside.perSecond,
          unit: '/s',
          baseline: { name: 'without it', value: without.perSecond },
        },
      ];
    }),
};

/** A transaction with a snapshot that is never let go. */
async function beginReading(url: string): Promise<Client> {
  const client = new Client(url);
  await client.connect();
  await client.query('SET idle_in_transaction_session_timeout = 0');
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await client.query('SELECT count(*) FROM companies');
  return client;
}
