import { Client } from 'pg';
import { drain } from '../support/drain.ts';
import { databaseUrl, pileUp } from '../support/pile.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Bench } from '../support/row.ts';
import { call, foundCompany, startServer } from '../support/server.ts';

const backlog = 60_000;

/**
 * What somebody's report that runs for hours does to deliveries: PostgreSQL may not clear away what that transaction could
 * still see, so rows of finished deliveries pile up where due ones are looked for.
 */
export const longTransaction: Bench = {
  name: 'long-transaction',
  async run({ say }) {
    const receiver = await startReceiver();
    const api = await startServer({ env: { ROLES: 'api' } });
    try {
      const { id, apiKey } = await foundCompany(api, 'Backlog');
      await call({ url: api.url, apiKey }, 'POST', '/webhooks/endpoints', { url: receiver.url });
      const once = async (): Promise<number> => {
        await pileUp(api, backlog, () => id);
        return (await drain(api, receiver, backlog)).perSecond;
      };
      say('draining without a long transaction');
      await once();
      const without = await once();
      say('draining beside a long transaction');
      const reader = await beginReading(databaseUrl(api));
      await once();
      const beside = await once();
      await reader.end();
      return [
        {
          name: 'backlog beside a long transaction, second of two',
          value: beside,
          unit: '/s',
          baseline: { name: 'without it', value: without },
        },
      ];
    } finally {
      await api.stop();
      receiver.stop();
    }
  },
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
