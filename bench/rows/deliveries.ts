import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { request, runLoad } from '../support/load.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';
import type { Bench, Row } from '../support/row.ts';
import { call, makeCards, makeCompany, startServer } from '../support/server.ts';

const backlog = 20_000;

/** Bare POSTs of a body of the same size to the same receiver: the ceiling of what one process can send. */
async function barePosts(receiver: Receiver, seconds: number): Promise<number> {
  const pool = new Pool(new URL(receiver.url).origin, { connections: 64, pipelining: 1 });
  const body = JSON.stringify({ operation: 'CARDS', data: { filler: 'x'.repeat(950) } });
  const headers = {
    'content-type': 'application/json',
    'webhook-signature': `v1,${'A'.repeat(44)}`,
    'webhook-timestamp': '1700000000',
    'webhook-id': 'bare',
  };
  let sent = 0;
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (performance.now() < until) {
        const answer = await pool.request({ method: 'POST', path: '/', headers, body });
        await answer.body.dump();
        sent += 1;
      }
    }),
  );
  await pool.close();
  return sent / seconds;
}

/** How fast events reach a receiver: from a backlog, and as they happen. */
export const deliveries: Bench = {
  name: 'deliveries',
  async run({ server, say }) {
    const receiver = await startReceiver();
    const rows: Row[] = [];
    try {
      const it = await server();
      const apiKey = await makeCompany(it, 'Deliveries');
      await call({ url: it.url, apiKey }, 'POST', '/webhooks/endpoints', { url: receiver.url });
      const cards = await makeCards(it, 100, apiKey);
      const swipes = cards.map((card) =>
        request(it.url, 'POST', '/simulate/authorizations', apiKey, { card_id: card, amount: '1.25' }),
      );
      say('1,000 events a second as they happen');
      await runLoad({ url: it.url, requests: swipes, callers: 64, seconds: 3, perSecond: 1000 });
      await receiver.reset();
      await runLoad({ url: it.url, requests: swipes, callers: 64, seconds: 10, perSecond: 1000 });
      await sleep(500);
      const live = await receiver.count();
      rows.push(
        { name: 'events at 1,000/s, created to received, p50', value: live.p50, unit: 'ms' },
        { name: 'events at 1,000/s, created to received, p99', value: live.p99, unit: 'ms' },
      );
      rows.push(await drain(receiver, say));
    } finally {
      receiver.stop();
    }
    return rows;
  },
};

/** A server without a dispatcher piles up events; then one dispatcher process sends them all. */
async function drain(receiver: Receiver, say: (what: string) => void): Promise<Row> {
  const api = await startServer({ env: { ROLES: 'api' } });
  try {
    await call(api, 'POST', '/webhooks/endpoints', { url: receiver.url });
    const swipes = (await makeCards(api, 200)).map((card) =>
      request(api.url, 'POST', '/simulate/authorizations', api.apiKey, { card_id: card, amount: '1.25' }),
    );
    say(`a backlog of ${backlog} events`);
    let piled = 0;
    while (piled < backlog)
      piled += (await runLoad({ url: api.url, requests: swipes, callers: 256, seconds: 2 })).sent;
    const bare = await barePosts(receiver, 4);
    await receiver.reset();
    say('draining');
    const dispatcher = await startServer({
      dataDir: api.dataDir,
      env: { ROLES: 'dispatcher', DATABASE_URL: socketUrl(join(api.dataDir, 'postgres')) },
    });
    const began = performance.now();
    const first = (await receiver.count()).received;
    let received = first;
    while (received < piled * 0.95) {
      await sleep(20);
      ({ received } = await receiver.count());
    }
    const value = (received - first) / ((performance.now() - began) / 1000);
    await dispatcher.stop();
    return {
      name: 'deliveries from a backlog',
      value,
      unit: '/s',
      baseline: { name: 'bare undici POSTs', value: bare },
    };
  } finally {
    await api.stop();
  }
}

const socketUrl = (folder: string): string =>
  `postgresql://cardwright@localhost/cardwright?host=${encodeURIComponent(folder)}`;
